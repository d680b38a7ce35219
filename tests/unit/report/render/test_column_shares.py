"""Columns get room by what stands in them."""

import pytest

from dnoutcomes.report.blocks.section import Table
from dnoutcomes.report.render.column_shares import LETTERS_OF_A_PAGE, column_shares


def test_shares_sum_to_one_and_longer_cells_get_more():
    shares = column_shares(Table("t", ("-", "a"), (("State of the nerve: unknown", "5"),)))
    assert sum(shares) == pytest.approx(1)
    assert shares[0] > 3 * shares[1]


def test_a_sentence_in_a_cell_does_not_squeeze_the_rest_to_nothing():
    shares = column_shares(Table("t", ("-", "a"), (("word " * 100, "−1.21 (−1.50 to −0.92)"),)))
    assert shares[1] > 0.3


def test_numbers_of_many_columns_keep_their_lines_while_words_give_way():
    cells = ("Hypersensitivity of the skin around the needle", *["0.61 (0.20 to 2.17)"] * 4)
    shares = column_shares(Table("t", ("Event", *["Per 100 sessions"] * 4), (cells,)))
    letters = [share * LETTERS_OF_A_PAGE for share in shares]
    assert min(letters[1:]) >= len(cells[1])
    assert letters[0] < len(cells[0])


def test_no_column_is_narrower_than_its_longest_word_while_there_is_room():
    heads = ("Adverse event", "Published band", "Standard: patients", "Serious")
    shares = column_shares(Table("t", heads, (("word " * 30, "2.0", "hidden", "0"),)))
    for share, head in zip(shares, heads):
        assert share * LETTERS_OF_A_PAGE >= max(map(len, head.split()))


def test_a_table_without_rows_is_shared_by_its_heads():
    assert column_shares(Table("t", ("one", "two"), ())) == (0.5, 0.5)
