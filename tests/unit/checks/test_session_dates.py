from datetime import date

import pytest

from dnoutcomes.outcomes import read_outcomes


def test_other_date_columns_lose_the_value_and_keep_the_row(encounters, with_cells):
    frame = with_cells(encounters.assign(index_date="2025-01-06"), (4, "index_date", "2025-02-30"))
    outcomes = read_outcomes(frame)
    assert len(outcomes.records) == 12
    assert outcomes.rejects["column"].tolist() == ["index_date"]


def test_an_order_that_a_date_proves_is_told(encounters, issues_of):
    frame = encounters.assign(session_date=["06/01/2025", "03/02/2025", "13/03/2025"] * 4)
    (issue,) = issues_of("session_dates", frame)
    assert issue.severity == "info"
    assert "day/month/year" in issue.message
    assert read_outcomes(frame).records["session_date"].iloc[0].date() == date(2025, 1, 6)


@pytest.mark.parametrize(
    ("date_format", "text", "day"),
    [
        ("%m/%d/%Y", "06/01/2025", date(2025, 6, 1)),
        ("%d/%m/%Y", "06/01/2025", date(2025, 1, 6)),
        ("%d.%m.%y", "06.01.25", date(2025, 1, 6)),
        ("%d. %B %Y", "6. Jänner 2025", date(2025, 1, 6)),
        ("%d %b %Y", "6 févr. 2025", date(2025, 2, 6)),
        ("excel", "45663", date(2025, 1, 6)),
    ],
)
def test_a_declared_format_decides(encounters, with_cells, date_format, text, day):
    frame = with_cells(encounters, (0, "session_date", text))
    records = read_outcomes(frame, date_format=date_format).records
    assert day in set(records.loc[records["source_row"] == 2, "session_date"].dt.date)


def test_what_a_declared_format_does_not_fit_is_set_aside(encounters, with_cells):
    outcomes = read_outcomes(
        with_cells(encounters, (0, "session_date", "06/01/2025")), date_format="%d-%m-%Y"
    )
    assert "'%d-%m-%Y'" in outcomes.rejects["reason"].iloc[0]


def test_the_question_counts_its_rows(encounters, issues_of):
    (issue,) = issues_of(
        "session_dates", encounters.assign(session_date=["06/01/2025", "03/02/2025", "07/03/2025"] * 4)
    )
    assert "12 rows" in issue.message
