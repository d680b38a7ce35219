"""From the text of cells to values, by the type that the schema declares."""

from dnoutcomes.readers.cells.cell import MISSING_KINDS, Cell, Rules
from dnoutcomes.readers.cells.parsed_column import TEXT_DTYPE, Mask, ParsedColumn, parse_column

__all__ = ["MISSING_KINDS", "TEXT_DTYPE", "Cell", "Mask", "ParsedColumn", "Rules", "parse_column"]
