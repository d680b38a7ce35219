from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes, validate_file
from dnoutcomes.schema import COLUMNS

SAMPLE = Path(__file__).parents[3] / "data" / "sample" / "clinic.csv"


@pytest.fixture(scope="module")
def clinic():
    """The first 1,500 rows of the sample clinic, as text."""
    return pd.read_csv(SAMPLE, dtype=str, keep_default_na=False, nrows=1500)


def blanked(frame, kept):
    """Leave the patient-level cells of one row per patient, and blank those of all others."""
    facts = [name for name in frame if name in COLUMNS and COLUMNS[name].level_of == "patient"]
    out = frame.copy()
    out.loc[~frame.index.isin(kept), [name for name in facts if name != "patient_id"]] = ""
    return out


def test_what_is_written_once_per_patient_is_read_as_if_written_in_all_rows(clinic):
    full = read_outcomes(clinic)
    firsts = clinic.drop_duplicates("patient_id").index
    anywhere = clinic.sample(frac=1, random_state=5).drop_duplicates("patient_id").index
    assert not set(firsts) >= set(anywhere)
    for kept in (firsts, anywhere):
        once = read_outcomes(blanked(clinic, kept))
        pd.testing.assert_frame_equal(once.records, full.records)
        pd.testing.assert_frame_equal(once.rejects, full.rejects)


def test_it_says_so_and_warns_of_the_arm(encounters, issues_of):
    frame = blanked(encounters.assign(sex="F"), encounters.index[1::3])
    arm, others = issues_of("carried_values", frame)
    assert (arm.severity, arm.column) == ("warn", "arm")
    assert "no arm in 8 rows" in arm.message
    assert (others.severity, others.message.rpartition(": ")[2]) == ("info", "sex")
    assert not issues_of("carried_values", encounters)


def test_facts_of_a_row_without_a_date_or_score_count(encounters):
    facts = pd.DataFrame({"patient_id": ["S1", "S2", "N1", "N2"], "arm": ["standard"] * 2 + ["needling"] * 2,
                          "cause": "trauma", "session_date": "", "pain_nrs": "", "weight_kg": "71"})  # fmt: skip
    visits = encounters.assign(arm="", cause="", weight_kg="")
    records = read_outcomes(pd.concat([visits, facts], ignore_index=True)).records
    assert len(records) == 12
    assert records["arm"].equals(read_outcomes(encounters).records["arm"])
    assert set(records["weight_kg"]) == {71.0}


def test_an_arm_of_a_row_without_a_date_that_contradicts_is_asked(encounters, with_cells):
    frame = with_cells(encounters, (0, "arm", "needling"), (0, "session_date", ""))
    for policy in (None, "first", "censor"):
        report = validate_file(frame, arm_switch=policy)
        asked = report.issues[report.issues["severity"] == "ask"]
        assert asked["check"].tolist() == ["arm_switch"], policy
    assert read_outcomes(frame, arm_switch="exclude").n_patients == 3


def test_an_unreadable_score_takes_no_fact_with_it(encounters, with_cells):
    frame = with_cells(
        encounters.assign(weight_kg=""), (0, "pain_nrs", "11"), (0, "weight_kg", "80"), (1, "weight_kg", "90")
    )
    records = read_outcomes(frame).records
    assert set(records.loc[records["patient_id"] == "S1", "weight_kg"]) == {80.0}


def test_a_value_that_cannot_be_is_not_carried(encounters, with_cells):
    frame = with_cells(encounters.assign(age=""), (0, "age", "430"), (1, "age", "61"))
    outcomes = read_outcomes(frame)
    assert set(outcomes.records.loc[outcomes.records["patient_id"] == "S1", "age"]) == {61.0}
    assert outcomes.rejects["source_row"].tolist() == [2]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_two_values_on_the_first_day_are_asked(encounters, order):
    twice = encounters.iloc[[0, 0]].assign(pain_nrs=["8", "3"], weight_kg=["80", "90"]).iloc[order]
    frame = pd.concat([twice, encounters.iloc[1:].assign(weight_kg="")], ignore_index=True)
    with pytest.raises(DataError, match="two values of weight_kg on the first day"):
        read_outcomes(frame)


def test_an_arm_carried_after_a_switch_is_the_later_one(encounters, with_cells):
    frame = with_cells(encounters, (1, "arm", "needling"), (2, "arm", ""))
    kept = read_outcomes(frame, arm_switch="censor").records
    assert len(kept[kept["patient_id"] == "S1"]) == 1
    assert np.isin(kept.loc[kept["patient_id"] == "S1", "arm"], "standard").all()
