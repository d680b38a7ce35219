"""Where visits stand on the time axis, and what is written there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dnoutcomes.figures.labels import text_width, wrap_lines
from dnoutcomes.figures.panels import Row
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_term, term
from dnoutcomes.plan import Plan


@dataclass(frozen=True)
class VisitAxis:
    """Positions and names of visits.

    Attributes
    ----------
    header : str
        What the names are: "Week" or "Visit", in English; say it with `say_term`.
    labels : tuple of str
        One per visit, time zero first where it is drawn.
    positions : tuple of float
        In the order of `labels`.
    is_to_scale : bool
        Whether distances stand for time.
    """

    header: str
    labels: tuple[str, ...]
    positions: tuple[float, ...]
    is_to_scale: bool

    @property
    def smallest_gap(self) -> float:
        """Distance of the nearest two visits as a share of the whole axis."""
        ends = (self.positions[0], self.positions[-1])
        gaps = [later - earlier for earlier, later in zip(self.positions, self.positions[1:])]
        return min(gaps) / (ends[1] - ends[0]) if gaps else 1.0

    def limits(self, width: float, inset: float) -> tuple[float, float]:
        """Ends of an axis of `width` pixels on which the outermost visits stand `inset` pixels inside."""
        first, last = self.positions[0], self.positions[-1]
        if first == last:
            return first - 1, first + 1
        beyond = (last - first) * inset / (width - 2 * inset)
        return first - beyond, last + beyond

    def pixels(self, width: float, inset: float) -> list[float]:
        """Where the visits stand, in pixels from the left end of that axis."""
        low, high = self.limits(width, inset)
        return [width * (position - low) / (high - low) for position in self.positions]

    def evenly_spaced(self) -> VisitAxis:
        """Return the same visits at equal distances."""
        return VisitAxis(
            self.header, self.labels, tuple(float(place) for place in range(len(self.labels))), False
        )


def visit_axis(visits: list[str], plan: Plan | None, from_baseline: bool) -> VisitAxis:
    """Place visits by the days of a plan, or one after the other where no plan knows all of them.

    Parameters
    ----------
    visits : list of str
        In time order.
    plan : Plan or None
        Days after time zero; where all are whole weeks, weeks are written instead of names.
    from_baseline : bool
        Whether time zero is a point of the axis.

    Examples
    --------
    >>> visit_axis(["W02", "W12"], Plan(), True)
    VisitAxis(header='Week', labels=('0', '2', '12'), positions=(0.0, 14.0, 84.0), is_to_scale=True)
    """
    if plan is None or not set(visits) <= set(plan.visit_names):
        labels = [*([say("start")] if from_baseline else []), *visits]
        return VisitAxis(term("Visit"), tuple(labels), (), False).evenly_spaced()
    days = [plan.visit(name).day for name in visits]
    weekly = all(day % 7 == 0 for day in days)
    labels = [f"{day // 7}" for day in days] if weekly else list(visits)
    if from_baseline:
        days, labels = [0, *days], ["0" if weekly else say("start"), *labels]
    header = term("Week") if weekly else term("Visit")
    return VisitAxis(header, tuple(labels), tuple(float(day) for day in days), True)


def roomy_axis(axis: VisitAxis, numbers: Iterable[str], width: float, size: float) -> tuple[VisitAxis, float]:
    """Place visits to scale where their names and the numbers below them fit, else evenly.

    Parameters
    ----------
    axis : VisitAxis
    numbers : iterable of str
        What stands in columns under the visits.
    width, size : float
        Of the plot and of the letters, in pixels.

    Returns
    -------
    (VisitAxis, float)
        The axis, and how many pixels inside the plot its outermost visits stand.
    """
    widest = max(text_width(text, size) for text in [*axis.labels, *numbers])
    inset = widest / 2 + 6
    if axis.is_to_scale and axis.smallest_gap * (width - 2 * inset) >= widest + 6:
        return axis, inset
    return axis.evenly_spaced(), width / len(axis.labels) / 2


def visit_row(axis: VisitAxis, slot: float, look: Look, below: float = 0.0) -> Row:
    """The names of the visits under a plot, each in as many pixels as `slot` says, with what they are beside them."""
    names = [wrap_lines(label, slot - 4, look.width.text, 3) for label in axis.labels]
    return Row(names, say_term(axis.header), beside=True, below=below)
