import pandas as pd
import pytest

from dnoutcomes import read_outcomes
from dnoutcomes.starting import start
from dnoutcomes.starting.visit_labels import times_of


def visits(labels, **more):
    return pd.DataFrame(
        {
            "patient": ["1"] * 3 + ["2"] * 3,
            "arm": ["sc"] * 3 + ["dn"] * 3,
            "cause": "diabetic",
            "Visite": labels * 2,
            "pain": ["7", "6", "5", "8", "5", "3"],
            **more,
        }
    )


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Baseline", ("start", 0)), ("W12", ("week", 12)), ("week 12", ("week", 12)), ("12 Wochen", ("week", 12)),
        ("T2", ("visit", 2)), ("4 weeks", ("week", 4)), ("Tag 28", ("day", 28)), ("mes 3", ("month", 3)),
        ("3", ("visit", 3)), ("4 weeks later", None), ("NRS1", None), ("", None), ("week baseline", None),
    ],
)  # fmt: skip
def test_texts_that_name_visits(text, time):
    assert times_of([text]) == ({text: time} if time else {})


def test_weeks_are_decided_and_read():
    frame = visits(["Ausgangswert", "Woche 4", "Woche 12"])
    drafted = start(frame)
    assert drafted.mapping == {
        "columns": {"Visite": "study_week"},
        "values": {"study_week": {"Ausgangswert": "0", "Woche 4": "4", "Woche 12": "12"}},
    }
    assert read_outcomes(frame, drafted.mapping).records["study_day"].tolist() == [0, 28, 84] * 2


def test_numbers_of_visits_are_asked():
    frame = visits(["V1", "V2", "V4"])
    (question,) = start(frame).questions
    assert question.name == "visits"
    drafted = start(frame, answers={"visits": "four_weeks_from_1"})
    assert read_outcomes(frame, drafted.mapping).records["study_day"].tolist() == [0, 28, 84] * 2


def test_days_can_be_written_in_place_of_an_answer():
    frame = visits(["T3", "T1", "T9"])
    drafted = start(frame, answers={"visits": "0,30,91"})
    assert drafted.mapping["values"]["study_day"] == {"T1": "0", "T3": "30", "T9": "91"}


def test_weeks_without_a_start_are_asked():
    assert [question.name for question in start(visits(["Woche 1", "Woche 4", "Woche 12"])).questions] == [
        "visits"
    ]


def test_dates_stand_above_names_of_visits():
    frame = visits(["V1", "V2", "V4"], Datum=["2026-01-05", "2026-02-02", "2026-03-30"] * 2)
    assert start(frame).mapping == {"columns": {"Datum": "session_date"}}
