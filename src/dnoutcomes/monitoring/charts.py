"""Control charts of an analysis: from monthly points to the charts of a quarterly report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.analysis_sums import Analysis, AnalysisSums
from dnoutcomes.derive.workbench import once
from dnoutcomes.disclosure import State
from dnoutcomes.disclosure.small_groups import SmallGroups
from dnoutcomes.errors import ModelError
from dnoutcomes.language import say, say_term, term
from dnoutcomes.monitoring.control_chart import ControlChart
from dnoutcomes.monitoring.hiding import hide_small_points
from dnoutcomes.monitoring.individuals import individuals_chart
from dnoutcomes.monitoring.laney import p_prime_chart
from dnoutcomes.monitoring.means import means_chart
from dnoutcomes.monitoring.measures import MEASURES, between_serious_events
from dnoutcomes.monitoring.months import complete_periods
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
def monthly_points(analysis: Analysis, measure: str, *, by: str = "month") -> pd.DataFrame:
    """Reduce the data to one point per month, for up to 24 months.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums
        The same points from either.
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
    sums = chosen.by_period(analysis, by)
    points = complete_periods(sums, chosen.last_complete(analysis), by=by, per=chosen.per)
    if chosen.is_share:
        return points
    return points.assign(n_with=float("nan"), n_without=float("nan"))


def control_chart(
    analysis: Analysis,
    measure: str,
    *,
    released: bool = False,
    by: str = "month",
    held_back: Mapping[str, State] | None = None,
) -> ControlChart:
    """Make the control chart of one measure.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums
        The same chart from either.
    measure : str
        Name in `MEASURES`.
    released : bool
        Hide points that stand for too few patients by the plan. Default: none is hidden.
    by : {"month", "quarter"}
    held_back : mapping of str to State, optional
        Further periods that aren't shown, with the reason ("hidden", "withheld"), such as those that would show a small
        group beside other numbers of a report.

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
    points = hide_small_points(points, _small_groups(analysis, released=released))
    points["state"] = [
        (held_back or {}).get(period, state) for period, state in zip(points["period"], points["state"])
    ]
    return CHARTS[chosen.chart](points, **_labels(analysis, measure))


def _small_groups(analysis: Analysis, *, released: bool) -> SmallGroups:
    """Who sees everything has no small groups."""
    return analysis.plan.small_groups if released else SmallGroups(1)


def _labels(analysis: Analysis, measure: str) -> dict[str, Any]:
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
    analysis: AnalysisData, unit: str = "sessions", *, released: bool = False
) -> ControlChart:
    """Chart what lies between serious adverse events of the treated arm.

    Parameters
    ----------
    analysis : AnalysisData
    unit : {"sessions", "days"}
        Sessions make a g chart, days a t chart.
    released : bool
        Hide all points where too few patients by the plan stand behind the events. Default: none is hidden.

    Returns
    -------
    ControlChart
        One point per event from the second on; `n` equals `value`.

    Raises
    ------
    ModelError
        An unknown unit, or sums in place of rows.
    """
    _refuse_sums(analysis, "a chart of what lies between serious events")
    if unit not in _BETWEEN:
        raise ModelError(f"serious events are counted by 'sessions' or 'days' between them, got {unit!r}")
    title, kind = _BETWEEN[unit]
    gaps = between_serious_events(analysis)
    are_enough = _small_groups(analysis, released=released).are_enough(gaps["patient_id"].nunique())
    points = gaps.assign(n=gaps[unit], value=gaps[unit], state=State.SHOWN if are_enough else State.HIDDEN)
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


def control_charts(analysis: AnalysisData, *, released: bool = False) -> dict[str, ControlChart]:
    """Make the charts of a quarterly report.

    Parameters
    ----------
    analysis : AnalysisData
    released : bool
        Hide points that stand for too few patients by the plan. Default: none is hidden.

    Returns
    -------
    dict of str to ControlChart
        By measure, in the order of `MEASURES`, then "serious_events". A measure that the data have nothing of (no
        sessions, no responder threshold, too few patients) is left out.

    Raises
    ------
    DataError
        The data have no dates.
    ModelError
        Sums in place of rows; `control_chart` makes each of the measures from these.

    Notes
    -----
    Where small groups leave fewer than 12 months to be shown, quarters are drawn instead if they show as many: a trend
    can be seen then, though no rule applies to so few points.
    """
    _refuse_sums(analysis, "the set of all charts, with serious events,")
    charts = {}
    for name in MEASURES:
        try:
            charts[name] = _best(analysis, name, released=released)
        except ModelError:  # nothing that the measure could be made of; the docstring says so
            continue
    charts["serious_events"] = rare_event_chart(analysis, released=released)
    return {name: chart for name, chart in charts.items() if len(chart.points)}


def _refuse_sums(analysis: Analysis, what: str) -> None:
    # Charts without that of serious events would say that there were none.
    if isinstance(analysis, AnalysisSums):
        raise ModelError(
            f"{what} needs rows of patients. Read the file with engine='pandas', which takes about 1 KB of memory for "
            "each row of the file"
        )


def _best(analysis: AnalysisData, measure: str, *, released: bool) -> ControlChart:
    months = control_chart(analysis, measure, released=released)
    if not released or months.n_shown >= SMALLEST_SERIES:
        return months
    quarters = control_chart(analysis, measure, released=released, by="quarter")
    return quarters if quarters.n_shown > max(months.n_shown, 1) else months
