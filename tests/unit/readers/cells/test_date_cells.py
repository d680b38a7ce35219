from datetime import date

import pytest

from dnoutcomes.readers.cells import Rules
from dnoutcomes.readers.cells.date_cells import date_reader, proven_order

DAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05",
        "2026/1/5",
        "20260105",
        "2026.01.05",
        "5 Jan 2026",
        "5-Jan-2026",
        "January 5, 2026",
        "Mon 5 January 2026",
        "5th of January 2026",
        "2026-Jan-05",
        "05.01.2026",
        "2026-01-05 23:59",
        "2026-01-05T10:00:00.123",
        "5 Sept 2026",
    ],
)
def test_dates_that_mean_one_day(text):
    cell = date_reader(Rules())(text)
    assert cell.kind == "date"
    assert cell.value == (date(2026, 9, 5) if "Sept" in text else DAY)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05T23:30:00-08:00",
        "2026-01-05 23:30Z",
        "2026-01-05T23:30+0530",
        "2026-01-05 11:30 PM EST",
        "2026-01-05T01:00:00+01:00[Europe/Berlin]",
    ],
)
def test_the_local_day_is_kept(text):
    assert date_reader(Rules())(text) == (DAY, "time_zone")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("01/02/2026", "either_order"),
        ("1-2-2026", "either_order"),
        ("01/02/26", "two_digit_year"),
        ("050126", "two_digit_year"),
        ("26/01/05", "two_digit_year"),
        ("5 Jan '26", "two_digit_year"),
        ("5 marzo 2026", "foreign_month"),
        ("5. leden 2026", "foreign_month"),
        ("46027", "excel_serial"),
        ("2026-02-29", "impossible"),
        ("30/02/2026", "impossible"),
        ("0000-00-00", "impossible"),
        ("2026-01", "not_a_date"),
        ("today", "not_a_date"),
        ("12", "not_a_date"),
        ("", "blank"),
        ("NA", "missing_word"),
    ],
)
def test_kinds(text, kind):
    cell = date_reader(Rules())(text)
    assert (cell.value, cell.kind) == (None, kind)


def test_a_day_that_is_its_own_month_needs_no_order():
    assert date_reader(Rules())("03/03/2026") == (date(2026, 3, 3), "date")


def test_dots_prove_nothing_about_slashes():
    assert proven_order(["13.01.2026", "01/02/2026"]) is None
    assert proven_order(["01/13/2026", "01/02/2026"]) is False


@pytest.mark.parametrize(
    ("proof", "day", "kind"),
    [("13/01/2026", date(2026, 4, 3), "day_first"), ("01/13/2026", date(2026, 3, 4), "month_first")],
)
def test_one_proof_decides_the_order_of_a_column(proof, day, kind):
    assert date_reader(Rules(), [proof, "03/04/2026"])("03/04/2026") == (day, kind)


@pytest.mark.parametrize(
    ("form", "text"), [("excel", "46027"), ("epoch", "1767614400"), ("%d/%m/%Y", "05/01/2026")]
)
def test_a_declared_form_gives_the_day(form, text):
    """46027 is what spreadsheets show for =DATE(2026,1,5); 1767614400 is noon of that day by `date -u -d @...`."""
    assert date_reader(Rules(date_format=form))(text) == (DAY, "date")


@pytest.mark.parametrize(
    "text", ["30 December 2025", "30. December 2025", "30 of December 2025", "30-December-2025"]
)
def test_the_first_letters_of_december_are_no_word_of_their_own(text):
    assert date_reader(Rules())(text).value == date(2025, 12, 30)
