from dnoutcomes.describe.completion import completion, recorded_instruments
from dnoutcomes.describe.expected_visits import expected_visits


def test_the_outcome_has_the_counts_of_the_visits(some_clinic):
    table = completion(some_clinic)
    visits = expected_visits(some_clinic)
    visits = visits[visits["expected"]]
    for (visit, arm), group in visits.groupby(["visit", "arm"], observed=True):
        row = table[
            (table["instrument"] == "pain_nrs") & (table["visit"] == visit) & (table["arm"] == arm)
        ].iloc[0]
        assert row[["n_expected", "n_scored"]].tolist() == [len(group), group["seen"].sum()]


def test_an_instrument_is_planned_where_anybody_has_a_score_of_it(some_clinic):
    table = completion(some_clinic)
    assert set(table.loc[table["instrument"] == "tug", "visit"]) == {"baseline", "W12"}
    assert "baseline" not in set(table.loc[table["instrument"] == "pgic", "visit"])


def test_the_plans_outcome_comes_first_and_process_measures_dont_come(some_clinic):
    codes = recorded_instruments(some_clinic)
    assert codes[0] == "pain_nrs"
    assert "pain_pre" not in codes
    assert "hba1c" not in codes


def test_shares_by_hand(small_clinic, both_arms):
    rows = [*both_arms, ("n2", "2025-01-01", "assessment", 7, {}), ("n2", "2025-01-30", "assessment", 6, {})]
    table = completion(small_clinic(rows)).set_index(["visit", "arm"])
    assert table.loc[("baseline", "needling"), "share"] == 1
    assert table.loc[("W04", "needling"), ["n_expected", "n_scored", "share"]].tolist() == [2, 1, 0.5]
    assert table.loc[("W12", "needling"), "share"] == 0.5
    assert table.loc[("W04", "standard"), "share"] == 0
