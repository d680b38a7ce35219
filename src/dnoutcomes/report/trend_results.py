"""Trends: the control charts that may be shown, and a sentence about each of the others."""

from __future__ import annotations

from dataclasses import dataclass

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.language import say
from dnoutcomes.monitoring import ControlChart, control_chart
from dnoutcomes.monitoring.signals import SMALLEST_SERIES
from dnoutcomes.report.patient_counts import counting_everyone
from dnoutcomes.report.results import Unavailable

# Attendance counts the sessions of both arms and adverse events those of one: with both numbers by month, the sessions
# of the other arm follow, of which a month may have few. Its chart is put into words only.
DRAWN = ("change", "response", "completion", "adverse_events")
IN_WORDS = ("attendance",)
# Made of the patients whose primary visit fell due: what one of these hides the others must not show.
OF_PRIMARY_VISITS = ("response", "completion")


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


def trend_results(analysis: AnalysisData, smallest_cell: int) -> TrendResults | Unavailable:
    """Make the monthly charts; quarters never stand in for months, whose hidden ones would follow from them."""
    everyone = counting_everyone(analysis)
    charts: dict[str, ControlChart] = {}
    for name in (*DRAWN, *IN_WORDS):
        also = charts["change"].hidden_periods if name in OF_PRIMARY_VISITS and "change" in charts else ()
        try:
            charts[name] = control_chart(everyone, name, smallest_cell=smallest_cell, also_hidden=also)
        except DataError:
            return Unavailable(
                say("The file has days of study and no dates, so nothing can be laid out by month.")
            )
        except ModelError:  # the data have nothing of this measure: no sessions, or too few patients
            continue
    charts = {name: chart for name, chart in charts.items() if len(chart.points)}
    if not charts:
        return Unavailable(say("No month is complete enough to be shown."))
    may_draw = DRAWN if smallest_cell > 1 else (*DRAWN, *IN_WORDS)
    drawn = [name for name in may_draw if name in charts and charts[name].n_shown >= SMALLEST_SERIES]
    return TrendResults(
        tuple(charts[name] for name in drawn),
        tuple(charts[name].sentence for name in charts if name not in drawn),
        charts,
    )
