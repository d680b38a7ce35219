"""FigureBlock: a figure of released numbers in the widths in which it may be shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from dnoutcomes.errors import DisclosureError
from dnoutcomes.figures import FIGURES
from dnoutcomes.figures.colours import arms_in_force, painting
from dnoutcomes.figures.mark import mark_in_force, marking
from dnoutcomes.language import Language, speaking
from dnoutcomes.language.in_force import in_force
from dnoutcomes.report.names.plain_text import plain_text

if TYPE_CHECKING:
    from dnoutcomes.figures.outcome_figure import OutcomeFigure


PRINT_DPI = 300


SMALLEST_TEXT = 9


@dataclass(frozen=True, eq=False)
class FigureBlock:
    """A figure in the widths in which it may be shown.

    Attributes
    ----------
    draw : callable
        Makes the figure of the `width` "wide" or "narrow". A `functools.partial` of a `plot_*` function and released
        numbers, so that a report can go to another process.
    language : Language
        What it is drawn in, whenever that happens. Default: the language in force when the block is made.
    arms : tuple of two str or None
        Colours of the arms, in the same way.
    mark : str
        What stands under it, in the same way.
    """

    draw: Callable[..., OutcomeFigure]
    language: Language = field(default_factory=in_force)
    arms: tuple[str, str] | None = field(default_factory=arms_in_force)
    mark: str = field(default_factory=mark_in_force)

    @classmethod
    def of(cls, name: str, *shown: object, **options: Any) -> FigureBlock:
        """Return a figure of `FIGURES` of what was released.

        Raises
        ------
        DisclosureError
            It shows single patients.
        """
        kind = FIGURES[name]
        if kind.shows_patients:
            raise DisclosureError(f"figure {name!r} shows single patients: it is never part of a report")
        return cls(partial(kind.plot, *shown, **options))

    def __getstate__(self) -> dict[str, object]:
        # What can be drawn again needn't travel to another process.
        return {attribute.name: getattr(self, attribute.name) for attribute in fields(self)}

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
            return self.draw(width=width)

    @cached_property
    def svg(self) -> bytes:
        """The figure as it is printed, to be scaled at will."""
        return drawing_of(self.main)

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


# Only for as long as somebody has the figure.
_DRAWINGS: WeakKeyDictionary[OutcomeFigure, bytes] = WeakKeyDictionary()


def drawing_of(figure: OutcomeFigure) -> bytes:
    """Return a report's figure as SVG, drawn once for the page, for paper and for the file of its own.

    A report's figures are never changed: whoever wants to draw into one makes it again with its `plot_*` function.
    """
    if figure not in _DRAWINGS:
        _DRAWINGS[figure] = figure.to_svg()
    return _DRAWINGS[figure]


def least_inches(figure: OutcomeFigure) -> float:
    """Width on paper below which a figure's smallest words would be under 9 pixels of 1/96 inch."""
    return SMALLEST_TEXT / figure.look.width.small * figure.look.width.pixels / 96
