import pandas as pd
import pytest

from dnoutcomes.deidentification.allowed import REPLACEMENTS, exportable_columns
from dnoutcomes.deidentification.quasi_identifiers import DAYS_OF_PATIENTS, QUASI_IDENTIFIERS
from dnoutcomes.deidentification.risk import BACKGROUND, BOTH, DAYS, risk_of
from dnoutcomes.deidentification.written_table import WrittenTable

COLUMNS = ("patient_id", "arm", "cause", "age", "study_day", "pain_nrs")
# Background: a and b are alike, c differs in arm, d in age. Days: a, c and d are alike.
ROWS = [
    ("a", "needling", "diabetic", "61", "0", "7"),
    ("a", "needling", "diabetic", "61", "28", "5"),
    ("b", "needling", "diabetic", "61", "0", "2"),
    ("c", "standard", "diabetic", "61", "0", "7"),
    ("c", "standard", "diabetic", "61", "28", "6"),
    ("d", "needling", "diabetic", "62", "0", "3"),
    ("d", "needling", "diabetic", "62", "28", "1"),
]


def risk(rows=ROWS, columns=COLUMNS):
    return risk_of(
        WrittenTable(pd.DataFrame(rows, columns=list(columns), dtype=object), exportable_columns())
    )


def test_classes_are_counted_by_background_by_days_and_by_both():
    assert risk().classes.to_dict("index") == {
        "a": {BACKGROUND: 2, DAYS: 3, BOTH: 1},
        "b": {BACKGROUND: 2, DAYS: 1, BOTH: 1},
        "c": {BACKGROUND: 1, DAYS: 3, BOTH: 1},
        "d": {BACKGROUND: 1, DAYS: 3, BOTH: 1},
    }


def test_risks_are_those_of_the_literature():
    rows = risk().frame.set_index("knowledge")
    assert rows["n_classes"].tolist() == [3, 2, 4]
    assert rows["n_alone"].tolist() == [2, 1, 4]
    assert rows["average_risk"].tolist() == pytest.approx([3 / 4, 2 / 4, 4 / 4])
    assert rows["highest_risk"].tolist() == [1, 1, 1]
    assert rows["n_below_5"].tolist() == [4, 4, 4]


def test_the_edges_of_5_and_11():
    rows = [(f"{arm}{place}", arm) for arm, n in (("needling", 4), ("standard", 5)) for place in range(n)]
    rows += [(f"m{place}", "none") for place in range(10)] + [(f"x{place}", "x") for place in range(11)]
    first = risk([(*row, "0") for row in rows], ("patient_id", "arm", "study_day")).frame.iloc[0]
    assert (first["n_below_5"], first["n_below_11"], first["smallest_class"]) == (4, 19, 4)
    assert first["highest_risk"] == 0.25


def test_scores_tell_nobody_apart_and_what_is_not_recorded_is_a_value():
    rows = [("a", "x", "", "", "0", "1"), ("b", "x", "", "", "0", "9"), ("c", "x", "", "61", "0", "9")]
    assert risk(rows).classes[BOTH].to_dict() == {"a": 2, "b": 2, "c": 1}


def test_the_days_of_referral_and_end_are_days_too():
    rows = [("a", "x", "0", "-3"), ("b", "x", "0", "-4")]
    assert risk(rows, ("patient_id", "arm", "study_day", "referral_day")).classes[DAYS].tolist() == [1, 1]


def test_a_table_without_patients_has_no_risk():
    empty = risk([("diabetic",)], ("cause",))
    assert (empty.n_patients, empty.smallest_class, empty.sentences) == (0, 0, [])


def test_a_sentence_names_all_that_is_combined_and_never_calls_the_table_safe():
    background, days, both = risk().sentences
    assert background.startswith(
        "By treatment, cause and age, 2 of 4 patients are the only one of their kind"
    )
    assert days.startswith("By the days on which they came, 1 of 4")
    assert "4 of 4 patients have fewer than 10 others like them" in both
    two = risk([*ROWS[:1], ("b", *ROWS[0][1:])]).sentences[2]
    assert two.startswith("By both together, every patient is one of at least 2 who are alike")
    assert "2 of 2 patients have fewer than 10 others" in two
    assert "safe" not in f"{background}{days}{both}{two}"


def test_every_quasi_identifier_is_a_patients_column_that_may_leave():
    columns = exportable_columns()
    assert {columns[name].level_of for name in QUASI_IDENTIFIERS} == {"patient"}
    replaced = {name for name in REPLACEMENTS if columns[name].level_of == "patient"}
    assert replaced <= {*QUASI_IDENTIFIERS, *DAYS_OF_PATIENTS}, "dates and births are always among them"
