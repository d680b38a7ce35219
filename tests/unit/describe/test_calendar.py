from dataclasses import replace

import pandas as pd
import pytest

from dnoutcomes.derive.days import time_zero
from dnoutcomes.describe.calendar import data_cut, dated_records
from dnoutcomes.errors import DataError


def test_time_zero_is_the_index_date_of_every_patient(some_clinic):
    zero = time_zero(dated_records(some_clinic))
    declared = some_clinic.patients.set_index("patient_id")["index_date"]
    assert (zero.reindex(declared.index) == declared).all()


def test_the_data_cut_is_the_plans_else_the_last_encounter(some_clinic):
    assert data_cut(some_clinic) == pd.Timestamp("2026-06-30")
    open_ended = replace(some_clinic, plan=some_clinic.plan.model_copy(update={"data_cutoff": None}))
    assert data_cut(open_ended) == some_clinic.outcomes.records["session_date"].max()


def test_data_without_dates_are_refused_with_a_remedy(some_clinic):
    undated = some_clinic.outcomes.records.drop(columns="session_date").assign(study_day=0.0)
    with pytest.raises(DataError, match="give session_date"):
        dated_records(replace(some_clinic, outcomes=replace(some_clinic.outcomes, records=undated)))
