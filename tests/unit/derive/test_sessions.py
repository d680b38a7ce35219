import pandas as pd

from dnoutcomes.derive.sessions import events_of, sessions_of
from dnoutcomes.schema import COLUMNS


def records_of(**columns):
    frame = pd.DataFrame({"patient_id": ["a", "a", "b", "b"], "source_row": [2, 3, 4, 5]} | columns)
    return frame.assign(encounter=frame.get("encounter", "session"))


def test_sessions_are_attended_unless_said_otherwise():
    sessions = sessions_of(records_of(status=["attended", None, "missed", "telehealth"]))
    assert sessions["attended"].tolist() == [True, True, False, True]
    assert sessions["status"].tolist() == ["attended", "attended", "missed", "telehealth"]


def test_of_all_that_a_file_may_say_of_a_session_two_say_that_the_patient_came():
    levels = list(COLUMNS["status"].levels)
    records = pd.DataFrame({"patient_id": "a", "encounter": "session", "status": levels})
    sessions = sessions_of(records)
    assert set(sessions.loc[sessions["attended"], "status"]) == {"attended", "telehealth"}
    assert len(sessions) == len(levels) > 2


def test_assessments_are_no_sessions_and_without_a_column_there_are_none():
    frame = records_of(encounter=["session", "assessment", None, "session"])
    assert sessions_of(frame)["source_row"].tolist() == [2, 5]
    assert len(sessions_of(frame.drop(columns="encounter"))) == 0


def test_terms_are_split_and_counted_one_by_one():
    events = events_of(
        records_of(
            ae_any=pd.array([True, True, False, None], dtype="boolean"),
            ae_term=["Bruising; bleeding ", None, None, "nausea"],
            ae_serious=pd.array([True, None, None, None], dtype="boolean"),
        )
    )
    assert events["term"].tolist() == ["bruising", "bleeding", "not specified", "nausea"]
    assert events["serious"].tolist() == [True, False, False, False]
    assert events["in_session"].all()


def test_no_columns_of_events_no_events():
    assert len(events_of(records_of())) == 0
