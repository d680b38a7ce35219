import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers import rows_of_query
from dnoutcomes.readers.rows_of_query import table_of_query
from dnoutcomes.readers.source import Source


def test_rows_stop_at_the_bytes_that_a_table_may_have(monkeypatch):
    monkeypatch.setattr(rows_of_query, "TABLE_BYTES", 30)
    taken = []

    def rows():
        for number in range(1000):
            taken.append(number)
            yield (number, "text")

    with pytest.raises(DataError, match="more than 30 bytes"):
        table_of_query(["n", "text"], rows(), Source("clinic", ""))
    assert len(taken) < 10


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(DataError, match="2 columns are named 'a'"):
        table_of_query(["a", "a"], [(1, 2)], Source("clinic", ""))
