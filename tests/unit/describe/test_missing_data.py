import sys
from pathlib import Path

import pandas as pd
import pytest

from dnoutcomes.describe.missing_data import (
    missing_patterns,
    missing_reasons,
    pattern_kind,
    seen_before_leaving,
)
from dnoutcomes.errors import ModelError

sys.path.insert(0, str(Path(__file__).parents[1] / "engines"))
from plain_clinic import clinic_with_departures, clinic_with_gaps
from rows_and_sums import both


@pytest.fixture
def rows(both_arms):
    """n1 misses W04, n2 leaves after W04 with a reason, n3 has both; s1 misses W04."""
    return [
        *both_arms,
        ("n2", "2025-01-01", "assessment", 7, {}),
        ("n2", "2025-01-29", "assessment", 8, {}),
        ("n2", "2025-03-26", "assessment", None, {"status": "missed", "missing_reason": "moved away"}),
        ("n3", "2025-01-01", "assessment", 7, {}),
        ("n3", "2025-01-29", "assessment", 5, {}),
        ("n3", "2025-03-26", "assessment", 4, {}),
    ]


def test_patterns_by_hand(small_clinic, rows):
    table = missing_patterns(small_clinic(rows))
    needling = table[table["arm"] == "needling"].set_index("pattern")
    assert needling["n_patients"].to_dict() == {"-X": 1, "X-": 1, "XX": 1}
    assert needling["kind"].to_dict() == {"-X": "gap", "X-": "left", "XX": "complete"}
    assert set(needling["n_in_group"]) == {3}


def test_what_is_not_due_is_not_missing(small_clinic, rows):
    table = missing_patterns(small_clinic(rows, data_cutoff="2025-04-15"))
    assert set(table["pattern"]) == {"-X", "Xo", "XX"}
    assert pattern_kind("-o") == "left"


def test_patterns_by_arm_and_cause_hold_everybody(some_clinic):
    table = missing_patterns(some_clinic, by=("arm", "cause"))
    assert table["n_patients"].sum() == len(some_clinic.patients)
    groups = some_clinic.patients.groupby(["arm", "cause"], observed=True).size()
    assert table.groupby(["arm", "cause"], observed=True)["n_in_group"].first().to_dict() == groups.to_dict()


def test_reasons_are_those_recorded(small_clinic, rows):
    table = missing_reasons(small_clinic(rows))
    left = table[(table["visit"] == "W12") & (table["arm"] == "needling")].iloc[0]
    assert left[["course", "reason", "n_patients", "n_expected"]].tolist() == [
        "not seen again",
        "moved away",
        1,
        3,
    ]
    missed = table[(table["visit"] == "W04") & (table["arm"] == "needling")].iloc[0]
    assert missed[["course", "reason"]].tolist() == ["visit missed, seen later", "not recorded"]


def test_a_reason_from_before_the_last_score_explains_nothing(small_clinic, rows):
    early = ("n2", "2025-01-20", "assessment", None, {"missing_reason": "on holiday"})
    kept = [row for row in rows if row[4].get("missing_reason") != "moved away"]
    table = missing_reasons(small_clinic([*kept, early]))
    left = table[(table["visit"] == "W12") & (table["arm"] == "needling")]
    assert left["reason"].tolist() == ["not recorded"]


def test_reasons_add_up_to_what_is_missing(some_clinic):
    table = missing_reasons(some_clinic)
    from dnoutcomes.describe.expected_visits import expected_visits

    visits = expected_visits(some_clinic)
    lost = visits[visits["expected"] & ~visits["seen"]]
    assert table["n_patients"].sum() == len(lost)
    assert (
        table.groupby(["visit", "arm"])["n_patients"].sum()
        <= table.groupby(["visit", "arm"])["n_expected"].first()
    ).all()


def test_those_who_left_are_set_beside_those_who_stayed(small_clinic, rows):
    more = [
        *rows,
        ("n4", "2025-01-01", "assessment", 7, {}), ("n4", "2025-01-29", "assessment", 7, {}),
        ("n5", "2025-01-01", "assessment", 7, {}), ("n5", "2025-01-29", "assessment", 6, {}),
        ("n5", "2025-03-26", "assessment", 4, {}),
    ]  # fmt: skip
    row = seen_before_leaving(small_clinic(more)).query("arm == 'needling'").iloc[0]
    assert row[["n_left", "left_mean", "n_stayed", "stayed_mean"]].tolist() == [2, 0.5, 2, -1.5]
    assert row["difference"] == 2.0
    # Welch by hand: variances 0.5 and 0.5, SE sqrt(0.5), df 2, t = 4.3027.
    assert row[["low", "high"]].tolist() == pytest.approx(
        [2 - 4.302653 * 0.5**0.5, 2 + 4.302653 * 0.5**0.5], abs=1e-5
    )


def test_who_left_is_worse_in_a_clinic_that_was_made_so(some_clinic):
    table = seen_before_leaving(some_clinic)
    weighted = (table["difference"] * table["n_left"]).sum() / table["n_left"].sum()
    assert weighted > 0


@pytest.mark.parametrize(("n", "seed", "cutoff"), [(60, 6, "2026-01-01"), (45, 9, None), (80, 11, None)])
def test_a_file_in_a_database_has_the_patterns_and_reasons_of_its_rows(tmp_path, n, seed, cutoff):
    rows, sums = both(
        clinic_with_departures(n, seed), tmp_path / "clinic.csv", data_cutoff=cutoff, pool_causes_below=5
    )
    for by in (("arm",), ("arm", "cause"), ("cause_modelled",)):
        pd.testing.assert_frame_equal(missing_patterns(sums, by), missing_patterns(rows, by))
    assert missing_patterns(sums)["pattern"].str.contains("o").any()
    by_rows = missing_reasons(rows)
    pd.testing.assert_frame_equal(missing_reasons(sums), by_rows)
    assert {"moved away", "ill", "no time", "forgot", "not recorded"} >= set(by_rows["reason"])
    assert len(set(by_rows["reason"])) > 2
    assert set(by_rows["course"]) == {"visit missed, seen later", "not seen again"}
    assert "records" not in vars(sums.outcomes)


def test_reasons_of_a_file_without_any_are_not_recorded(tmp_path):
    rows, sums = both(clinic_with_gaps(40, 3), tmp_path / "clinic.csv")
    pd.testing.assert_frame_equal(missing_reasons(sums), missing_reasons(rows))


def test_patterns_of_sums_by_what_only_rows_have_say_what_would_do(tmp_path):
    _, sums = both(clinic_with_gaps(40, 3), tmp_path / "clinic.csv")
    with pytest.raises(ModelError, match=r"patterns by 'age' need rows of patients: .* engine='pandas'"):
        missing_patterns(sums, ("arm", "age"))
