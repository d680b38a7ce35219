from dnoutcomes.describe.off_window import off_window


def test_every_score_is_in_one_place(small_clinic, both_arms):
    """Needling: baseline, two in the window of W12 (one is nearer), one after all windows. Standard: two."""
    rows = [
        *both_arms,
        ("n1", "2025-03-20", "assessment", 4, {}),
        ("n1", "2025-09-01", "assessment", 4, {}),
        ("n1", "2025-01-10", "assessment", 5, {}),
    ]
    table = off_window(small_clinic(rows)).set_index("arm")
    assert table.loc["needling"].tolist() == [5, 1, 1, 1, 2]
    assert table.loc["standard"].tolist() == [2, 1, 1, 0, 0]


def test_parts_add_up_in_the_simulated_clinic(some_clinic):
    table = off_window(some_clinic).set_index("arm")
    parts = table[["n_baseline", "n_used", "n_not_nearest", "n_outside"]].sum(axis=1)
    assert (parts == table["n_scores"]).all()
