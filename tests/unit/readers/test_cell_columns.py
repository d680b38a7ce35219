import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.errors import DataError
from dnoutcomes.readers import cell_columns as module
from dnoutcomes.readers.cell_columns import columns_of_rows, read_cells
from dnoutcomes.readers.layout import Layout

LAYOUT = Layout(",", 1, 0)
CELLS = ("a", "7", "007", "1.0", "True", "", " ", "nan", "text", "é", "\ufeff")
QUOTED = ('"x"', '"a,b"', '"l\nm"', '"l\r\nm"', '"q""q"', '""', '"', 'x"y')


def cells_of(columns):
    return [list(column) for column in columns.columns]


@st.composite
def files(draw):
    width = draw(st.integers(1, 4))
    cell = st.sampled_from(CELLS if draw(st.booleans()) else CELLS + QUOTED)
    rows = draw(st.lists(st.lists(cell, min_size=1, max_size=width + 1), max_size=8))
    header = [f"c{place}" for place in range(width)]
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return end.join(",".join(row) for row in [header, *rows]) + draw(st.sampled_from(["", end]))


@given(files())
def test_both_ways_of_reading_give_the_same_cells(text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", 3)
        at_once = module._read_at_once(text.encode(), LAYOUT)
        if at_once is None:
            return
        by_row = module._read_by_row(text, LAYOUT, "a.csv")
    assert at_once.header == by_row.header
    assert cells_of(at_once) == cells_of(by_row)
    assert at_once.lines.tolist() == by_row.lines.tolist()
    assert at_once.goes_on.tolist() == by_row.goes_on.tolist()
    # csv finds no cell in an empty line, the marks find an empty one.
    assert at_once.n_cells.tolist() == [max(n, 1) for n in by_row.n_cells]


def test_well_formed_text_is_read_at_once_and_stays_text():
    cells = module._read_at_once(b'id,n\n007,1\n"0,1",1\n,True\n', LAYOUT)
    assert cells_of(cells) == [["007", "0,1", ""], ["1", "1", "True"]]


def test_a_quote_that_is_never_closed_is_refused_where_it_starts():
    with pytest.raises(DataError, match=r"starts in row 3 of the file \(data row 2\) is never closed"):
        read_cells(b'a,b\n1,2\n"3,4\n5,6\n', LAYOUT, "a.csv")


def test_halves_of_a_pair_are_read_sign_by_sign():
    data = "a,b\n\ud800,2\n".encode(errors="surrogatepass")
    assert cells_of(read_cells(data, LAYOUT, "a.csv")) == [["\ud800"], ["2"]]


def test_rows_of_any_length_are_brought_to_the_header():
    cells = columns_of_rows([("a", "b"), ("1",), ("2", "3", " "), ("4", "5", "6")], [1, 2, 3, 5])
    assert cells_of(cells) == [["1", "2", "4"], ["", "3", "5"]]
    assert cells.n_cells.tolist() == [1, 3, 3]
    assert cells.goes_on.tolist() == [False, False, True]
    assert cells.lines.tolist() == [2, 3, 5]
