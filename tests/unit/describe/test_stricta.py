from dataclasses import replace

import pytest

from dnoutcomes.describe.stricta import STRICTA_ITEMS, stricta_status
from dnoutcomes.describe.treatment_delivered import treatment_delivered


def test_seventeen_items():
    assert len(STRICTA_ITEMS) == len({item.item for item in STRICTA_ITEMS}) == 17


def test_what_only_a_person_can_write_needs_text(some_clinic):
    table = stricta_status(some_clinic).set_index("item")["status"]
    assert set(table.index[table == "needs text"]) == {"1a", "1b", "4b", "6a"}
    assert table["2g"] == "not recorded"
    assert table["2a"] == "filled from the sessions"


@pytest.mark.parametrize(
    "gone", [(), ("points", "needles_n"), ("status", "therapist_id"), ("exercise", "duration_min")]
)
def test_what_is_called_filled_has_a_value_and_the_other_way_round(some_clinic, gone):
    """Sessions vary in number whether or not points and needles are recorded, so that 1c is filled without them."""
    records = some_clinic.outcomes.records.drop(columns=list(gone), errors="ignore")
    analysis = replace(some_clinic, outcomes=replace(some_clinic.outcomes, records=records))
    filled = stricta_status(analysis).query("status == 'filled from the sessions'")["item"]
    rows = treatment_delivered(analysis)
    known = rows[(rows["n"] > 0) & ((rows["arm"] == "needling") | (rows["item"] == "6b"))]
    assert set(filled) == set(known["item"])
    assert "1c" in set(filled)


def test_without_sessions_nothing_is_filled(some_clinic):
    records = some_clinic.outcomes.records
    bare = replace(
        some_clinic,
        outcomes=replace(some_clinic.outcomes, records=records[records["encounter"] == "assessment"]),
    )
    assert "filled from the sessions" not in set(stricta_status(bare)["status"])
