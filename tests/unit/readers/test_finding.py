import numpy as np

from dnoutcomes.readers.finding import (
    SHOWN_ROWS,
    Finding,
    data_error,
    issues_frame,
    rejects_frame,
    verdict_of,
)


def faulty(n):
    return Finding(
        "row", "not a number", "pain", source_rows=range(2, n + 2), values=["x"] * n, sets_aside="row"
    )


def test_issues_are_capped_and_rejects_are_not():
    issues = issues_frame([faulty(SHOWN_ROWS + 40)])
    assert len(issues) == SHOWN_ROWS + 1
    assert "40 more rows" in issues.iloc[-1]["message"]
    assert len(rejects_frame([faulty(SHOWN_ROWS + 40)])) == SHOWN_ROWS + 40


def test_the_gravest_comes_first():
    found = [Finding("info", "a"), faulty(1), Finding("reject", "b"), Finding("info", "c")]
    assert issues_frame(found)["message"].tolist() == ["b", "not a number", "a", "c"]
    assert verdict_of(item.severity for item in found) == "reject"


def test_no_findings_are_an_empty_frame_with_the_same_columns():
    assert list(issues_frame([]).columns) == list(issues_frame([faulty(1)]).columns)
    assert list(rejects_frame([]).columns) == list(rejects_frame([faulty(1)]).columns)
    assert verdict_of([]) == "ok"


def test_the_error_says_what_stands_in_the_way_and_carries_everything():
    error = data_error([Finding("ask", "which order", remedy="Pass date_format=."), faulty(1)], "a\x1b.csv")
    assert "which order. Pass date_format=." in str(error)
    assert "not a number" not in str(error)
    assert "\x1b" not in str(error)
    assert (error.verdict, len(error.issues)) == ("ask", 2)


def test_what_is_left_of_a_finding_for_some_rows_names_no_others():
    found = Finding("row", "2 patients ('a', 'b') in both arms", source_rows=(2, 5, 7), values=("x", "y", "z"),
                    positions=(0, 3, 5), of_one_row="in both arms")  # fmt: skip
    own = found.of_rows(np.array([5, 6, 7]))
    assert (own.message, own.source_rows, own.values, own.positions) == (
        "in both arms", [5, 7], ["y", "z"], [3, 5],
    )  # fmt: skip
    assert found.of_rows(np.array([3])) is None


def test_a_finding_about_the_file_holds_for_any_of_its_rows():
    found = Finding("warn", "column x isn't known", "x")
    assert found.of_rows(np.array([3])) is found
