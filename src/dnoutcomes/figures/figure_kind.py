"""FigureKind: an entry of `FIGURES`, which knows what a figure shows, and where and to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.registry import registry_at

_LOOKS = {"width", "theme", "ax"}


@dataclass(frozen=True, eq=False)
class FigureKind:
    """A kind of figure.

    Attributes
    ----------
    name : str
        As sections and scripts call it: "course".
    plot : callable
        From what is shown, and the keywords `width`, `theme` and `ax`, to an `OutcomeFigure`. A function of a module,
        so that a report can go to another process.
    shows : str
        What it shows, in a phrase.
    sections : tuple of str
        Sections of the report that have it; none for a figure of notebooks.
    shows_patients : bool
        Whether single patients can be told apart in it, so that it may never stand in a report.
    """

    name: str
    plot: Callable[..., OutcomeFigure]
    shows: str
    sections: tuple[str, ...] = ()
    shows_patients: bool = False

    @property
    def audiences(self) -> tuple[str, ...]:
        """For whom a report with it can be: those of its sections; nobody where no section has it."""
        told = [registry_at("dnoutcomes.report.sections:SECTIONS")[name].audiences for name in self.sections]
        return tuple(dict.fromkeys(audience for audiences in told for audience in audiences))


def refuse_figure(kind: FigureKind) -> None:
    """Refuse a kind of figure that nobody could ask for, or that no report may have.

    Raises
    ------
    DnOutcomesError
        It says nothing of what it shows, takes no width, theme or place, or would stand in a report with single
        patients.
    """
    if not kind.shows.strip():
        raise DnOutcomesError(f"figure {kind.name!r} doesn't say what it shows")
    missing = sorted(_LOOKS - set(signature(kind.plot).parameters))
    if missing:
        raise DnOutcomesError(
            f"figure {kind.name!r}: its function doesn't take {', '.join(missing)}; as every figure it must, so that "
            "it can be drawn for a page and a phone, in either theme, and in the place of an Axes"
        )
    if kind.sections and kind.shows_patients:
        raise DnOutcomesError(
            f"figure {kind.name!r} shows single patients and can't be of section {kind.sections[0]!r}"
        )
