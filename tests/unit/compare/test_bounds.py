import pytest

from dnoutcomes.compare.bounds import bounds_check, share_at_bounds


def test_shares_are_counts_of_scores_at_the_ends(drawn, make):
    patients, scores = drawn(n=80)
    scores[84] = scores[84].clip(0, 10)
    scores.iloc[:20, 2] = 0.0
    analysis = make(patients, scores)
    table = share_at_bounds(analysis).set_index(["visit", "arm", "end"])
    rows = analysis.at_visit("W12")
    for arm in ("needling", "standard"):
        mine = rows.loc[rows["arm"] == arm, "value"]
        row = table.loc[("W12", arm, "minimum")]
        assert (row["n"], row["at_bound"]) == (len(mine), (mine == 0).sum())
        assert row["warning"]
        assert not table.loc[("W4", arm, "minimum"), "warning"]
    assert ("baseline", "needling", "maximum") in table.index


def test_the_check_stands_beside_ancova_and_warns(drawn, make):
    patients, scores = drawn(n=200, effect=-3.0)
    scores[84] = (scores[84] - 3).clip(0, 10)
    found = bounds_check(make(patients, scores))
    cut, plain = found.frame.set_index("analysis").loc[["Tobit", "ANCOVA"], "estimate"]
    # The floor holds needled patients back: the difference without it is larger.
    assert cut < plain < 0
    assert "read the Tobit row beside ANCOVA" in found.notes[-1]


def test_few_scores_at_the_ends_do_not_matter(trial, make):
    found = bounds_check(make(*trial))
    assert "Few enough not to matter" in found.notes[-1]
    first, second = found.frame["estimate"]
    assert first == pytest.approx(second, abs=0.1)
