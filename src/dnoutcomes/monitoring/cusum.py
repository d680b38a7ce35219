"""CUSUM: small shifts that last, added up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dnoutcomes.disclosure import State
from dnoutcomes.errors import ModelError
from dnoutcomes.language import say, say_number, term
from dnoutcomes.monitoring.control_chart import ControlChart, Signal
from dnoutcomes.monitoring.signals import SMALLEST_SERIES, Array

ALLOWANCE = 0.5
DECISION = 5.0


def cusum_chart(chart: ControlChart) -> ControlChart:
    """Add up the deviations of a chart's points from its centre line.

    Parameters
    ----------
    chart : ControlChart
        An XmR, X', p' or u' chart.

    Returns
    -------
    ControlChart
        `points` has the same rows: `value` is the upward sum, `low_value` the downward one as a negative number,
        `centre` 0, `lower` and `upper` the decision limits -5 and 5. In each phase the sums start at 0.

    Raises
    ------
    ModelError
        The chart has no standard deviations (g and t charts), or is a CUSUM chart.

    Notes
    -----
    With z_i the deviation from the centre line in standard deviations of the chart,

        C+_i = max(0, C+_(i-1) + z_i - k),    C-_i = max(0, C-_(i-1) - z_i - k),

    with k = 0.5 and a signal where a sum exceeds h = 5: tuned to a shift of one standard deviation. Were centre line
    and standard deviation known, a signal would come by chance once in 465 points and after a shift of one standard
    deviation within 10.4 on average. Here they are estimated from the same points, so it is a description, and it is
    made on request.

    References
    ----------
    Page ES. Continuous inspection schemes. Biometrika 1954;41:100-115. Montgomery DC. Introduction to statistical
    quality control, 7th ed. Wiley 2013, tables 9.3 and 9.4.
    """
    if chart.kind not in ("XmR", "X'", "p'", "u'"):
        raise ModelError(f"a CUSUM chart is made from an XmR, X', p' or u' chart, got {chart.kind}")
    points = chart.points.assign(low_value=np.nan, signal="", lower=-DECISION, upper=DECISION)
    signals: list[Signal] = []
    shown = points[points["value"].notna() & points["sigma"].gt(0)]
    points["value"] = np.nan
    for _, phase in shown.groupby("phase"):
        z = ((phase["value"] - phase["centre"]) / phase["sigma"]).to_numpy()
        high, low = cumulative_sums(z), cumulative_sums(-z)
        points.loc[phase.index, "value"] = high
        points.loc[phase.index, "low_value"] = -low
        if len(phase) < SMALLEST_SERIES:
            continue
        for side, sums in (("high", high), ("low", low)):
            over = phase.index[sums > DECISION]
            points.loc[over, "signal"] = "outside"
            if len(over):
                ends = points.loc[over, "period"]
                signals.append(Signal("outside", side, ends.iloc[0], ends.iloc[-1], len(over)))
    points["centre"] = 0.0
    # A point of a phase without limits had a value, and has no sum.
    without_sum = points["value"].isna() & (points["state"] == State.SHOWN)
    points["state"] = points["state"].mask(without_sum, State.NOT_ESTIMABLE)
    note = say(
        "CUSUM of standardised deviations: allowance {allowance}, decision limit {decision} standard "
        "deviations. The upper line adds up deviations upwards, the lower one downwards.",
        allowance=say_number(ALLOWANCE),
        decision=say_number(DECISION),
    )
    rules = ("outside",) if chart.rules else ()
    return replace(
        chart,
        title=say("{title}, cumulative sums", title=chart.title),
        unit=term("standard deviations"),
        kind="CUSUM",
        points=points,
        rules=rules,
        signals=tuple(signals),
        notes=(*chart.notes, note),
    )


def cumulative_sums(z: Array, allowance: float = ALLOWANCE) -> Array:
    """Add up what exceeds the allowance, never below 0.

    Examples
    --------
    >>> cumulative_sums(np.array([1.0, 2.0, -3.0, 1.5])).tolist()
    [0.5, 2.0, 0.0, 1.0]
    """
    walk = np.cumsum(z - allowance)
    # The sum restarts wherever the walk reaches a new low, so it is the height above the lowest point so far.
    return walk - np.minimum(np.minimum.accumulate(walk), 0.0)
