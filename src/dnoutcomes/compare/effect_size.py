"""Standardised mean difference with its exact interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isfinite, lgamma, sqrt

from dnoutcomes.errors import ModelError


@dataclass(frozen=True)
class StandardisedDifference:
    """Hedges g.

    Attributes
    ----------
    estimate : float
        Bias-corrected standardised mean difference.
    conf_low, conf_high : float
        Interval for the population's standardised difference.
    df : float
        Degrees of freedom of the pooled standard deviation, n1 + n2 - 2.
    correction : float
        The factor from Cohen's d to Hedges g.
    confidence_level : float
        Coverage of the interval.
    """

    estimate: float
    conf_low: float
    conf_high: float
    df: float
    correction: float
    confidence_level: float


def hedges_g(
    mean_difference: float, sd_pooled: float, n1: int, n2: int, confidence_level: float = 0.95
) -> StandardisedDifference:
    """Standardise a mean difference by the pooled standard deviation, corrected for small samples.

    Parameters
    ----------
    mean_difference : float
        Arm minus reference arm, in units of the score.
    sd_pooled : float
        Pooled standard deviation of the two arms, in units of the score.
    n1, n2 : int
        Patients in the two arms.
    confidence_level : float
        Coverage of the interval.

    Returns
    -------
    StandardisedDifference
        Estimate g and an interval for the standardised difference of the population.

    Raises
    ------
    ModelError
        If an arm is empty, there are fewer than three patients, or the standard deviation is not positive.

    Notes
    -----
    With m = n1 + n2 - 2 and d = difference / SD, g = J(m) d, J(m) = Gamma(m/2) / {sqrt(m/2) Gamma((m-1)/2)}.
    d sqrt(n1 n2 / (n1 + n2)) follows a noncentral t distribution; its noncentrality is inverted for both
    limits. The limits bound the population's value, so they are not multiplied by J. An adjusted difference is
    treated as a plain difference of means of these sizes.

    References
    ----------
    Hedges LV. J Educ Stat 1981;6:107-128.
    Steiger JH, Fouladi RT. In: Harlow LL et al (eds). What if there were no significance tests? 1997.

    Examples
    --------
    >>> g = hedges_g(-1.0, 2.0, 20, 20)
    >>> print(f"{g.estimate:.3f} ({g.conf_low:.3f} to {g.conf_high:.3f})")
    -0.490 (-1.127 to 0.133)
    """
    _check(sd_pooled, n1, n2, confidence_level)
    df = n1 + n2 - 2
    correction = exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2) if df > 1 else 0.0
    d = mean_difference / sd_pooled
    scale = sqrt(n1 * n2 / (n1 + n2))
    low, high = noncentrality_limits(d * scale, df, confidence_level)
    return StandardisedDifference(correction * d, low / scale, high / scale, df, correction, confidence_level)


def noncentrality_limits(t: float, df: float, confidence_level: float) -> tuple[float, float]:
    """Return the two noncentralities that put `t` on the edge of the upper and of the lower tail.

    Examples
    --------
    >>> low, high = noncentrality_limits(2.83, 126, 0.95)
    >>> print(f"{low:.4f} {high:.4f}")
    0.8338 4.8154
    """
    from scipy import stats
    from scipy.optimize import brentq

    tail = (1 - confidence_level) / 2

    def solve(probability: float) -> float:
        # The noncentrality is near t; its spread grows with |t| / sqrt(2 df).
        reach = float(stats.norm.isf(tail)) * (2 + abs(t) / sqrt(df)) + 2

        def excess(noncentrality: float) -> float:
            below = float(stats.nct.cdf(t, df, noncentrality))
            # scipy has no number where t and noncentrality lie so far apart that none or all of it is below t.
            return (below if isfinite(below) else float(noncentrality < t)) - probability

        low, high = t - reach, t + reach
        while excess(low) < 0:
            low -= reach
        while excess(high) > 0:
            high += reach
        return float(brentq(excess, low, high, xtol=1e-12))

    return solve(1 - tail), solve(tail)


def _check(sd_pooled: float, n1: int, n2: int, confidence_level: float) -> None:
    if n1 < 1 or n2 < 1 or n1 + n2 < 3:
        raise ModelError(f"Hedges g needs a patient in each arm and three in all, got {n1} and {n2}")
    if not sd_pooled > 0:
        raise ModelError(f"the pooled standard deviation must be positive, got {sd_pooled!r}")
    if not 0 < confidence_level < 1:
        raise ModelError(f"confidence_level must lie between 0 and 1, got {confidence_level!r}")
