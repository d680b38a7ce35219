import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.wide_visits import VisitName, decide_visits, find_wide_columns, read_visit_name


@pytest.mark.parametrize(
    ("name", "unit", "number"),
    [
        ("pain_w0", "week", 0), ("NRS_1", "visit", 1), ("Pain week 4", "week", 4), ("NRS12", "visit", 12),
        ("Schmerz Woche 8", "week", 8), ("Schmerz Tag 28", "day", 28), ("dolor_m3", "month", 3),
        ("T2 Schmerz", "visit", 2), ("S4_douleur", "week", 4), ("Dolor basal", "start", 0), ("pain_bl", "start", 0),
        ("Schmerz W12 (0-10)", "week", 12), ("4w pain", "week", 4),
    ],
)  # fmt: skip
def test_names_of_columns_of_visits(name, unit, number):
    assert read_visit_name(name) == VisitName("pain_nrs", unit, number)


@pytest.mark.parametrize(
    "name", ["phq9", "PHQ-9", "dn4", "Pain (0-10)", "age_1", "patient_2", "week 4", "Woche", "x_4"]
)
def test_numbers_that_are_no_visits(name):
    assert read_visit_name(name) is None


def decide(columns, answers=None):
    raw = read_frame(pd.DataFrame({name: ["1"] for name in columns}))
    return decide_visits(find_wide_columns(raw), Draft(), answers or {})


def test_weeks_from_0_on_are_decided():
    draft = decide(["id", "pain_baseline", "pain_w4", "isi_w4", "isi_baseline"])
    assert draft.settings == {
        "wide": [
            {"study_week": 0, "columns": {"pain_baseline": "pain_nrs", "isi_baseline": "isi"}},
            {"study_week": 4, "columns": {"pain_w4": "pain_nrs", "isi_w4": "isi"}},
        ]
    }
    assert draft.questions == ()


def test_dates_of_visits_stand_above_their_numbers():
    draft = decide(["id", "pain_1", "date_1", "pain_2", "date_2"])
    assert draft.settings["wide"][1] == {"columns": {"pain_2": "pain_nrs", "date_2": "session_date"}}


def test_numbers_of_visits_are_asked():
    columns = ["id", "NRS_1", "NRS_5"]
    (question,) = decide(columns).questions
    assert {"weeks_from_1", "weeks_from_0", "days_from_1", "months_from_1"} <= {
        answer.name for answer in question.answers
    }
    answered = decide(columns, {"visits": "weeks_from_1"}).settings["wide"]
    assert [visit["study_week"] for visit in answered] == [0, 4]
    answered = decide(columns, {"visits": "months_from_1"}).settings["wide"]
    assert [visit["study_day"] for visit in answered] == [0, 120]


def test_months_are_asked_because_they_are_of_several_lengths():
    (question,) = decide(["id", "pain_m0", "pain_m3"]).questions
    days = {answer.name: answer.settings["wide"][1]["study_day"] for answer in question.answers}
    assert days == {"months_from_0": 90, "four_weeks_from_0": 84}


def test_one_column_with_a_number_is_no_wide_file():
    assert decide(["id", "pain_1"]).settings == {}


def test_days_can_be_written_in_place_of_an_answer():
    draft = decide(["id", "NRS_1", "NRS_2", "NRS_3"], {"visits": "0, 28,84"})
    assert [visit["study_day"] for visit in draft.settings["wide"]] == [0, 28, 84]
    for wrong in ("0,28", "0,28,x", "0,28,84,90"):
        with pytest.raises(DataError, match="question visits: no answer"):
            decide(["id", "NRS_1", "NRS_2", "NRS_3"], {"visits": wrong})
