"""The section model: what a report says, apart from how any format shows it.

All text is plain. A format escapes it in its own way, so that nothing in the data is ever markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dnoutcomes.report.blocks.cell import Cell
from dnoutcomes.report.facts.figure_block import FigureBlock

Tone = Literal["plain", "caution", "hidden"]

# A table of more rows than this may go on over the page.
LONG_TABLE = 16


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. `lead` marks the sentence that a reader in a hurry must see."""

    text: str
    lead: bool = False


@dataclass(frozen=True)
class BulletList:
    """Sentences that stand side by side."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Note:
    """A remark set apart: why something is missing or hidden, or what must not be concluded."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class KeyNumber:
    """A number for the first page: what it is, the number, how sure it is, and whether it has been changing."""

    label: str
    value: Cell
    detail: str
    mark: str = ""


@dataclass(frozen=True)
class KeyNumbers:
    """The numbers of the first page, side by side."""

    numbers: tuple[KeyNumber, ...]


@dataclass(frozen=True)
class Definitions:
    """Terms and what stands behind them."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    caption : str
        What a row is.
    columns : tuple of str
        Heads, none of them empty: a screen reader says them with each cell. The first column holds the name of the row.
    rows : tuple of tuples of str
        Cells as they are printed; those with numbers are `Cell`s.
    notes : tuple of str
        Below the table.
    numeric : bool
        Whether all columns but the first are numbers, to be aligned right.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    numeric: bool = True

    def __post_init__(self) -> None:
        if not all(head.strip() for head in self.columns):
            raise ValueError(f"table {self.caption!r}: a column without a head: {self.columns}")
        wrong = [row for row in self.rows if len(row) != len(self.columns)]
        if wrong:
            raise ValueError(
                f"table {self.caption!r}: {len(self.columns)} columns, but a row of {len(wrong[0])}"
            )

    @property
    def is_long(self) -> bool:
        """Whether it may be broken over two pages; a shorter one is kept together."""
        return len(self.rows) > LONG_TABLE


Block = Paragraph | BulletList | Heading | Note | KeyNumbers | Definitions | Table | FigureBlock


@dataclass(frozen=True, eq=False)
class Section:
    """A part of the report.

    Attributes
    ----------
    id : str
        Short name, unique in the report: part of addresses inside the page.
    title : str
        The heading.
    blocks : tuple of Block
        What it says, in order.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
