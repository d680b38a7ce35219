"""An arm as every part of a figure shows it: one colour, marker, line, name and number for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dnoutcomes.figures.arm_words import arm_in_words, arm_name
from dnoutcomes.figures.key import KeyEntry
from dnoutcomes.figures.series_style import SeriesStyle
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say_count
from dnoutcomes.plan import Plan


@dataclass(frozen=True)
class Arm:
    """An arm in a figure.

    Attributes
    ----------
    name : str
        As the data have it.
    style : SeriesStyle
    n : int or None
        Patients of the arm, where a figure says it once for all.
    label : str
        What the plan calls it where it is said what it got; empty where the plan says nothing.
    """

    name: str
    style: SeriesStyle
    n: int | None = None
    label: str = ""

    @property
    def words(self) -> str:
        """What the arm got."""
        return self.label or arm_in_words(self.name)

    @property
    def short(self) -> str:
        """Its name where there's no room for what it got."""
        return arm_name(self.name)

    @property
    def key(self) -> KeyEntry:
        """Its line of a key."""
        if self.n is None:
            return self.words, self.style
        return say_count("{arm} ({n} patient)", "{arm} ({n} patients)", self.n, arm=self.words), self.style


def arms_of(names: Iterable[str], look: Look, plan: Plan | None = None) -> list[Arm]:
    """Return arms in the order in which they are drawn: with a plan the reference arm first, else as they come.

    An arm of a plan looks the same whichever other arms are in the figure.

    Examples
    --------
    >>> alone, = arms_of(["needling"], Look.of("wide"), Plan())
    >>> both = arms_of(["needling", "standard"], Look.of("wide"), Plan())
    >>> [arm.name for arm in both], both[1] == alone
    (['standard', 'needling'], True)
    """
    names = list(names)
    order = names if plan is None else [plan.reference_arm, plan.treated_arm]
    if not set(names) <= set(order):
        order = names
    labels = {} if plan is None else plan.arm_labels
    return [
        Arm(name, look.series(place), label=labels.get(name, ""))
        for place, name in enumerate(order)
        if name in names
    ]
