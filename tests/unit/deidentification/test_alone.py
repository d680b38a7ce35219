import pandas as pd

from dnoutcomes.deidentification.allowed import exportable_columns
from dnoutcomes.deidentification.alone import patients_alone
from dnoutcomes.deidentification.written import Written


def alone(rows, columns=("patient_id", "cause", "sex", "age")):
    return patients_alone(
        Written(pd.DataFrame(rows, columns=list(columns), dtype=object), exportable_columns())
    )


def test_patients_are_alone_by_cause_sex_and_ten_years_of_age():
    rows = [
        ("a", "diabetic", "F", "61"),
        ("a", "diabetic", "F", "61"),
        ("b", "diabetic", "F", "69"),
        ("c", "diabetic", "F", "70"),
        ("d", "diabetic", "M", "61"),
        ("e", "other", "M", "61"),
    ]
    assert alone(rows) == (5, 3)


def test_what_is_not_recorded_is_a_kind_of_its_own():
    rows = [("a", "diabetic", "", ""), ("b", "diabetic", "", ""), ("c", "diabetic", "F", "")]
    assert alone(rows) == (3, 1)


def test_columns_that_are_not_there_tell_nobody_apart():
    assert alone([("a", "diabetic"), ("b", "diabetic")], ("patient_id", "cause")) == (2, 0)
    assert alone([("a",)], ("patient_id",)) == (1, 0)
    assert alone([("diabetic",)], ("cause",)) == (0, 0)
