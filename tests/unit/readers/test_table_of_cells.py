import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.table_of_cells import table_of_rows


def table(*rows):
    return table_of_rows([tuple(row) for row in rows], range(3, 3 + len(rows)), Source("a.csv", "0"), ())


def test_blank_and_short_rows_are_left_out_and_told():
    read = table("abc", ("1", "2", "3"), ("", " "), ("4", "5"), ("6", "7", "8"))
    assert read.frame["b"].tolist() == ["2", "7"]
    assert read.source_rows.tolist() == [4, 7]
    assert (read.source.n_rows_read, read.source.n_blank_rows) == (3, 1)
    (short,) = read.findings
    assert (short.message, list(short.source_rows)) == ("the row has fewer cells than the header's 3", [6])


def test_an_empty_tail_of_the_header_goes_only_where_nothing_stands_below():
    assert table(("a", "b", ""), ("1", "2", " ")).frame.columns.tolist() == ["a", "b"]
    named = table(("a", "b", ""), ("1", "2", ""), ("3", "4", "x")).frame
    assert named.columns.tolist() == ["a", "b", "(column 3 without a name)"]


def test_a_longer_row_is_refused_unless_all_end_in_an_empty_cell():
    assert table("ab", ("1", "2", ""), ("3", "4", "")).frame.shape == (2, 2)
    with pytest.raises(DataError, match=r"row 5 of the file .* has too many cells: 3, the header has 2"):
        table("ab", ("1", "2"), ("3", "4", ""))
    with pytest.raises(DataError, match="and 1 more rows"):
        table("ab", ("1", "2", "x"), ("3", "4", ""))


def test_repeated_rows_are_those_that_agree_in_every_column():
    read = table("ab", ("1", "2"), ("2", "1"), ("1", "2"), ("1", "3"), ("1", "2"))
    assert read.repeats.tolist() == [False, False, True, False, True]
