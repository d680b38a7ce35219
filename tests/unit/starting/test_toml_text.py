import tomllib
from datetime import date

import pytest

from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.question import one_of
from dnoutcomes.starting.toml_text import draft_text, toml_value

PAIR = one_of(
    "values_arm",
    "Which is which?",
    ("a", "0 is needling", {"values": {"arm": {"0": "needling", "1": "standard"}}}),
    ("b", "0 is standard", {"values": {"arm": {"0": "standard", "1": "needling"}}}),
)


@pytest.mark.parametrize(
    "value",
    [
        "",
        'a "b" \\ c',
        "ü\n\t\x1b",
        "a#b",
        1,
        -1.5,
        True,
        ["x", 1],
        {"a b": {"c": 1}},
        date(2026, 4, 3),
        "\x7f",
    ],
)
def test_values_are_read_as_they_were(value):
    assert tomllib.loads(f"key = {toml_value(value)}") == {"key": value}


def test_a_draft_is_read_as_its_settings():
    settings = {
        "decimal": ",",
        "columns": {"Patienten-Nr.": "patient_id", "a.b": "arm"},
        "wide": [{"study_week": 0, "columns": {"p 0": "pain_nrs"}}],
        "values": {"arm": {"0": "standard"}, "sex": {"w": "F"}},
    }
    assert tomllib.loads(draft_text(Draft().decide(settings, "because"), "Head.")) == settings


def test_open_questions_are_listed_and_their_answers_are_comments():
    text = draft_text(Draft().decide({"columns": {"x": "arm"}}, "why").ask(PAIR, {}), "Head.")
    assert tomllib.loads(text) == {
        "questions": ["values_arm"],
        "columns": {"x": "arm"},
        "values": {"arm": {}},
    }
    for answer, lines in (
        ("0 is needling", '# 0 = "needling"\n# 1 = "standard"'),
        ("0 is standard", '# 0 = "standard"'),
    ):
        assert f"#   {answer}:\n{lines}" in text


def test_taking_the_marks_off_the_lines_of_an_answer_gives_what_the_answer_says():
    for wanted in PAIR.answers:
        text = draft_text(Draft().decide({"keep": ["a"]}, "why").ask(PAIR, {}), "Head.")
        text = text.replace('questions = [\n  "values_arm",\n]\n', "")
        lines = iter(text.split("\n"))
        kept = []
        for line in lines:
            kept.append(line)
            if line == f"#   {wanted.words}:":
                kept += [next(lines).removeprefix("# "), next(lines).removeprefix("# ")]
        assert tomllib.loads("\n".join(kept)) == {"keep": ["a"], **wanted.settings}


def test_reasons_stand_above_their_lines_once():
    text = draft_text(Draft().decide({"columns": {"x": "arm", "y": "sex"}}, "Known."), "Head.")
    assert '# Known.\nx = "arm"\ny = "sex"\n' in text
    assert text.count("Known.") == 1


def test_a_text_of_a_file_cant_leave_its_comment():
    question = one_of("q", "what\nis = 1", ("a", "b\nx = 2", {"values": {"arm": {"0\n": "y"}}}))
    assert tomllib.loads(draft_text(Draft().ask(question, {}), "H")) == {
        "questions": ["q"],
        "values": {"arm": {}},
    }
