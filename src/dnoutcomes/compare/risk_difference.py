"""Difference of two risks with an interval that survives 0 of n and n of n."""

from __future__ import annotations

from collections.abc import Callable
from math import acos, copysign, cos, inf, pi, sqrt

from dnoutcomes.compare.binary_effect import BinaryEffect, check_counts
from dnoutcomes.errors import ModelError
from dnoutcomes.registry import Registry

Interval = Callable[[int, int, int, int, float], tuple[float, float]]


def risk_difference(
    events: int,
    n: int,
    events_ref: int,
    n_ref: int,
    method: str = "newcombe",
    confidence_level: float = 0.95,
) -> BinaryEffect:
    """Estimate the risk in an arm minus the risk in the reference arm.

    Parameters
    ----------
    events, n : int
        Patients with the event and patients, in the arm.
    events_ref, n_ref : int
        The same in the reference arm.
    method : {"newcombe", "miettinen-nurminen"}
        Newcombe's hybrid of two Wilson intervals, or the score interval of Miettinen and Nurminen.
    confidence_level : float
        Coverage of the interval.

    Returns
    -------
    BinaryEffect
        With measure "risk difference".

    Raises
    ------
    ModelError
        If the counts can't be two shares, or the method is unknown.

    Notes
    -----
    Miettinen and Nurminen: all d with (p1 - p0 - d)^2 / V(d) below the chi-square quantile, where
    V(d) = {q1(1 - q1)/n1 + q0(1 - q0)/n0} (n1 + n0)/(n1 + n0 - 1) and q1, q0 maximise the likelihood under
    q1 - q0 = d.

    References
    ----------
    Newcombe RG. Stat Med 1998;17:873-890 (method 10, without continuity correction).
    Miettinen O, Nurminen M. Stat Med 1985;4:213-226.

    Examples
    --------
    >>> effect = risk_difference(56, 70, 48, 80, method="miettinen-nurminen")
    >>> print(f"{effect.estimate:.4f} ({effect.conf_low:.4f} to {effect.conf_high:.4f})")
    0.2000 (0.0528 to 0.3382)
    """
    check_counts(events, n, events_ref, n_ref, confidence_level)
    low, high = INTERVALS[method](events, n, events_ref, n_ref, confidence_level)
    estimate = events / n - events_ref / n_ref
    return BinaryEffect(
        "risk difference", estimate, low, high, events, n, events_ref, n_ref, method, confidence_level
    )


def _newcombe(events: int, n: int, events_ref: int, n_ref: int, level: float) -> tuple[float, float]:
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        events, n, events_ref, n_ref, method="newcomb", compare="diff", alpha=1 - level
    )
    return float(low), float(high)


def _miettinen_nurminen(
    events: int, n: int, events_ref: int, n_ref: int, level: float
) -> tuple[float, float]:
    from dnoutcomes.compare.score_interval import score_limits

    estimate = events / n - events_ref / n_ref

    def statistic(difference: float) -> float:
        risk_ref = constrained_risk(events, n, events_ref, n_ref, difference)
        risk = risk_ref + difference
        variance = risk * (1 - risk) / n + risk_ref * (1 - risk_ref) / n_ref
        variance *= (n + n_ref) / max(n + n_ref - 1, 1)
        squared = (estimate - difference) ** 2
        if squared == 0:
            return 0.0
        return squared / variance if variance > 0 else inf

    return score_limits(statistic, estimate, -1.0, 1.0, level)


def constrained_risk(events: int, n: int, events_ref: int, n_ref: int, difference: float) -> float:
    """Return the reference arm's maximum-likelihood risk when the risks must differ by `difference`.

    Notes
    -----
    The root, inside the parameter space, of the cubic of Miettinen and Nurminen (1985), in its trigonometric
    form.
    """
    total, both = n + n_ref, events + events_ref
    b = (n + 2 * n_ref) * difference - total - both
    c = (n_ref * difference - total - 2 * events_ref) * difference + both
    d = events_ref * difference * (1 - difference)
    shift = b / (3 * total)
    q = shift**3 - b * c / (6 * total**2) + d / (2 * total)
    p = copysign(sqrt(max(shift**2 - c / (3 * total), 0.0)), q)
    ratio = q / p**3 if p != 0 else 0.0
    angle = (pi + acos(min(1.0, max(-1.0, ratio)))) / 3
    risk_ref = 2 * p * cos(angle) - shift
    return min(max(risk_ref, 0.0, -difference), 1.0, 1.0 - difference)


INTERVALS: Registry[Interval] = Registry(
    "risk difference interval",
    [("newcombe", _newcombe), ("miettinen-nurminen", _miettinen_nurminen)],
    error=ModelError,
)
