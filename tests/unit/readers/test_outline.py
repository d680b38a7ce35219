import csv

import pytest

from dnoutcomes.readers import outline as module
from dnoutcomes.readers.outline import lines_of, outline_of, place_of_line

TEXT = 'a,b\n"1,\r\n2""",3\n\n4\r\n5,"6"'


@pytest.mark.parametrize("block", [1, 4, 7, 2**24])
def test_rows_are_told_by_their_marks_wherever_blocks_end(monkeypatch, block):
    monkeypatch.setattr(module, "_BLOCK", block)
    outline = outline_of(TEXT.encode(), 0, ",")
    assert outline.n_cells.tolist() == [2, 2, 1, 1, 2]
    assert outline.lines.tolist() == [0, 1, 3, 4, 5]
    assert [TEXT[start : start + 2] for start in outline.starts] == ["a,", '"1', "\n4", "4\r", "5,"]


@pytest.mark.parametrize(
    "text", ['a,b\n1"2",3', 'a,b\n"12"3,4', 'a,b\n"1" ,2', 'a,b\n"1,2\n', "a,b\r1,2\n", "a,b\r\r\n1,2"]
)
def test_nothing_is_said_of_text_that_marks_alone_do_not_tell(text):
    assert outline_of(text.encode(), 0, ",") is None


def test_nothing_is_said_where_a_cell_may_be_longer_than_is_read():
    assert outline_of(b"a,b\n1," + b"x" * csv.field_size_limit(), 0, ",") is None


def test_what_stands_before_the_header_does_not_matter():
    text = b'a "title\rof two lines\na,b\n1,2\n'
    start = place_of_line(text, 3)
    assert text[start:].startswith(b"a,b")
    assert outline_of(text, start, ",").n_cells.tolist() == [2, 2]


def test_lines_end_as_csv_reads_them():
    text = "a\r\n\rb\n\n\r\nc\r"
    assert list(lines_of(text)) == ["a\r\n", "\r", "b\n", "\n", "\r\n", "c\r"]
