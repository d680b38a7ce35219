"""Layout of delimited text: where its header is and what separates the cells."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.outline import lines_of

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
# Lines among which the header is looked for, and known names that make a line a header.
_HEADER_LINES = 50
_HEADER_NAMES = 2
# Exports have tens of columns, wide ones hundreds.
MOST_COLUMNS = 5_000


@dataclass(frozen=True)
class Layout:
    """Where the header is and what separates the cells."""

    delimiter: str
    header_row: int
    known_names: int


def find_layout(text: str, mapping: SiteMapping) -> Layout:
    r"""Find the delimiter and the header: the first line and the delimiter that give the most known column names.

    Examples
    --------
    >>> find_layout("Export\n\npatient_id;arm;pain\n1;sc;7,5", SiteMapping())
    Layout(delimiter=';', header_row=3, known_names=3)
    """
    candidates = [mapping.delimiter] if mapping.delimiter else list(DELIMITERS)
    best = Layout(candidates[0], 1, -1)
    filled = 0
    for line, content in _first_lines(text):
        if line <= mapping.skip_rows or not content.strip():
            continue
        filled += 1
        for delimiter in candidates:
            cells = content.split(delimiter, MOST_COLUMNS)
            n_known = sum(mapping.knows(cell.strip().strip('"')) for cell in cells)
            wider = (
                filled == 1
                and n_known == best.known_names == 0
                and len(cells) > content.count(best.delimiter) + 1
            )
            if n_known > best.known_names or wider:
                best = Layout(delimiter, line, n_known)
    return best


def check_layout(layout: Layout, text: str, mapping: SiteMapping, name: str) -> None:
    """Ask when lines with content stand before the line that looks like the header."""
    if layout.known_names < _HEADER_NAMES:
        return
    before = [
        line
        for line, content in _first_lines(text)
        if mapping.skip_rows < line < layout.header_row and content.strip()
    ]
    if before:
        refuse(
            name,
            f"the column names aren't in the first row: they seem to stand in row {layout.header_row} of the file",
            f"If so, pass skip_rows={layout.header_row - 1}.",
            check="header",
            severity="ask",
            source_rows=[layout.header_row],
        )


def _first_lines(text: str) -> list[tuple[int, str]]:
    lines = islice(lines_of(text), _HEADER_LINES)
    return [(line, content.rstrip("\r\n")) for line, content in enumerate(lines, start=1)]
