import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.plan import Plan
from dnoutcomes.readers.header_names import canonical_name, fold_name
from dnoutcomes.schema import ARMS, CAUSES, COLUMNS, declared_column
from dnoutcomes.schema.identifiers import is_identifier


def test_every_instrument_has_a_column_with_its_range():
    for code, instrument in INSTRUMENTS.items():
        assert (COLUMNS[code].minimum, COLUMNS[code].maximum) == (instrument.minimum, instrument.maximum)


def test_the_pain_score_is_found_under_the_names_that_users_write():
    assert {COLUMNS[name].name for name in ("pain", "pain_score", "nrs", "pain_nrs")} == {"pain_nrs"}


def test_arms_and_causes_are_those_of_the_plan():
    assert (Plan().arms, Plan().causes) == (ARMS, CAUSES)


def test_names_are_folded_so_that_headers_find_them():
    assert all(fold_name(name) == name and canonical_name(name) == name for name in COLUMNS)


def test_only_dates_of_birth_identify_among_known_columns():
    assert {name for name, column in COLUMNS.items() if column.identifies} == {"birth_date"}
    assert {name for name in COLUMNS if is_identifier(name)} == {"birth_date"}


def test_no_column_that_identifies_is_kept():
    assert not [name for name, column in COLUMNS.items() if column.identifies and column.kept]


def test_levels_have_a_vocabulary_and_synonyms_point_into_it():
    for column in COLUMNS.values():
        assert bool(column.levels) == (column.type == "level")
        assert set(column.synonyms.values()) <= set(column.levels)


def test_an_unknown_column_is_an_error_with_the_nearest_name():
    with pytest.raises(DataError, match="did you mean 'session_date'"):
        COLUMNS["sesion_date"]


def test_a_declared_outcome_has_its_range():
    column = declared_column("headache", {"minimum": 0})
    assert (column.holds(0), column.holds(-1), column.holds(1e6)) == (True, False, True)
