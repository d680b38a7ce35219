"""The section model: what a report says, apart from how any format shows it.

All text is plain. A format escapes it in its own way, so that nothing in the data is ever markup.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from dnoutcomes.figures.colours import arms_in_force, painting
from dnoutcomes.figures.mark import mark_in_force, marking
from dnoutcomes.language import Language, speaking
from dnoutcomes.language.in_force import in_force
from dnoutcomes.report.words.plain_text import plain_text

if TYPE_CHECKING:
    from dnoutcomes.figures.outcome_figure import OutcomeFigure

Tone = Literal["plain", "caution", "hidden"]

PRINT_DPI = 300
# A table of more rows than this may go on over the page.
LONG_TABLE = 16
SMALLEST_TEXT = 9


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
    value: str
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


@dataclass(frozen=True, eq=False)
class FigureBlock:
    """A figure in the widths in which it may be shown.

    Attributes
    ----------
    draw : callable
        Name of a width ("wide" or "narrow") to figure.
    language : Language
        What it is drawn in, whenever that happens. Default: the language in force when the block is made.
    arms : tuple of two str or None
        Colours of the arms, in the same way.
    mark : str
        What stands under it, in the same way.
    """

    draw: Callable[[str], OutcomeFigure]
    language: Language = field(default_factory=in_force)
    arms: tuple[str, str] | None = field(default_factory=arms_in_force)
    mark: str = field(default_factory=mark_in_force)

    @cached_property
    def main(self) -> OutcomeFigure:
        """The figure as it is printed."""
        return self._drawn("wide")

    @cached_property
    def narrow(self) -> OutcomeFigure:
        """The figure for a phone."""
        return self._drawn("narrow")

    def _drawn(self, width: str) -> OutcomeFigure:
        with speaking(self.language), painting(self.arms), marking(self.mark):
            return self.draw(width)

    @cached_property
    def svg(self) -> bytes:
        """The figure as it is printed, to be scaled at will."""
        return self.main.to_svg()

    @cached_property
    def png(self) -> bytes:
        """The figure as it is printed, in dots fine enough for paper."""
        return self.main.to_png(PRINT_DPI)

    @property
    def alt_text(self) -> str:
        """What the figure shows, for those who can't see it."""
        return plain_text(self.main.alt_text)

    @property
    def caption(self) -> str:
        """What the figure shows, with its estimand and numbers of patients."""
        return plain_text(self.main.caption)


def least_inches(figure: OutcomeFigure) -> float:
    """Width on paper below which a figure's smallest words would be under 9 pixels of 1/96 inch."""
    return SMALLEST_TEXT / figure.look.width.small * figure.look.width.pixels / 96


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
