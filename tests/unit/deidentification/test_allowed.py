import math

import pytest

from dnoutcomes.deidentification.allowed import (
    OPEN_LEVELS,
    PSEUDONYMS,
    REPLACED,
    REPLACEMENTS,
    UNCHANGED,
    WITHHELD,
    exportable_columns,
)
from dnoutcomes.instruments import INSTRUMENTS, Instrument
from dnoutcomes.plan import Plan
from dnoutcomes.schema import COLUMNS

SCORE = {"label": "Tingling", "direction": "lower", "minimum": 0, "maximum": 10}


def test_every_column_of_the_schema_is_decided_on_once():
    decided = [*PSEUDONYMS, *OPEN_LEVELS, *REPLACEMENTS, *UNCHANGED, *INSTRUMENTS, *WITHHELD]
    decided += [name for name in REPLACED if name not in REPLACEMENTS]
    assert sorted(decided) == sorted(COLUMNS)


def test_nothing_that_leaves_is_free_text_a_date_or_a_number_without_bounds():
    for name, column in exportable_columns().items():
        if name in PSEUDONYMS:
            continue
        assert column.type in ("level", "yes_no", "number", "integer"), name
        assert column.levels or column.type == "yes_no" or math.isfinite(column.maximum - column.minimum), (
            name
        )


def test_no_column_holds_a_number_of_as_many_digits_as_a_record_has():
    assert all(column.maximum < 100_000 for column in exportable_columns().values() if column.is_number)


def test_a_plan_adds_its_arms_causes_events_and_bounded_instruments():
    plan = Plan(
        arms=("needling", "sham"),
        reference_arm="sham",
        causes=("diabetic", "leprosy"),
        instruments={"tingling": SCORE, "open": {"label": "Open", "direction": "lower"}},
        estimand={"intercurrent_events": [{"event": "surgery"}, {"event": "rescue"}]},
    )
    columns = exportable_columns(plan)
    assert {"tingling", "surgery", "rescue"} <= set(columns)
    assert "open" not in columns, "a number without bounds could be anybody's number"
    assert "sham" in columns["arm"].levels
    assert {"leprosy", "other", "not_recorded"} <= set(columns["cause"].levels)
    assert columns["tingling"].range_label == "0 to 10"


def test_an_instrument_that_a_script_registered_leaves_only_with_both_ends():
    for code, highest in (("bounded", 9), ("open_ended", math.inf)):
        INSTRUMENTS.register(Instrument(code, "Squeeze", "hand function", 0, highest, "kg", "higher"))
    try:
        assert "bounded" in exportable_columns()
        assert "open_ended" not in exportable_columns()
    finally:
        INSTRUMENTS.withdraw("bounded")
        INSTRUMENTS.withdraw("open_ended")


@pytest.mark.parametrize("name", ["note", "birth_year", "session_date", "patient_id", "age", "phone", "mrn"])
def test_a_plan_cannot_open_what_stays_behind(name):
    plan = Plan(
        instruments={name: SCORE | {"maximum": 1e9}}, estimand={"intercurrent_events": [{"event": name}]}
    )
    assert exportable_columns(plan).get(name) == exportable_columns().get(name)
