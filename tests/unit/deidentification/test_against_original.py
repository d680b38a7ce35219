import pytest

from dnoutcomes.deidentification.against_original import AGAINST_ORIGINAL
from dnoutcomes.deidentification.allowed import exportable_columns
from dnoutcomes.deidentification.original import original_of
from dnoutcomes.deidentification.written_table import WrittenTable, written_frame
from dnoutcomes.plan import Plan


@pytest.fixture(scope="module")
def original(outcomes, file):
    return original_of(outcomes, exportable_columns(), file)


@pytest.fixture
def table(export):
    return written_frame(export.frame, None).frame.copy()


def found_by(table, original, columns=None):
    written = WrittenTable(table, columns or exportable_columns())
    return {name for name, check in AGAINST_ORIGINAL.items() if check(written, original)}


def test_an_export_holds_nothing_of_the_original(table, original):
    assert found_by(table, original) == set()


@pytest.mark.parametrize(
    "text",
    [
        "MRN-00417",
        "mrn-00418",
        "Ann Smith",
        "seen: boston",
        "Dr Lee",
        "caught in Goa",
        "leprosy",
        "moved to Salem",
        "blue",
    ],
)
def test_a_value_that_was_to_stay_behind_is_found_in_any_column(table, original, text):
    table.loc[2, "sex"] = text
    assert found_by(table, original) == {"values_of_the_original"}


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-10",
        "10/1/2026",
        "01/10/2026",
        "10 January 2026",
        "Jan 2026",
        "2026-01",
        "2026Q1",
        "20260110",
        "12/1/25",
    ],
)
def test_a_date_of_the_original_is_found_in_any_form(table, original, text):
    table.loc[2, "sex"] = text
    assert "dates_of_the_original" in found_by(table, original)


def test_a_pseudonym_of_the_right_form_is_found_where_it_is_the_original_one(table, export, outcomes):
    before = original_of(outcomes, exportable_columns())
    assert found_by(table, before) == set()
    same = frozenset({table["patient_id"].iloc[0].casefold()})
    kept = type(before)(before.texts | same, before.dates, before.courses)
    assert found_by(table, kept) == {"values_of_the_original"}


def test_a_long_number_of_the_original_is_found_among_scores(table, file, outcomes):
    instrument = {"label": "S", "direction": "lower", "minimum": 0, "maximum": 10**9}
    columns = exportable_columns(Plan(instruments={"score": instrument}))
    original = original_of(outcomes, columns, file.assign(phone="617555012"))
    assert found_by(table.assign(score="5"), original, columns) == set()
    assert found_by(table.assign(score="617555012"), original, columns) == {"values_of_the_original"}


def test_scores_and_levels_that_stand_in_any_original_are_nothing(table, file, outcomes):
    original = original_of(
        outcomes, exportable_columns(), file.assign(room="7", remark="needling", initials="F")
    )
    assert found_by(table, original) == set()


def test_days_that_are_not_the_originals_are_found(table, original):
    table.loc[5, "study_day"] = str(int(table.loc[5, "study_day"]) + 1)
    assert found_by(table, original) == {"days_of_the_original"}


def test_a_lost_row_is_found(table, original):
    assert found_by(table.iloc[:-1], original) == {"days_of_the_original"}
