"""Read yes and no."""

from __future__ import annotations

from dnoutcomes.readers.cells.cell import Cell, CellReader, Rules
from dnoutcomes.readers.cells.missing_cells import missing_cell

YES = ("yes", "y", "true", "t", "1", "1.0", "x", "checked")
NO = ("no", "n", "false", "f", "0", "0.0", "unchecked")


def yes_no_reader(rules: Rules) -> CellReader:
    """Return the reader of a yes/no column; kinds beside those of every type: "yes_no" and "unknown".

    Examples
    --------
    >>> read = yes_no_reader(Rules())
    >>> [tuple(read(text)) for text in ("Yes", "0", "maybe")]
    [(True, 'yes_no'), (False, 'yes_no'), ('maybe', 'unknown')]
    """

    def read(text: str) -> Cell:
        missing = missing_cell(text, rules)
        if missing is not None:
            return missing
        word = text.strip().casefold()
        if word in YES or word in NO:
            return Cell(word in YES, "yes_no")
        return Cell(text.strip(), "unknown")

    return read
