from dataclasses import replace

import pandas as pd

from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.starting.column_roles import assign_columns
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.wide_visits import find_wide_columns

FILE = {
    "Patienten-Nr.": ["1", "1", "2", "2"],
    "Gruppe": ["a", "a", "b", "b"],
    "Ursache": ["Diabetes"] * 4,
    "Datum": ["2026-01-05", "2026-02-02", "2026-01-06", "2026-02-03"],
    "Schmerz": ["7", "6", "8", "5"],
}


def assign(columns, answers=None):
    raw = read_frame(pd.DataFrame(columns))
    return assign_columns(raw, find_wide_columns(raw), Draft(), answers or {})


def without(*names, **more):
    return {name: texts for name, texts in FILE.items() if name not in names} | more


def test_names_decide():
    roles, draft = assign(FILE)
    meant = ["patient_id", "arm", "cause", "session_date", "pain_nrs"]
    assert roles.columns == dict(zip(FILE, meant))
    assert (draft.settings, draft.questions) == ({"columns": dict(zip(FILE, meant))}, ())


def test_the_schemas_own_names_need_no_line():
    _, draft = assign(without("Schmerz", pain=["7", "6", "8", "5"]))
    assert "pain" not in draft.settings["columns"]


def test_of_two_names_for_one_column_the_right_one_is_asked_and_the_other_ignored():
    columns = {**FILE, "pain": ["1", "2", "3", "4"]}
    _, draft = assign(columns)
    assert [question.name for question in draft.questions] == ["column_pain_nrs"]
    roles, draft = assign(columns, {"column_pain_nrs": "Schmerz"})
    assert (draft.settings["ignore"], roles.sites_of("pain_nrs")) == (["pain"], ["Schmerz"])
    roles, _ = assign(columns, {"column_pain_nrs": "pain"})
    assert roles.sites_of("pain_nrs") == ["pain"]


def test_a_column_that_no_name_tells_is_asked_among_those_whose_content_could_be_it():
    columns = without("Gruppe", X1=["a", "a", "b", "b"], X2=["a", "b", "a", "b"], X3=["7", "6", "5", "4"])
    _, draft = assign(columns)
    (question,) = draft.questions
    assert (question.name, [answer.name for answer in question.answers]) == ("column_arm", ["X1"])
    roles, draft = assign(columns, {"column_arm": "X1"})
    assert (roles.columns["X1"], draft.questions) == ("arm", ())


def test_a_column_that_isnt_there_is_a_question_without_an_answer():
    _, draft = assign(without("Datum"))
    assert [(question.name, question.answers) for question in draft.questions] == [
        ("column_session_date", ())
    ]


def test_persons_are_named_by_their_column_and_never_offered():
    columns = without("Gruppe", Nachname=["Maier", "Maier", "Kurz", "Kurz"], Bemerkung=["x", "y", "z", "w"])
    _, draft = assign(columns)
    assert [question.answers for question in draft.questions] == [()]
    assert "Left out, because they point to a person: 'Nachname'." in draft.notes


def test_a_scale_of_several_kinds_is_asked_with_its_range():
    _, draft = assign(without("Schmerz", EVA=["70", "60", "80", "5"]), {"pain_eva": "nrs"})
    assert draft.settings["scale"] == {"pain_nrs": "0-100"}
    roles, draft = assign(without("Schmerz", EVA=["7", "6", "8", "5"]), {"pain_eva": "line"})
    assert (draft.settings["scale"], draft.settings["outcome"]) == ({"vas_pain": "0-10"}, "vas_pain")
    assert roles.columns["EVA"] == "vas_pain"


def test_weeks_beside_dates_arent_taken():
    roles, _ = assign({**FILE, "Woche": ["0", "4", "0", "4"]})
    assert "study_week" not in roles.meant


def test_another_outcome_is_named():
    _, draft = assign(without("Schmerz", isi=["7", "6", "8", "5"]))
    assert draft.settings["outcome"] == "isi"


def test_another_outcome_is_asked_where_an_unknown_column_could_be_pain():
    columns = without("Schmerz", isi=["7", "6", "8", "5"], x7=["4", "3", "5", "1"])
    _, draft = assign(columns)
    (question,) = draft.questions
    assert (question.name, [answer.name for answer in question.answers]) == ("column_outcome", ["isi", "x7"])
    roles, draft = assign(columns, {"column_outcome": "x7"})
    assert (roles.sites_of("pain_nrs"), "outcome" in draft.settings) == (["x7"], False)
    assert assign(columns, {"column_outcome": "isi"})[1].settings["outcome"] == "isi"


def test_the_label_of_a_column_tells_what_its_name_does_not():
    raw = read_frame(pd.DataFrame(without("Schmerz", v12=["7", "6", "8", "5"])))
    raw = replace(raw, column_labels={"v12": "Schmerz (0-10)", "Gruppe": "Dolor"})
    roles, draft = assign_columns(raw, find_wide_columns(raw), Draft(), {})
    assert (roles.columns["v12"], roles.columns["Gruppe"], draft.questions) == ("pain_nrs", "arm", ())


def test_an_id_that_differs_in_every_row_may_be_that_of_the_row():
    columns = without("Patienten-Nr.", id=["11", "12", "13", "14"], Fall=["A", "A", "B", "C"])
    _, draft = assign(columns)
    (question,) = draft.questions
    assert (question.name, [answer.name for answer in question.answers]) == (
        "column_patient_id",
        ["id", "Fall"],
    )
    roles, _ = assign(columns, {"column_patient_id": "Fall"})
    assert roles.sites_of("patient_id") == ["Fall"]
    assert assign(columns, {"column_patient_id": "id"})[0].sites_of("patient_id") == ["id"]
    assert (
        assign(without("Patienten-Nr.", id=["1", "1", "2", "2"], Fall=["A", "A", "B", "B"]))[1].questions
        == ()
    )


def test_no_other_outcome_is_named_while_it_is_open_what_pain_is():
    columns = without("Schmerz", EVA=["70", "60", "80", "5"], isi=["7", "6", "8", "5"])
    _, draft = assign(columns)
    assert ([question.name for question in draft.questions], "outcome" in draft.settings) == (
        ["pain_eva"],
        False,
    )
