from datetime import date

import pandas as pd
import pytest

from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.starting.date_formats import decide_date_format, readings_of
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.roles import Roles

DAYS = [date(2026, 1, 5), date(2025, 12, 30), date(2026, 3, 14)]


@pytest.mark.parametrize(
    "written",
    [
        "%d/%m/%Y", "%m/%d/%Y", "%Y/%d/%m", "%d-%m-%Y", "%d.%m.%y", "%d/%m/%Y %H:%M", "%m/%d/%y", "%d-%b-%y",
    ],
)  # fmt: skip
def test_a_format_that_alone_reads_all_dates_is_decided(written):
    readings = readings_of([day.strftime(written) for day in DAYS])
    assert [reading.days for reading in readings] == [tuple(DAYS)]
    assert readings[0].format == written


@pytest.mark.parametrize("written", ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y", "%d %B %Y", "%d. %B %Y"])
def test_what_is_read_untold_needs_no_format(written):
    assert [
        (reading.format, reading.days) for reading in readings_of([day.strftime(written) for day in DAYS])
    ] == [("", tuple(DAYS))]


def test_months_of_other_languages():
    readings = readings_of(["5. März 2026", "30. Dez. 2025"])
    assert [reading.days for reading in readings] == [(date(2026, 3, 5), date(2025, 12, 30))]


def test_numbers_of_a_spreadsheet():
    assert [reading.order for reading in readings_of(["46027", "46115"])] == ["excel"]


def test_dates_that_two_orders_read_are_both():
    readings = readings_of(["05/01/2026", "06/02/2026"])
    assert {reading.days[0] for reading in readings} == {date(2026, 1, 5), date(2026, 5, 1)}


def test_two_digit_years_that_could_be_days_are_all_readings():
    orders = {reading.order for reading in readings_of(["05-06-07", "06-07-08"])}
    assert orders == {"day_first", "month_first", "year_first"}


def test_one_date_that_nothing_reads_doesnt_hide_the_order():
    texts = [f"{day:02d}/03/2026" for day in range(1, 29)]
    assert [reading.order for reading in readings_of([*texts, "31/02/2026"])] == ["day_first"]


def test_texts_that_are_no_dates_have_no_reading():
    assert readings_of(["soon", "later", "05/01/2026"]) == []


def roles_of(**columns):
    raw = read_frame(pd.DataFrame(columns))
    return Roles(raw, {name: name for name in columns})


def test_a_day_above_12_in_another_column_tells_the_order_of_the_file():
    roles = roles_of(session_date=["05/01/2026", "06/02/2026"], index_date=["13/01/2026", "13/01/2026"])
    assert decide_date_format(roles, Draft(), {}).settings == {"date_format": "%d/%m/%Y"}


def test_what_the_content_leaves_open_is_asked_without_a_date_of_anybody():
    roles = roles_of(session_date=["05/01/2026", "06/02/2026"])
    (question,) = decide_date_format(roles, Draft(), {}).questions
    assert [answer.name for answer in question.answers] == ["day_first", "month_first"]
    assert "03/04/2026 is 3 April 2026" in question.answers[0].words
    assert "05/01" not in question.asks + "".join(answer.words for answer in question.answers)
    decided = decide_date_format(roles, Draft(), {"date_format": "month_first"})
    assert (decided.settings, decided.questions) == ({"date_format": "%m/%d/%Y"}, ())


def test_columns_that_prove_different_orders_are_asked_about():
    roles = roles_of(session_date=["13/01/2026", "14/02/2026"], index_date=["01/13/2026", "01/14/2026"])
    draft = decide_date_format(roles, Draft(), {})
    assert (draft.settings, [question.answers for question in draft.questions]) == ({}, [()])


def test_iso_dates_beside_others_dont_count():
    roles = roles_of(session_date=["05/01/2026", "16/02/2026"], index_date=["2026-01-05", "2026-01-05"])
    assert decide_date_format(roles, Draft(), {}).settings == {"date_format": "%d/%m/%Y"}


def test_two_digits_beside_the_name_of_a_month_may_be_the_year():
    assert len(readings_of(["05-Jan-26", "12-Feb-25"])) == 2
    assert [reading.format for reading in readings_of(["05-Jan-26", "31-Mar-26"])] == ["%d-%b-%y"]
