"""Pooling of an effect over causes: one mean, how much causes differ, and each cause's effect drawn to the mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.between_variance import between_variance
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.registry import Registry

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PooledEffect:
    """A normal-normal random-effects model of the effects in k groups.

    Attributes
    ----------
    overall : Estimates
        One row: the mean effect, with its interval.
    shrunken : Estimates
        One row per group: its effect drawn to the mean (best linear unbiased prediction).
    tau2 : float
        Variance of the true effects between groups (REML), in squared units of the effect.
    prediction_low, prediction_high : float
        Interval for the true effect in a new group.
    q : float
        Cochran's Q, a chi-square with k - 1 df when all groups share one effect.
    q_p_value : float
        Its upper tail.
    i2 : float
        Share (0 to 1) of the variance of the estimates that lies between groups.
    notes : tuple of str
        What a reader must know.
    """

    overall: Estimates
    shrunken: Estimates
    tau2: float
    prediction_low: float
    prediction_high: float
    q: float
    q_p_value: float
    i2: float
    notes: tuple[str, ...]

    @property
    def tau(self) -> float:
        """Standard deviation of the true effects between groups, in units of the effect."""
        return float(np.sqrt(self.tau2))

    def _head(self) -> str:
        row = self.overall.frame.iloc[0]
        mean = f"{row['estimate']:.4g} ({row['conf_low']:.4g} to {row['conf_high']:.4g})"
        new = f"{self.prediction_low:.4g} to {self.prediction_high:.4g}"
        return f"PooledEffect: {mean}, tau {self.tau:.4g}, new group {new}"

    def __repr__(self) -> str:
        table = self.shrunken.frame.to_string(index=False, float_format="%.4g")
        return "\n".join([self._head(), table, *self.notes])

    def _repr_html_(self) -> str:
        return f"<p><strong>{escape(self._head())}</strong></p>{self.shrunken._repr_html_()}"


def pool_effects(
    effects: pd.DataFrame,
    *,
    by: str = "cause",
    interval: str = "hartung-knapp",
    confidence_level: float = 0.95,
) -> PooledEffect:
    """Pool the effects of several groups.

    Parameters
    ----------
    effects : pandas.DataFrame
        One row per group, as in `Estimates.frame`: the column `by`, estimate, std_error, and n_subjects where known.
        Groups without an estimate are left out and named.
    by : str
        Column that names the groups.
    interval : {"hartung-knapp", "wald"}
        Error and reference distribution of the mean.
    confidence_level : float
        Coverage of all intervals.

    Returns
    -------
    PooledEffect
        The shrunken effects have intervals and no p-values.

    Raises
    ------
    ModelError
        If a column is absent, a group has two rows, an error isn't positive, or fewer than two groups have an effect.

    Notes
    -----
    estimate_k ~ N(theta_k, s_k^2) with s_k taken as known and independent, theta_k ~ N(mu, tau^2). tau^2 maximises the
    restricted likelihood; mu is the mean weighted by w_k = 1 / (s_k^2 + tau^2). Hartung-Knapp: variance
    sum w_k (estimate_k - mu)^2 / {(k - 1) sum w_k}, t with k - 1 df, not widened when it is narrower than Wald's
    (a note says so). Wald: variance 1 / sum w_k, normal. The interval for a new group adds tau^2 to the variance of the
    mean and uses the same df (others use k - 2). Shrunken: l_k estimate_k + (1 - l_k) mu with
    l_k = tau^2 / (tau^2 + s_k^2) and variance l_k s_k^2 + (1 - l_k)^2 var(mu). Effects of one model share its
    coefficients and are a little correlated, which this leaves out.

    References
    ----------
    Viechtbauer W. J Educ Behav Stat 2005;30:261-293. Hartung J, Knapp G. Stat Med 2001;20:3875-3889.
    Higgins JPT, Thompson SG, Spiegelhalter DJ. J R Stat Soc A 2009;172:137-159. Compared with metafor.

    Examples
    --------
    >>> effects = pd.DataFrame({
    ...     "cause": ["diabetic", "chemotherapy", "traumatic"], "estimate": [-1.6, -0.2, -1.1],
    ...     "std_error": [0.3, 0.4, 0.5],
    ... })
    >>> pooled = pool_effects(effects)
    >>> round(pooled.tau, 2), pooled.shrunken.frame["estimate"].round(2).tolist()
    (0.63, [-1.49, -0.43, -1.06])
    """
    if not 0 < confidence_level < 1:
        raise ModelError(f"confidence_level must lie between 0 and 1, got {confidence_level!r}")
    groups, notes = _groups(effects, by)
    values, variances = groups["estimate"].to_numpy(float), groups["std_error"].to_numpy(float) ** 2
    tau2 = between_variance(values, variances)
    weights = 1 / (variances + tau2)
    mean = float(weights @ values / weights.sum())
    mean_variance, df = INTERVALS[interval](values, weights, mean)
    if mean_variance < 1 / weights.sum() * (1 - 1e-9):
        notes.append(
            f"Hartung-Knapp's error of the mean, {np.sqrt(mean_variance):.4g}, is smaller than Wald's, "
            f"{weights.sum() ** -0.5:.4g}: few groups that happen to agree. The data don't support that precision."
        )
    keep = tau2 / (tau2 + variances)
    shrunken = keep * values + (1 - keep) * mean
    shrunken_error = np.sqrt(keep * variances + (1 - keep) ** 2 * mean_variance)
    n = groups["n_subjects"].to_numpy(float) if "n_subjects" in groups else np.full(len(groups), np.nan)
    notes.append(f"Random effects over {len(groups)} groups: REML, {interval} interval.")
    reference = _Reference(df, confidence_level, tuple(notes))
    fixed = 1 / variances
    q = float(fixed @ (values - fixed @ values / fixed.sum()) ** 2)
    half = reference.quantile * float(np.sqrt(tau2 + mean_variance))
    return PooledEffect(
        overall=reference.tested(
            _overall_label(groups, by), np.array([mean]), np.sqrt([mean_variance]), np.array([n.sum()])
        ),
        shrunken=reference.predicted(_labels(groups), shrunken, shrunken_error, n),
        tau2=tau2,
        prediction_low=mean - half,
        prediction_high=mean + half,
        q=q,
        q_p_value=_chi_square_tail(q, len(groups) - 1),
        i2=_share_between(tau2, fixed),
        notes=tuple(notes),
    )


def _hartung_knapp(values: Array, weights: Array, mean: float) -> tuple[float, float]:
    df = len(values) - 1
    return float(weights @ (values - mean) ** 2 / df / weights.sum()), float(df)


def _wald(values: Array, weights: Array, mean: float) -> tuple[float, float]:
    return float(1 / weights.sum()), np.inf


Interval = Callable[[Array, Array, float], tuple[float, float]]

INTERVALS: Registry[Interval] = Registry(
    "interval of a pooled effect", [("hartung-knapp", _hartung_knapp), ("wald", _wald)], error=ModelError
)


def _groups(effects: pd.DataFrame, by: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows that have an effect, and a note that names the others."""
    absent = [name for name in (by, "estimate", "std_error") if name not in effects.columns]
    if absent:
        raise ModelError(
            f"effects have no column {', '.join(map(repr, absent))}; they need {by!r}, estimate, std_error"
        )
    twice = effects[by][effects[by].duplicated()].unique()
    if len(twice):
        raise ModelError(f"{by} {twice[0]!r} has more than one row; keep one visit and one contrast")
    known = effects["estimate"].notna() & effects["std_error"].notna()
    groups = effects[known].reset_index(drop=True)
    if len(groups) < 2:
        raise ModelError(f"{len(groups)} of {len(effects)} groups have an effect; pooling needs at least 2")
    if not (groups["std_error"] > 0).all():
        worst = groups.loc[~(groups["std_error"] > 0), by].iloc[0]
        raise ModelError(f"the standard error of {by} {worst!r} isn't positive, so its weight can't be known")
    left_out = ", ".join(str(name) for name in effects.loc[~known, by])
    return groups, [f"Left out for want of an estimate: {left_out}."] if left_out else []


def _labels(groups: pd.DataFrame) -> pd.DataFrame:
    return groups[[column for column in groups.columns if column not in COLUMNS]]


def _overall_label(groups: pd.DataFrame, by: str) -> pd.DataFrame:
    """Keep the labels that all groups share, and name the pooled row."""
    labels = _labels(groups)
    shared = [
        column for column in labels.columns if column == by or labels[column].nunique(dropna=False) == 1
    ]
    return labels[shared].head(1).assign(**{by: "pooled"})


@dataclass(frozen=True)
class _Reference:
    """The distribution that intervals refer to."""

    df: float
    confidence_level: float
    notes: tuple[str, ...]

    @property
    def quantile(self) -> float:
        from scipy import stats

        return float(stats.t.ppf(0.5 + self.confidence_level / 2, self.df))

    def tested(self, labels: pd.DataFrame, values: Array, errors: Array, n: Array) -> Estimates:
        from scipy import stats

        statistic = values / errors
        p_value = 2 * stats.t.sf(np.abs(statistic), self.df)
        return self._estimates(labels, values, errors, statistic, p_value, n, "pooled effect")

    def predicted(self, labels: pd.DataFrame, values: Array, errors: Array, n: Array) -> Estimates:
        """Without tests: a prediction drawn to the mean of all says nothing about its group alone."""
        untested = np.full(len(values), np.nan)
        return self._estimates(labels, values, errors, untested, untested, n, "shrunken effect")

    def _estimates(
        self,
        labels: pd.DataFrame,
        values: Array,
        errors: Array,
        statistic: Array,
        p_value: Array,
        n: Array,
        kind: str,
    ) -> Estimates:
        half = self.quantile * errors
        numbers = (values, errors, self.df, statistic, p_value, values - half, values + half, n)
        frame = labels.reset_index(drop=True).assign(**dict(zip(COLUMNS, numbers)))
        return Estimates(frame, confidence_level=self.confidence_level, kind=kind, notes=self.notes)


def _chi_square_tail(value: float, df: int) -> float:
    from scipy import stats

    return float(stats.chi2.sf(value, df))


def _share_between(tau2: float, fixed: Array) -> float:
    typical = (len(fixed) - 1) / (fixed.sum() - (fixed**2).sum() / fixed.sum())
    return float(tau2 / (tau2 + typical))
