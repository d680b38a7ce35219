import tomllib

import pandas as pd
import pytest

import dnoutcomes as dn
from dnoutcomes.errors import DataError, OutputError
from dnoutcomes.starting import start

VISITS = pd.DataFrame(
    {
        "Patienten-Nr.": ["001"] * 3 + ["002"] * 3 + ["003"] * 2,
        "Nachname": ["Müller"] * 3 + ["Meier"] * 3 + ["Schulz"] * 2,
        "Gruppe": ["0"] * 3 + ["1"] * 5,
        "Ursache": ["Diabetes"] * 3 + ["Chemotherapie"] * 3 + ["Diabetes"] * 2,
        "Datum": [
            "05.01.2026", "02.02.2026", "30.03.2026", "06.01.2026", "03.02.2026", "31.03.2026", "07.01.2026", "soon",
        ],
        "Schmerz": ["7", "6,5", "5", "8", "-99", "-99", "4", "5"],
    }
)  # fmt: skip
ANSWER = {"values_arm": "standard_0"}


def test_an_open_question_is_in_the_draft_and_nothing_is_read_with_it():
    drafted = start(VISITS)
    assert [question.name for question in drafted.questions] == ["values_arm"]
    assert (drafted.outcomes, drafted.understood, drafted.plan) == (None, None, None)
    with pytest.raises(DataError, match="a question of the draft is open: values_arm") as error:
        dn.read_outcomes(VISITS, drafted.mapping)
    assert error.value.verdict == "ask"


def test_what_was_understood_has_days_and_no_ids():
    understood = start(VISITS, answers=ANSWER).understood
    assert understood.patients.values.tolist() == [
        ["A", "standard", "diabetic", "day 0: 7, day 28: 6.5, day 84: 5"],
        ["B", "needling", "chemotherapy", "day 0: 8"],
        ["C", "needling", "diabetic", "day 0: 4"],
    ]
    assert understood.arms.values.tolist() == [
        ["needling", "chemotherapy", 1],
        ["needling", "diabetic", 1],
        ["standard", "diabetic", 1],
    ]
    assert understood.counts == {"rows": 8, "records": 7, "patients": 3, "rows_set_aside": 1}
    assert understood.set_aside["rows"].tolist() == [1]


def test_drafts_and_displays_show_no_patient():
    for drafted in (start(VISITS), start(VISITS, answers=ANSWER)):
        for text in (drafted.mapping_text, drafted.plan_text, repr(drafted), drafted._repr_html_()):
            assert not [name for name in ("Müller", "Meier", "001", "2026") if name in text]


def test_drafts_are_written_and_never_over_what_is_there(tmp_path):
    drafted = start(VISITS, answers=ANSWER)
    written = drafted.write(tmp_path / "site")
    assert [path.name for path in written] == ["mapping.toml", "plan.toml"]
    assert tomllib.loads(written[0].read_text()) == drafted.mapping
    assert dn.Plan.from_toml(written[1]).hash == drafted.plan.hash
    with pytest.raises(OutputError, match=r"has mapping.toml and plan.toml already"):
        drafted.write(tmp_path / "site")
    assert drafted.write(tmp_path / "site", replace=True) == written


def test_what_reading_asks_is_a_question_with_the_answers_of_its_key():
    twice = pd.concat([VISITS, VISITS.iloc[[0]].assign(Schmerz="3")])
    drafted = start(twice, answers=ANSWER)
    assert [question.name for question in drafted.questions] == ["same_day_scores_pain_nrs"]
    answered = start(twice, answers={**ANSWER, "same_day_scores_pain_nrs": "last"})
    assert answered.mapping["same_day"] == "last"
    assert answered.understood.patients["scores"][0].startswith("day 0: 3,")


def test_an_answer_to_what_isnt_asked_is_refused():
    with pytest.raises(DataError, match="raises no question 'values_sex'"):
        start(VISITS, answers={**ANSWER, "values_sex": "1"})


def test_a_file_of_the_schema_needs_no_mapping():
    drafted = start(pd.read_csv("data/sample/clinic.csv", dtype=str))
    assert (drafted.questions, drafted.mapping) == ((), {})
    assert drafted.plan.visit_names == ("W02", "W04", "W08", "W12", "W24")
