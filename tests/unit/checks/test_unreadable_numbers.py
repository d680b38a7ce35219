import pytest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("severe", "not a number"),
        ("7/10", "fraction"),
        ("<2", "bound"),
        ("~5", "bound"),
        ("6-7", "range"),
        ("70 %", "percentage"),
    ],
)
def test_the_reason_is_said(encounters, issues_of, with_cells, text, said):
    (issue,) = issues_of("unreadable_numbers", with_cells(encounters, (2, "pain_nrs", text)))
    assert (issue.severity, issue.row, issue.value) == ("row", 4, f"'{text}'")
    assert said in issue.message


def test_digits_of_other_scripts_are_read_and_told(encounters, issues_of, with_cells):
    (issue,) = issues_of("unreadable_numbers", with_cells(encounters, (2, "pain_nrs", "７")))
    assert issue.severity == "warn"
