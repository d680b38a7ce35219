"""Ratio of two risks with an interval that survives 0 of n."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, log, nan, sqrt

from dnoutcomes.compare.binary_effect import BinaryEffect, check_counts
from dnoutcomes.errors import ModelError
from dnoutcomes.registry import Registry

Interval = Callable[[int, int, int, int, float], tuple[float, float]]

# Ends of the search on the log scale: ratios of 1e-17 and 1e17 stand for 0 and infinity.
END = 40.0


def risk_ratio(
    events: int,
    n: int,
    events_ref: int,
    n_ref: int,
    method: str = "koopman",
    confidence_level: float = 0.95,
) -> BinaryEffect:
    """Estimate the risk in an arm over the risk in the reference arm.

    Parameters
    ----------
    events, n : int
        Patients with the event and patients, in the arm.
    events_ref, n_ref : int
        The same in the reference arm.
    method : {"koopman", "log"}
        Koopman's score interval, or the Wald interval of the log ratio, which needs an event in each arm.
    confidence_level : float
        Coverage of the interval.

    Returns
    -------
    BinaryEffect
        With measure "risk ratio". Without events in either arm the estimate is NaN and the interval 0 to infinity.

    Raises
    ------
    ModelError
        If the counts can't be two shares, the method is unknown, or "log" meets an arm without events.

    Notes
    -----
    Koopman: all ratios r whose chi-square statistic sum_k (x_k - n_k q_k)^2 / {n_k q_k (1 - q_k)} stays below its
    quantile, where q1 = r q0 and q0 maximises the likelihood under that constraint. log: log ratio plus or minus z
    times sqrt(1/x1 - 1/n1 + 1/x0 - 1/n0).

    References
    ----------
    Koopman PAR. Biometrics 1984;40:513-517. Katz D et al. Biometrics 1978;34:469-474.

    Examples
    --------
    >>> effect = risk_ratio(36, 40, 16, 80)
    >>> print(f"{effect.estimate:.2f} ({effect.conf_low:.2f} to {effect.conf_high:.2f})")
    4.50 (2.94 to 7.15)
    """
    check_counts(events, n, events_ref, n_ref, confidence_level)
    low, high = INTERVALS[method](events, n, events_ref, n_ref, confidence_level)
    risk, risk_ref = events / n, events_ref / n_ref
    estimate = risk / risk_ref if risk_ref > 0 else (inf if risk > 0 else nan)
    return BinaryEffect(
        "risk ratio", estimate, low, high, events, n, events_ref, n_ref, method, confidence_level
    )


def _koopman(events: int, n: int, events_ref: int, n_ref: int, level: float) -> tuple[float, float]:
    from dnoutcomes.compare.score_interval import score_limits

    if events == 0 and events_ref == 0:
        return 0.0, inf

    def statistic(log_ratio: float) -> float:
        ratio = exp(log_ratio)
        risk_ref = constrained_risk(events, n, events_ref, n_ref, ratio)
        return _chi_square(events, n, ratio * risk_ref) + _chi_square(events_ref, n_ref, risk_ref)

    if events == 0 or events_ref == 0:
        estimate = -END if events == 0 else END
    else:
        estimate = log(events / n) - log(events_ref / n_ref)
    low, high = score_limits(statistic, estimate, -END, END, level)
    return (0.0 if low == -END else exp(low)), (inf if high == END else exp(high))


def constrained_risk(events: int, n: int, events_ref: int, n_ref: int, ratio: float) -> float:
    """Return the reference arm's maximum-likelihood risk when the arm's is `ratio` times it."""
    a = (n + n_ref) * ratio
    b = (n + events_ref) * ratio + events + n_ref
    c = events + events_ref
    # The smaller root, in the form that doesn't cancel.
    return 2 * c / (b + sqrt(max(b * b - 4 * a * c, 0.0)))


def _chi_square(events: int, n: int, risk: float) -> float:
    variance = n * risk * (1 - risk)
    if variance <= 0:
        return 0.0 if events == round(n * risk) else inf
    return (events - n * risk) ** 2 / variance


def _log(events: int, n: int, events_ref: int, n_ref: int, level: float) -> tuple[float, float]:
    from scipy import stats

    if events == 0 or events_ref == 0:
        raise ModelError(
            f"the log interval of a risk ratio needs an event in each arm, got {events}/{n} and {events_ref}/{n_ref}; "
            f"method='koopman' doesn't"
        )
    centre = log(events / n) - log(events_ref / n_ref)
    half = float(stats.norm.ppf(0.5 + level / 2)) * sqrt(1 / events - 1 / n + 1 / events_ref - 1 / n_ref)
    return exp(centre - half), exp(centre + half)


INTERVALS: Registry[Interval] = Registry(
    "risk ratio interval", [("koopman", _koopman), ("log", _log)], error=ModelError
)
