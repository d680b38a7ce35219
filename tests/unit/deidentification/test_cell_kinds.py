from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.deidentification.allowed import exportable_columns
from dnoutcomes.deidentification.cell_kinds import fits, looks_like
from dnoutcomes.deidentification.original import date_forms
from dnoutcomes.plan import Plan

COLUMNS = exportable_columns()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("patient_id", "P-BCDFGHJK"),
        ("arm", "needling"),
        ("cause", "other"),
        ("missing_reason", "not asked"),
        ("sex", ""),
        ("opioid", "no"),
        ("age", "90"),
        ("study_day", "-12"),
        ("pain_nrs", "7.25"),
        ("depth_mm", "1e+01"),
    ],
)
def test_values_of_a_column_fit(name, text):
    assert fits(text, COLUMNS[name])


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("patient_id", "MRN-00417", "a name that no export has given"),
        ("patient_id", "Smith, Ann", "a person's name"),
        ("patient_id", "S-BCDFGHJK", "a name that no export has given"),
        ("patient_id", "P-BCDFGHJK ", "a name that no export has given"),
        ("arm", "Needling", "text"),
        ("cause", "caught in Goa", "text"),
        ("opioid", "True", "text"),
        ("age", "91", "a number"),
        ("age", "71.5", "a number"),
        ("age", "12", "a number"),
        ("study_day", "2026-01-05", "a date"),
        ("study_day", "5 Jan 2026", "a date"),
        ("study_day", "05.01.2026", "a date"),
        ("index_year", "20260105", "a date"),
        ("index_year", "46027", "a date"),
        ("index_year", "2026Q1", "text"),
        ("pain_nrs", "11", "a number"),
        ("pain_nrs", "=1+1", "a formula"),
        ("pain_nrs", "@SUM(A1)", "a formula"),
        ("pain_nrs", "٧", "text"),
        ("pain_nrs", "7\x1b[2J", "text with hidden characters"),
        ("pain_nrs", "nan", "text"),
        ("pain_nrs", "inf", "text"),
        ("sex", "ann@example.org", "an e-mail address"),
        ("sex", "078-05-1120", "a social security number"),
        ("sex", "+1 617 555 0123", "a telephone number"),
    ],
)
def test_anything_else_does_not_fit_and_is_named(name, text, kind):
    assert not fits(text, COLUMNS[name])
    assert looks_like(text, COLUMNS[name]) == kind


def test_a_level_that_a_spreadsheet_would_run_fits_as_it_is_written():
    arm = exportable_columns(Plan(arms=("=A1", "standard")))["arm"]
    assert fits("'=A1", arm)
    assert not fits("=A1", arm)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_no_form_of_a_date_fits_any_column(day):
    fitting = [
        (form, name) for form in date_forms(day) for name, column in COLUMNS.items() if fits(form, column)
    ]
    assert fitting == []


@given(st.text(st.characters(categories=["L", "M", "Z"]), min_size=1))
def test_no_word_fits_but_a_level_an_answer_or_a_pseudonym(text):
    known = {"yes", "no", *(level for column in COLUMNS.values() for level in column.levels)}
    assert text in known or not any(fits(text, column) for column in COLUMNS.values())
