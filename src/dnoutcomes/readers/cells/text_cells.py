"""Read text: kept as it stands, without spaces around it and without characters that nobody sees."""

from __future__ import annotations

from dnoutcomes.readers.cells.cell import Cell, CellReader, Rules
from dnoutcomes.readers.cells.missing_cells import is_declared
from dnoutcomes.readers.quote import without_hidden


def text_reader(rules: Rules) -> CellReader:
    r"""Return the reader of a column of text; kinds: "blank", "declared_code" and "text".

    "NA" and "None" are text here: they may be a name or an answer.

    Examples
    --------
    >>> read = text_reader(Rules())
    >>> tuple(read(" None ")), tuple(read("a\x1b[2J"))
    (('None', 'text'), ('a[2J', 'text'))
    """

    def read(text: str) -> Cell:
        text = without_hidden(text).strip()
        if not text:
            return Cell(None, "blank")
        return Cell(None, "declared_code") if is_declared(text, rules) else Cell(text, "text")

    return read
