"""Trends: the control charts that may be shown, and a sentence about each of the others."""

from __future__ import annotations

from dataclasses import dataclass

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.disclosure import ProtectedCounts, State
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.language import say
from dnoutcomes.monitoring import ControlChart, control_chart, monthly_points
from dnoutcomes.monitoring.signals import SMALLEST_SERIES
from dnoutcomes.report.counts.month_counts import BEHIND, BOTH, SHOWN_BY
from dnoutcomes.report.facts.unavailable import Unavailable

# Attendance counts the sessions of both arms and adverse events those of one: with both numbers by month, the sessions
# of the other arm follow, of which a month may have few. Its chart is put into words only.
DRAWN = ("change", "response", "completion", "adverse_events")
IN_WORDS = ("attendance",)


@dataclass(frozen=True, eq=False)
class TrendResults:
    """Control charts of a report.

    Attributes
    ----------
    charts : tuple of ControlChart
        Those with enough points for the rules: to be drawn.
    sentences : tuple of str
        What the others say.
    by_measure : dict of str to ControlChart
        All of them, by the names in `monitoring.MEASURES`.
    """

    charts: tuple[ControlChart, ...]
    sentences: tuple[str, ...]
    by_measure: dict[str, ControlChart]


def trend_results(analysis: AnalysisData, counts: ProtectedCounts) -> TrendResults | Unavailable:
    """Make the monthly charts; quarters never stand in for months, whose hidden ones would follow from them.

    Parameters
    ----------
    analysis : AnalysisData
        Whom the charts are about.
    counts : ProtectedCounts
        Which months may be shown; of attendance, which isn't drawn, months of few patients aren't.
    """
    charts: dict[str, ControlChart] = {}
    for name in (*DRAWN, *IN_WORDS):
        try:
            charts[name] = control_chart(
                analysis,
                name,
                released=name in IN_WORDS,
                held_back=months_held_back(analysis, name, counts),
            )
        except DataError:
            return Unavailable(
                say("The file has days of study and no dates, so nothing can be laid out by month."),
                State.NOT_RECORDED,
            )
        except ModelError:  # the data have nothing of this measure: no sessions, or too few patients
            continue
    charts = {name: chart for name, chart in charts.items() if len(chart.points)}
    if not charts:
        return Unavailable(say("No month is complete enough to be shown."))
    may_draw = DRAWN if counts.small_groups.exist else (*DRAWN, *IN_WORDS)
    drawn = [name for name in may_draw if name in charts and charts[name].n_shown >= SMALLEST_SERIES]
    return TrendResults(
        tuple(charts[name] for name in drawn),
        tuple(charts[name].sentence for name in charts if name not in drawn),
        charts,
    )


def months_held_back(analysis: AnalysisData, name: str, counts: ProtectedCounts) -> dict[str, State]:
    """Months that the chart of a measure may not show, and why."""
    if name in IN_WORDS or not counts.small_groups.exist:
        return {}
    points = monthly_points(analysis, name)
    months = points.loc[points["n_patients"] > 0, "period"].astype(str)
    arm = analysis.plan.treated_arm if name == "adverse_events" else BOTH
    states = {month: _state(name, month, arm, counts) for month in months}
    return {month: state for month, state in states.items() if state is not State.SHOWN}


def _state(name: str, month: str, arm: str, counts: ProtectedCounts) -> State:
    shown = [(what, month, arm) for what in SHOWN_BY[name]]
    behind = [(what, month, arm) for what in BEHIND[name]]
    # A month that isn't among the counts has few patients.
    if not all(key in counts.statuses for key in (*shown, *behind)):
        return State.HIDDEN
    if counts.is_small(*shown, *behind):
        return State.HIDDEN
    return State.SHOWN if counts.is_shown(*shown) else State.WITHHELD
