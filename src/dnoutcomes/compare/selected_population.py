"""The population behind patients who were selected because their score lay beyond a cut."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError

Array = NDArray[np.float64]


def population_mean_beyond(baselines: Array, cut: float, better_sign: int = -1) -> float:
    """Estimate the mean of a normal population from those of its members whose score is beyond a cut.

    Parameters
    ----------
    baselines : array
        Scores of those selected.
    cut : float
        The bound; scores are at least this, or at most where higher scores are better.
    better_sign : {-1, 1}
        1 where higher is better.

    Returns
    -------
    float

    Raises
    ------
    ModelError
        A score lies on the wrong side of the cut, or the scores fall off so steeply from it that the mean would lie
        three standard deviations or more beyond the cut, where the shape of the sample says nothing about it.

    Notes
    -----
    Maximum likelihood for a truncated normal distribution, which matches mean and variance. With z = (cut - mean) / SD
    and h = phi(z) / (1 - Phi(z)): (mean of those selected - cut) / SD = h - z and their variance / SD^2 =
    1 + z h - h^2, whose ratio has one unknown.

    References
    ----------
    Cohen AC. Technometrics 1959;1:217-237.

    Examples
    --------
    >>> from scipy import stats
    >>> selected = stats.truncnorm(-0.5, np.inf, loc=6, scale=2).ppf((np.arange(20000) + 0.5) / 20000)
    >>> round(population_mean_beyond(selected, cut=5.0), 2)
    6.0
    """
    from scipy.optimize import brentq

    beyond = -better_sign * (np.asarray(baselines, dtype=float) - cut)
    if beyond.min() < 0:
        raise ModelError(
            f"{int((beyond < 0).sum())} of {len(beyond)} baselines lie on the wrong side of the eligibility "
            f"cut {cut:g}; check the cut, or give population_mean"
        )
    mean, ratio = float(beyond.mean()), float(beyond.var() / beyond.mean() ** 2)
    if ratio >= _truncated_ratio(3.0):
        raise ModelError(
            "the baselines fall off so steeply from the eligibility cut that they don't tell the mean of the "
            "population; give population_mean"
        )
    if ratio <= _truncated_ratio(-6.0):
        return float(np.mean(baselines))
    z = float(brentq(lambda value: _truncated_ratio(value) - ratio, -6.0, 3.0, xtol=1e-12))
    spread = mean / (_hazard(z) - z)
    return float(cut + better_sign * z * spread)


def _hazard(z: float) -> float:
    from scipy import stats

    return float(np.exp(stats.norm.logpdf(z) - stats.norm.logsf(z)))


def _truncated_ratio(z: float) -> float:
    """Variance over squared mean of the excess over the cut; rises from 0 to 1 with z."""
    hazard = _hazard(z)
    return (1 + z * hazard - hazard**2) / (hazard - z) ** 2
