"""Exact intervals of counts: a share of patients, a rate per session."""

from __future__ import annotations

import math


def share_interval(count: int, n: int, confidence_level: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's interval of a share; NaN where nobody is counted.

    Parameters
    ----------
    count, n : int
        0 to n, and n.
    confidence_level : float

    Returns
    -------
    tuple of float
        Lower and upper end, 0 to 1.

    Notes
    -----
    Quantiles of beta(x, n - x + 1) and beta(x + 1, n - x) at (1 - level) / 2 and its complement: covers at least as
    often as it says, usually more.

    References
    ----------
    Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial.
    Biometrika 1934;26:404-413.

    Examples
    --------
    >>> [round(end, 4) for end in share_interval(0, 20)]
    [0.0, 0.1684]
    """
    from scipy import stats

    if n == 0:
        return math.nan, math.nan
    tail = (1 - confidence_level) / 2
    low = 0.0 if count == 0 else float(stats.beta.ppf(tail, count, n - count + 1))
    high = 1.0 if count == n else float(stats.beta.ppf(1 - tail, count + 1, n - count))
    return low, high


def rate_interval(
    count: int, exposure: float, confidence_level: float = 0.95, dispersion: float = 1.0
) -> tuple[float, float]:
    """Garwood's interval of a rate; NaN where there is no exposure.

    Parameters
    ----------
    count : int
        Events.
    exposure : float
        What the rate is per, such as sessions.
    confidence_level : float
    dispersion : float
        Variance of the count over that of independent events; `event_dispersion` estimates it.

    Returns
    -------
    tuple of float
        Lower and upper end, per unit of exposure.

    Notes
    -----
    chi2(a / 2; 2x) / 2 and chi2(1 - a / 2; 2x + 2) / 2 over the exposure, a = 1 - level. With a dispersion d, x and
    the exposure are divided by d: as many independent events at as many sessions would vary as much.

    References
    ----------
    Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936;28:437-442.

    Examples
    --------
    >>> [round(end, 3) for end in rate_interval(10, 1)]
    [4.795, 18.39]
    """
    from scipy import stats

    if exposure <= 0:
        return math.nan, math.nan
    tail = (1 - confidence_level) / 2
    x, exposure = count / dispersion, exposure / dispersion
    low = 0.0 if count == 0 else float(stats.chi2.ppf(tail, 2 * x)) / 2
    return low / exposure, float(stats.chi2.ppf(1 - tail, 2 * x + 2)) / 2 / exposure
