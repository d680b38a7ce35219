import pytest

from dnoutcomes.outcomes import read_outcomes


@pytest.mark.parametrize(
    ("text", "options", "value"),
    [
        ("1,200", {"thousands": ","}, 1200),
        ("1'200", {"thousands": "'"}, 1200),
        ("1.200,5", {"thousands": ".", "decimal": ","}, 1200.5),
        ("200,5", {"decimal": ","}, 200.5),
    ],
)
def test_marks_are_asked_for_and_read_once_told(encounters, issues_of, text, options, value):
    frame = encounters.assign(b12=text)
    assert issues_of("number_marks", frame)[0].severity == "ask"
    if options.get("decimal") == ",":
        frame["pain_nrs"] = frame["pain_nrs"] + ",0"
    assert set(read_outcomes(frame, **options).records["b12"]) == {value}


def test_the_remedy_names_the_option(encounters, issues_of, with_cells):
    (issue,) = issues_of("number_marks", with_cells(encounters, (0, "pain_nrs", "7,5")))
    assert 'decimal=","' in issue.remedy
