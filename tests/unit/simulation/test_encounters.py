import pandas as pd
import pytest

import dnoutcomes as dn
from dnoutcomes.schema import COLUMNS as SCHEMA
from dnoutcomes.simulation.encounters import COLUMNS, DATA_CUTOFF
from dnoutcomes.simulation.plans import plan_of


@pytest.fixture(scope="module")
def frame():
    return dn.simulate().frame


def test_columns_are_the_schemas(frame):
    assert tuple(frame.columns) == COLUMNS
    assert set(COLUMNS) <= set(SCHEMA)


@pytest.mark.parametrize("name", [name for name in COLUMNS if SCHEMA[name].levels])
def test_levels_are_the_schemas(frame, name):
    assert set(frame[name].dropna()) <= set(SCHEMA[name].levels)


@pytest.mark.parametrize("name", [name for name in COLUMNS if SCHEMA[name].is_number])
def test_numbers_are_in_range(frame, name):
    assert frame[name].notna().any()
    assert frame[name].dropna().between(SCHEMA[name].minimum, SCHEMA[name].maximum).all()


def test_patient_columns_are_constant(frame):
    constant = [name for name in COLUMNS if SCHEMA[name].level_of == "patient"]
    assert frame.groupby("patient_id")[constant].nunique(dropna=False).max().max() == 1


def test_dates_span_two_years_and_end_before_the_cut_off(frame):
    assert frame["index_date"].dt.to_period("M").nunique() == 24
    assert (frame["index_date"].dt.day_of_week < 5).all()
    assert frame["session_date"].max() <= pd.Timestamp(DATA_CUTOFF)
    assert str(plan_of("clinic").data_cutoff) == DATA_CUTOFF


def test_one_patient_and_day_has_one_scored_assessment(frame):
    scored = frame[frame["pain_nrs"].notna()]
    assert not scored.duplicated(["patient_id", "session_date"]).any()


def test_only_needled_patients_have_a_therapist(frame):
    assert frame["therapist_id"].notna().eq(frame["arm"] == "needling").all()


def test_the_clinic_has_small_causes(frame):
    counts = frame.groupby("cause")["patient_id"].nunique()
    assert counts.min() < 11
    assert counts.sum() == 480
