import pytest

from dnoutcomes.checks import RECORD_CHECKS
from dnoutcomes.checks.check import Check
from dnoutcomes.outcomes import read_outcomes

NAMES = [
    "patient_id",
    "arm",
    "cause",
    "session_date",
    "pain_nrs",
    "age",
    "therapist_id",
    "our_ward",
    "source_row",
]


def test_a_check_is_given_what_every_file_has_what_it_names_and_the_callers_own():
    check = Check("single", "single", lambda context: [], looks_at=("therapist_id", "not_there"))
    given = check.columns_among(NAMES, "session_date", "pain_nrs")
    assert given == [name for name in NAMES if name != "age"]


def test_a_check_that_names_nothing_is_given_all():
    assert Check("any", "any", lambda context: []).columns_among(NAMES, "session_date", "pain_nrs") == NAMES


@pytest.mark.parametrize("name", RECORD_CHECKS)
def test_each_check_of_records_names_its_columns(name):
    """One that is given all columns has a large file load them all."""
    assert RECORD_CHECKS[name].looks_at is not None


def test_a_check_of_a_script_sees_all_columns_of_the_records(encounters):
    seen = []

    def look(context):
        seen.extend(context.records.columns)
        return []

    RECORD_CHECKS.register(Check("look", "look", look))
    try:
        read_outcomes(encounters.assign(age="61", therapist_id="T3"))
    finally:
        RECORD_CHECKS.withdraw("look")
    assert {"age", "therapist_id", "source_row"} <= set(seen)
