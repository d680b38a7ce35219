"""Columns get room by what stands in them."""

import pytest

from dnoutcomes.report.column_shares import column_shares
from dnoutcomes.report.section import Table


def test_shares_sum_to_one_and_longer_cells_get_more():
    shares = column_shares(Table("t", ("", "a"), (("State of the nerve: unknown", "5"),)))
    assert sum(shares) == pytest.approx(1)
    assert shares[0] > 3 * shares[1]


def test_a_sentence_in_a_cell_does_not_squeeze_the_rest_to_nothing():
    shares = column_shares(Table("t", ("", "a"), (("word " * 100, "−1.21 (−1.50 to −0.92)"),)))
    assert shares[1] > 0.3


def test_a_table_without_rows_is_shared_by_its_heads():
    assert column_shares(Table("t", ("one", "two"), ())) == (0.5, 0.5)
