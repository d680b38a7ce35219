from collections import Counter
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.deidentification.allowed import exportable_columns
from dnoutcomes.deidentification.original import courses_of, date_forms, original_of
from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.readers.cells import Rules
from dnoutcomes.readers.cells.date_cells import date_reader


def test_values_of_columns_that_reached_no_record_are_known_from_the_file_only(outcomes, file):
    alone = original_of(outcomes, exportable_columns())
    beside = original_of(outcomes, exportable_columns(), file)
    assert "ann smith" in beside.texts - alone.texts
    assert "mrn-00417" in alone.texts
    assert beside.courses == alone.courses == Counter([(0, 28, 84), (-22, 6, 62), (-10, 18, 74), (0, 28, 84)])


def test_a_file_that_was_changed_since_it_was_read_is_refused(file, tmp_path):
    path = tmp_path / "export.csv"
    file.to_csv(path, index=False)
    outcomes = read_outcomes(path)
    assert original_of(outcomes, exportable_columns(), path).texts
    file.assign(pain_nrs="3").to_csv(path, index=False)
    with pytest.raises(DataError, match=r"export\.csv isn't what the table was made of"):
        original_of(outcomes, exportable_columns(), path)


def test_what_leaves_as_it_is_is_not_forbidden(outcomes, file):
    texts = original_of(outcomes, exportable_columns(), file).texts
    assert not {"needling", "diabetic", "f", "7", "4.5"} & texts


def test_names_of_a_mapping_are_understood(outcomes, file):
    renamed = file.rename(columns={"arm": "Group", "pain_nrs": "VAS"})
    mapping = {"columns": {"Group": "arm", "VAS": "pain_nrs"}}
    texts = original_of(outcomes, exportable_columns(), renamed, mapping).texts
    assert not {"needling", "standard", "4.5"} & texts


def test_dates_of_birth_are_known_though_no_record_has_them(outcomes, file):
    original = original_of(outcomes, exportable_columns(), file.assign(birth_date="17 May 1954"))
    assert "1954-05-17" in original.dates


def test_days_are_counted_whatever_patients_are_called():
    patients, days = pd.Series(["a", "b", "a", "c"]), pd.Series([28, 0, 0, 0])
    assert courses_of(patients, days) == Counter({(0, 28): 1, (0,): 2})
    assert courses_of(patients.map({"a": "z", "b": "y", "c": "x"}), days) == courses_of(patients, days)


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_every_form_of_a_date_that_can_be_read_is_that_date_or_its_other_order(day):
    read = date_reader(Rules())
    other = {day, date(day.year, day.day, day.month)} if day.day <= 12 else {day}
    found = {read(form).value for form in date_forms(day)} - {None}
    assert day in found
    assert found <= other
