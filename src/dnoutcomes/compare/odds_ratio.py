"""Ratio of two odds with an interval that survives 0 of n and n of n."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, log, nan, sqrt

from dnoutcomes.compare.binary_effect import BinaryEffect, check_counts
from dnoutcomes.errors import ModelError
from dnoutcomes.registry import Registry

Interval = Callable[[int, int, int, int, float], tuple[float, float]]

# Ends of the search on the log scale: ratios of 1e-17 and 1e17 stand for 0 and infinity.
END = 40.0


def odds_ratio(
    events: int,
    n: int,
    events_ref: int,
    n_ref: int,
    method: str = "score",
    confidence_level: float = 0.95,
) -> BinaryEffect:
    """Estimate the odds in an arm over the odds in the reference arm.

    Parameters
    ----------
    events, n : int
        Patients with the event and patients, in the arm.
    events_ref, n_ref : int
        The same in the reference arm.
    method : {"score", "exact", "log"}
        The score interval of Miettinen and Nurminen; the exact interval from Fisher's noncentral hypergeometric
        distribution; or the Wald interval of the log ratio, which needs every cell.
    confidence_level : float
        Coverage of the interval.

    Returns
    -------
    BinaryEffect
        With measure "odds ratio". The estimate is the ratio of the observed odds, also beside the exact interval. NaN,
        with an interval from 0 to infinity, when all or none of the patients have the event.

    Raises
    ------
    ModelError
        If the counts can't be two shares, the method is unknown, or "log" meets an empty cell.

    Notes
    -----
    score: all ratios r with {n1 (p1 - q1)}^2 {1 / (n1 q1 (1 - q1)) + 1 / (n0 q0 (1 - q0))} (N - 1) / N below the
    chi-square quantile, where q1 and q0 maximise the likelihood under the odds ratio r.

    References
    ----------
    Miettinen O, Nurminen M. Stat Med 1985;4:213-226. Fisher RA. J R Stat Soc 1935;98:39-82.
    Woolf B. Ann Hum Genet 1955;19:251-253.

    Examples
    --------
    >>> effect = odds_ratio(3, 4, 1, 4, method="exact")
    >>> print(f"{effect.estimate:.1f} ({effect.conf_low:.4f} to {effect.conf_high:.4f})")
    9.0 (0.2117 to 626.2435)
    """
    check_counts(events, n, events_ref, n_ref, confidence_level)
    interval = INTERVALS[method]
    total = events + events_ref
    if total in (0, n + n_ref):
        estimate, (low, high) = nan, (0.0, inf)
    else:
        estimate = _ratio(events * (n_ref - events_ref), events_ref * (n - events))
        low, high = interval(events, n, events_ref, n_ref, confidence_level)
    return BinaryEffect(
        "odds ratio", estimate, low, high, events, n, events_ref, n_ref, method, confidence_level
    )


def _ratio(numerator: int, denominator: int) -> float:
    return numerator / denominator if denominator > 0 else inf


def _score(events: int, n: int, events_ref: int, n_ref: int, level: float) -> tuple[float, float]:
    from dnoutcomes.compare.score_interval import score_limits

    total = n + n_ref

    def statistic(log_ratio: float) -> float:
        # Each probability from its own equation: near 0 or 1 a difference from 1 would lose it.
        ratio, inverse = exp(log_ratio), exp(-log_ratio)
        risk, rest = (
            constrained_risk(events_ref, n_ref, events, n, inverse),
            constrained_risk(n_ref - events_ref, n_ref, n - events, n, ratio),
        )
        risk_ref, rest_ref = (
            constrained_risk(events, n, events_ref, n_ref, ratio),
            constrained_risk(n - events, n, n_ref - events_ref, n_ref, inverse),
        )
        information = 1 / (n * risk * rest) + 1 / (n_ref * risk_ref * rest_ref)
        return (events - n * risk) ** 2 * information * (total - 1) / total

    numerator, denominator = events * (n_ref - events_ref), events_ref * (n - events)
    estimate = -END if numerator == 0 else END if denominator == 0 else log(numerator / denominator)
    low, high = score_limits(statistic, estimate, -END, END, level)
    return (0.0 if low == -END else exp(low)), (inf if high == END else exp(high))


def constrained_risk(events: int, n: int, events_ref: int, n_ref: int, ratio: float) -> float:
    """Return the reference arm's maximum-likelihood risk when the odds ratio must be `ratio`."""
    both = events + events_ref
    a = n_ref * (ratio - 1)
    b = n * ratio + n_ref - both * (ratio - 1)
    root = sqrt(max(b * b + 4 * a * both, 0.0))
    # The root in (0, 1), in the form that doesn't cancel; b is only negative when a isn't near 0.
    return 2 * both / (b + root) if b >= 0 else (root - b) / (2 * a)


def _exact(events: int, n: int, events_ref: int, n_ref: int, level: float) -> tuple[float, float]:
    from scipy.stats import contingency

    table = [[events, n - events], [events_ref, n_ref - events_ref]]
    interval = contingency.odds_ratio(table).confidence_interval(level)
    return float(interval.low), float(interval.high)


def _log(events: int, n: int, events_ref: int, n_ref: int, level: float) -> tuple[float, float]:
    from scipy import stats

    cells = (events, n - events, events_ref, n_ref - events_ref)
    if 0 in cells:
        raise ModelError(
            f"the log interval of an odds ratio needs patients with and without the event in each arm, got "
            f"{events}/{n} and {events_ref}/{n_ref}; method='score' or 'exact' doesn't"
        )
    centre = log(cells[0]) - log(cells[1]) - log(cells[2]) + log(cells[3])
    half = float(stats.norm.ppf(0.5 + level / 2)) * sqrt(sum(1 / cell for cell in cells))
    return exp(centre - half), exp(centre + half)


INTERVALS: Registry[Interval] = Registry(
    "odds ratio interval", [("score", _score), ("exact", _exact), ("log", _log)], error=ModelError
)
