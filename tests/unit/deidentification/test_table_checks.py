import pandas as pd
import pytest

from dnoutcomes.deidentification.allowed import exportable_columns
from dnoutcomes.deidentification.table_checks import TABLE_CHECKS
from dnoutcomes.deidentification.written_table import WrittenTable, written_frame
from dnoutcomes.schema import declared_column


@pytest.fixture
def table(export):
    return written_frame(export.frame, None).frame.copy()


def found_by(table):
    written = WrittenTable(table.reset_index(drop=True), exportable_columns())
    return {name for name, check in TABLE_CHECKS.items() if check(written)}


def test_an_export_has_none_of_it(table):
    assert found_by(table) == set()


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("patient_id", "MRN-00417"),
        ("site_id", "Boston"),
        ("therapist_id", "Dr Lee"),
        ("study_day", "2026-01-10"),
        ("study_day", "0.5"),
        ("study_day", ""),
        ("index_year", "2026-01"),
        ("index_year", "20260110"),
        ("age", "93"),
        ("age", "71.6"),
        ("cause", "leprosy"),
        ("missing_reason", "moved to Salem"),
        ("sex", "female (Ann)"),
        ("pain_nrs", "=HYPERLINK(1)"),
        ("pain_nrs", "6175550123"),
    ],
)
def test_one_cell_that_may_not_leave_is_found(table, column, text):
    table.loc[3, column] = text
    assert "values_that_do_not_fit" in found_by(table)


@pytest.mark.parametrize(
    "name", ["note", "session_date", "birth_year", "Age", "colour", "points", "MRN", " age"]
)
def test_a_column_that_may_not_leave_is_found(table, name):
    assert found_by(table.assign(**{name: "0"})) == {"unlisted_columns"}


def test_a_table_without_what_every_export_has_is_none(table):
    assert "unlisted_columns" in found_by(table.drop(columns="study_day"))
    assert "unlisted_columns" in found_by(table.drop(columns="patient_id"))


def test_somebody_who_came_to_be_90_is_in_the_category(table):
    table["age"] = "89"
    assert found_by(table) == set()
    table.loc[table["patient_id"] == table["patient_id"].iloc[-1], "end_day"] = "400"
    assert found_by(table) == {"oldest_ages"}
    table["age"] = table["age"].where(table["end_day"] != "400", "90")
    assert found_by(table) == set()


def test_two_patients_under_one_pseudonym_are_found(table):
    first, second = table["patient_id"].unique()[:2]
    table["patient_id"] = table["patient_id"].replace(first, second)
    assert "one_value_per_patient" in found_by(table)


def test_rows_in_the_order_of_the_clinic_are_found(table):
    assert found_by(table.iloc[::-1]) == {"order_of_rows"}
    blocks = [table[table["patient_id"] == name] for name in table["patient_id"].unique()[::-1]]
    assert found_by(pd.concat(blocks)) == {"order_of_rows"}


def test_a_finding_counts_rows_and_never_quotes_a_value(table):
    table.loc[[1, 3], "sex"] = "Ann Smith"
    written = WrittenTable(table, exportable_columns())
    (finding,) = TABLE_CHECKS["values_that_do_not_fit"](written)
    assert "2 rows, the first is line 3" in finding.message
    assert "Ann" not in finding.message + finding.remedy
    assert list(finding.source_rows) == [3, 5]


@pytest.mark.parametrize("text", ["6.20240628", "6.28062024", "0.06282024"])
def test_a_date_in_the_decimals_of_a_score_is_found(table, text):
    table.loc[3, "pain_nrs"] = text
    assert found_by(table) == {"dates_in_numbers", "decimals_beyond_measuring"}


# Year, month and day; seconds since 1970; a spreadsheet's day; a record number; month and day; day of the month.
@pytest.mark.parametrize("text", ["6.240628", "6.17195328", "6.45471", "5.00417", "6.0628", "6.28"])
def test_what_is_no_date_of_eight_digits_has_no_room_in_a_score_either(table, text):
    table.loc[3, "pain_nrs"] = text
    assert found_by(table) == {"decimals_beyond_measuring"}


@pytest.mark.parametrize("text", ["8.240628", "8.45471"])
def test_nor_has_it_in_a_measurement(table, text):
    assert found_by(table.assign(tug=text)) == {"decimals_beyond_measuring"}
    assert found_by(table.assign(weight_kg=f"7{text}")) == {"decimals_beyond_measuring"}


def test_a_date_as_a_number_of_a_declared_instrument_is_found(table):
    counted = declared_column("steps", {"minimum": 0, "maximum": 30_000_000})
    written = WrittenTable(table.assign(steps="20240628"), exportable_columns() | {"steps": counted})
    (finding,) = TABLE_CHECKS["dates_in_numbers"](written)
    assert finding.column == "steps"
    assert "2024" not in finding.message + finding.remedy


@pytest.mark.parametrize("text", ["6.25", "3.33333333", "6.66666666666667", "6.5", "6.33"])
def test_means_of_scores_pass(table, text):
    table.loc[3, "pain_nrs"] = text
    assert found_by(table) == set()


def test_a_number_outside_its_range_is_told_with_the_range(table):
    written = WrittenTable(table.assign(tug="6175550123"), exportable_columns())
    (finding,) = TABLE_CHECKS["values_that_do_not_fit"](written)
    assert finding.remedy == "It may hold 0 to 9999."
    assert "617" not in finding.message
