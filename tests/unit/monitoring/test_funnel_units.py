"""Units of a funnel: whom a patient belongs to, and which units are refused."""

from dataclasses import replace

import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.language import speaking
from dnoutcomes.monitoring.funnel_units import FUNNEL_UNITS, FunnelUnit, first_recorded, most_sessions
from dnoutcomes.outcomes.columns import wanted_columns
from dnoutcomes.plan import Plan


def test_a_unit_is_the_first_that_is_recorded(analysis):
    ids = analysis.patients["patient_id"].iloc[:3].tolist()
    records = pd.DataFrame(
        {"patient_id": [ids[0], ids[0], ids[1], ids[1], ids[2]], "ward": [None, "B", "A", "C", None]}
    )
    bare = replace(analysis, outcomes=replace(analysis.outcomes, records=records))
    assert first_recorded(bare, "ward").to_dict() == {ids[0]: "B", ids[1]: "A"}


def test_a_therapist_is_the_one_of_most_attended_sessions_of_the_treated_arm(analysis):
    sessions = analysis.outcomes.records
    sessions = sessions[
        (sessions["encounter"] == "session")
        & (sessions["status"] == "attended")
        & (sessions["arm"] == "needling")
    ]
    counts = sessions.groupby(["patient_id", "therapist_id"]).size()
    found = most_sessions(analysis, "therapist_id")
    assert len(found) > 100
    for patient, therapist in found.items():
        assert counts[patient][therapist] == counts[patient].max()


def test_the_package_has_words_for_its_own_in_every_language():
    with speaking("es"):
        assert FUNNEL_UNITS["therapist"].words == ("terapeuta", "terapeutas")


def test_data_without_the_column_are_refused(analysis):
    with pytest.raises(DataError, match="no column 'home_ward', so there are no wards to compare"):
        FunnelUnit("ward", "home_ward", "ward", "wards").of_patients(analysis)


def test_a_file_is_read_with_the_columns_of_the_units():
    FUNNEL_UNITS.register(FunnelUnit("ward", "home_ward", "ward", "wards"))
    try:
        plan = Plan(funnels=["therapist", "ward"])
        assert plan.funnel_columns == ("therapist_id", "home_ward")
        assert "home_ward" in wanted_columns(plan)
    finally:
        FUNNEL_UNITS.withdraw("ward")


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        (FunnelUnit("person", "patient_id", "person", "persons"), "'patient_id' tells of single persons"),
        (FunnelUnit("ward", " ", "ward", "wards"), "column is empty"),
        (FunnelUnit("ward", "home_ward", "ward", ""), "several is empty"),
    ],
)
def test_a_unit_that_no_funnel_could_be_drawn_of_is_refused(unit, message):
    with pytest.raises(DataError, match=message):
        FUNNEL_UNITS.register(unit)
    assert list(FUNNEL_UNITS) == ["site", "therapist"]
