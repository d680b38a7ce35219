"""Read levels: the vocabulary as it stands, its documented synonyms, spellings that fold to either, and the rest."""

from __future__ import annotations

from difflib import get_close_matches

from dnoutcomes.readers.cells.cell import Cell, CellReader, Rules
from dnoutcomes.readers.cells.missing_cells import is_declared, missing_cell
from dnoutcomes.schema import Column, fold

# How alike a text and a known spelling must be for the text to count as a slip of the pen.
_NEAR = 0.75


def level_reader(column: Column, rules: Rules) -> CellReader:
    """Return the reader of a column of levels.

    Kinds beside those of every type: "level", "synonym" (a documented spelling, exactly), "folded" (a level or synonym
    once case, spaces and punctuation are put aside), "misspelt" (near a known spelling; the value is the level meant)
    and "unknown" (the value is the text).

    Examples
    --------
    >>> sex = Column("sex", "level", "patient", "", levels=("F", "M"), synonyms={"female": "F"})
    >>> read = level_reader(sex, Rules())
    >>> [tuple(read(text)) for text in ("F", "female", " Female", "femal", "7")]
    [('F', 'level'), ('F', 'synonym'), ('F', 'folded'), ('F', 'misspelt'), ('7', 'unknown')]
    """
    synonyms = {spelling: level for spelling, level in column.synonyms.items() if level in column.levels}
    folded = {fold(spelling): level for spelling, level in synonyms.items()}
    folded |= {fold(level): level for level in column.levels}
    # One or two letters are near to anything.
    long_enough = [spelling for spelling in folded if len(spelling) > 3]

    def read(text: str) -> Cell:
        if is_declared(text.strip(), rules):
            return Cell(None, "declared_code")
        if text in column.levels:
            return Cell(text, "level")
        if text in synonyms:
            return Cell(synonyms[text], "synonym")
        key = fold(text)
        if key in folded:
            return Cell(folded[key], "folded")
        missing = missing_cell(text, rules)
        if missing is not None:
            return missing
        near = get_close_matches(key, long_enough, n=1, cutoff=_NEAR)
        return Cell(folded[near[0]], "misspelt") if near else Cell(text.strip(), "unknown")

    return read
