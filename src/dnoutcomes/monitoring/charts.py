"""Control charts of an analysis: from monthly points to the charts of a quarterly report."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.derive.workbench import once
from dnoutcomes.errors import ModelError
from dnoutcomes.language import say, say_term, term
from dnoutcomes.monitoring.control_chart import ControlChart
from dnoutcomes.monitoring.hiding import hide_small_points
from dnoutcomes.monitoring.individuals import individuals_chart
from dnoutcomes.monitoring.laney import p_prime_chart
from dnoutcomes.monitoring.means import means_chart
from dnoutcomes.monitoring.measures import MEASURES, between_serious_events
from dnoutcomes.monitoring.months import reduce_to_periods
from dnoutcomes.monitoring.rare_events import g_chart, t_chart
from dnoutcomes.monitoring.rate import rate_chart
from dnoutcomes.monitoring.signals import SMALLEST_SERIES
from dnoutcomes.registry import Registry

CHARTS: Registry[Callable[..., ControlChart]] = Registry(
    "control chart",
    [
        ("XmR", individuals_chart),
        ("X'", means_chart),
        ("p'", p_prime_chart),
        ("u'", rate_chart),
        ("g", g_chart),
        ("t", t_chart),
    ],
    error=ModelError,
)

# What lies between rare events, and which chart shows it.
_BETWEEN = {
    "sessions": (term("Sessions between serious adverse events"), "g"),
    "days": (term("Days between serious adverse events"), "t"),
}


@once
def monthly_points(analysis: AnalysisData, measure: str, *, by: str = "month") -> pd.DataFrame:
    """Reduce the data to one point per month, for up to 24 months.

    Parameters
    ----------
    analysis : AnalysisData
    measure : str
        Name in `MEASURES`: "change", "response", "completion", "attendance", "adverse_events".
    by : {"month", "quarter"}

    Returns
    -------
    pandas.DataFrame
        One row per month as from `reduce_to_periods`. Patients count in the month in which the visit fell due, sessions
        in their own. Only months that were complete at the data cut are in it.

    Raises
    ------
    DataError
        The data have no dates.
    ModelError
        An unknown measure, or too few patients for the expected change.
    """
    chosen = MEASURES[measure]
    points = reduce_to_periods(chosen.units(analysis), chosen.last_complete(analysis), by=by, per=chosen.per)
    if chosen.is_share:
        return points
    return points.assign(n_with=float("nan"), n_without=float("nan"))


def control_chart(
    analysis: AnalysisData,
    measure: str,
    *,
    smallest_cell: int | None = None,
    by: str = "month",
    also_hidden: Collection[str] = (),
) -> ControlChart:
    """Make the control chart of one measure.

    Parameters
    ----------
    analysis : AnalysisData
    measure : str
        Name in `MEASURES`.
    smallest_cell : int, optional
        Points that stand for 1 to `smallest_cell - 1` patients are hidden. Default: none is.
    by : {"month", "quarter"}
    also_hidden : collection of str
        Further periods to hide, such as those that would show a small group beside other numbers of a report.

    Returns
    -------
    ControlChart

    Raises
    ------
    DataError, ModelError
        As `monthly_points`.
    """
    chosen = MEASURES[measure]
    points = monthly_points(analysis, measure, by=by)
    points = (
        points.assign(hidden=False) if smallest_cell is None else hide_small_points(points, smallest_cell)
    )
    points["hidden"] |= points["period"].isin(list(also_hidden))
    return CHARTS[chosen.chart](points, **_labels(analysis, measure))


def _labels(analysis: AnalysisData, measure: str) -> dict[str, Any]:
    chosen = MEASURES[measure]
    labels = {
        "title": chosen.title(analysis),
        "unit": chosen.unit(analysis),
        "better": chosen.better(analysis),
        "change_points": analysis.plan.change_points,
        "notes": (say_term(chosen.note),),
    }
    return labels | ({"per": chosen.per} if chosen.chart == "u'" else {})


def rare_event_chart(
    analysis: AnalysisData, unit: str = "sessions", *, smallest_cell: int | None = None
) -> ControlChart:
    """Chart what lies between serious adverse events of the treated arm.

    Parameters
    ----------
    analysis : AnalysisData
    unit : {"sessions", "days"}
        Sessions make a g chart, days a t chart.
    smallest_cell : int, optional
        With fewer than this many patients behind the events, all points are hidden. Default: none is.

    Returns
    -------
    ControlChart
        One point per event from the second on; `n` equals `value`.

    Raises
    ------
    ModelError
        An unknown unit.
    """
    if unit not in _BETWEEN:
        raise ModelError(f"serious events are counted by 'sessions' or 'days' between them, got {unit!r}")
    title, kind = _BETWEEN[unit]
    gaps = between_serious_events(analysis)
    hidden = smallest_cell is not None and gaps["patient_id"].nunique() < smallest_cell
    points = gaps.assign(n=gaps[unit], value=gaps[unit], hidden=hidden)
    return CHARTS[kind](
        points,
        title=say_term(title),
        unit=unit,
        better="higher",
        change_points=analysis.plan.change_points,
        notes=(
            say("Events at attended sessions of the treated arm; the time since the last one isn't a point."),
        ),
    )


def control_charts(analysis: AnalysisData, *, smallest_cell: int | None = None) -> dict[str, ControlChart]:
    """Make the charts of a quarterly report.

    Parameters
    ----------
    analysis : AnalysisData
    smallest_cell : int, optional
        Points that stand for 1 to `smallest_cell - 1` patients are hidden. Default: none is.

    Returns
    -------
    dict of str to ControlChart
        By measure, in the order of `MEASURES`, then "serious_events". A measure that the data have nothing of (no
        sessions, no responder threshold, too few patients) is left out.

    Raises
    ------
    DataError
        The data have no dates.

    Notes
    -----
    Where small groups leave fewer than 12 months to be shown, quarters are drawn instead if they show as many: a trend
    can be seen then, though no rule applies to so few points.
    """
    charts = {}
    for name in MEASURES:
        try:
            charts[name] = _best(analysis, name, smallest_cell)
        except ModelError:  # nothing that the measure could be made of; the docstring says so
            continue
    charts["serious_events"] = rare_event_chart(analysis, smallest_cell=smallest_cell)
    return {name: chart for name, chart in charts.items() if len(chart.points)}


def _best(analysis: AnalysisData, measure: str, smallest_cell: int | None) -> ControlChart:
    months = control_chart(analysis, measure, smallest_cell=smallest_cell)
    if smallest_cell is None or months.n_shown >= SMALLEST_SERIES:
        return months
    quarters = control_chart(analysis, measure, smallest_cell=smallest_cell, by="quarter")
    return quarters if quarters.n_shown > max(months.n_shown, 1) else months
