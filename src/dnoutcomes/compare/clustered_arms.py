"""Two arms as they are, with errors for patients who share a therapist or a clinic: means, shares and their ratio."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import exp, inf, log, nan, sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.effect_size import hedges_g, noncentrality_limits
from dnoutcomes.compare.number_needed_to_treat import NumberNeededToTreat, number_needed_from_interval
from dnoutcomes.compare.unadjusted import Row, empty_row
from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.cluster_inference import LEAST_DF
from dnoutcomes.models.mmrm.cluster_robust import NEXT_TO_NOTHING, ClusterRobust, cluster_robust
from dnoutcomes.models.shared.cluster_column import read_clusters

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ClusteredArms:
    """The means of two arms, and what their clusters say of them.

    Attributes
    ----------
    values, treated : arrays of shape (n,)
        Outcomes, and 1.0 for the treated.
    robust : ClusterRobust or None
        Of the means of the reference and of the treated arm; None with fewer than two clusters.
    confidence_level : float
    """

    values: Array
    treated: Array
    robust: ClusterRobust | None
    confidence_level: float

    @property
    def means(self) -> Array:
        """Of the reference arm and of the treated arm."""
        return np.array([self.values[self.treated == arm].mean() for arm in (0.0, 1.0)])

    def limits(self, function: Array) -> tuple[float, float, float]:
        """Return the error of a function of the means, its degrees of freedom, and half the width of its interval.

        NaN where the function rests on a single cluster, or on fewer than `LEAST_DF` degrees of freedom.
        """
        from scipy import stats

        if self.robust is None or not self.robust.estimable(function[None], NEXT_TO_NOTHING)[0]:
            return nan, nan, nan
        std_error = sqrt(float(function @ self.robust.vcov @ function))
        df = float(self.robust.df(function[None])[0])
        if not (df >= LEAST_DF and std_error > 0):
            return nan, nan, nan
        return std_error, df, float(stats.t.ppf(0.5 + self.confidence_level / 2, df)) * std_error


def clustered_arms(
    values: pd.Series, arm: pd.Series, cluster: pd.Series, confidence_level: float
) -> ClusteredArms | None:
    """Read the outcomes of two arms with their clusters.

    Parameters
    ----------
    values : pandas.Series
        Numbers; patients without one aren't counted.
    arm : pandas.Series
        Categorical, the reference first.
    cluster : pandas.Series
        Label of the therapist or clinic; a patient without one is a cluster alone.
    confidence_level : float

    Returns
    -------
    ClusteredArms or None
        None where an arm has nobody.

    Notes
    -----
    CR2 with Satterthwaite's degrees of freedom, as `models.cluster_robust`, for the regression on the two arms.
    """
    seen = values.notna().to_numpy()
    treated = (arm[seen] == arm.cat.categories[1]).to_numpy(dtype=float)
    numbers = values[seen].to_numpy(dtype=float)
    sizes = np.array([(1 - treated).sum(), treated.sum()])
    if not sizes.all():
        return None
    columns = np.column_stack([1 - treated, treated])
    try:
        codes = read_clusters(cluster[seen], np.arange(len(numbers))).codes
    except ModelError:
        return ClusteredArms(numbers, treated, None, confidence_level)
    residuals = numbers - columns @ (columns.T @ numbers / sizes)
    robust = cluster_robust(columns / np.sqrt(sizes), np.diag(1 / np.sqrt(sizes)), residuals, codes)
    return ClusteredArms(numbers, treated, robust, confidence_level)


def mean_difference(arms: ClusteredArms) -> Row:
    """The difference of the means, treated - reference: a row of Estimates."""
    from scipy import stats

    row = empty_row(len(arms.values))
    row["estimate"] = estimate = float(np.diff(arms.means)[0])
    std_error, df, half = arms.limits(np.array([-1.0, 1.0]))
    statistic = estimate / std_error
    return row | {
        "std_error": std_error, "df": df, "statistic": statistic,
        "p_value": float(2 * stats.t.sf(abs(statistic), df)),
        "conf_low": estimate - half, "conf_high": estimate + half,
    }  # fmt: skip


def standardised_mean_difference(arms: ClusteredArms) -> Row:
    """The difference in pooled standard deviations: a row of Estimates.

    Notes
    -----
    Hedges g; limits are those of the noncentrality of difference / error with the df of the error, times error / SD.
    """
    row = empty_row(len(arms.values))
    groups = [arms.values[arms.treated == arm] for arm in (0.0, 1.0)]
    squares = sum(float(((group - group.mean()) ** 2).sum()) for group in groups)
    if len(arms.values) < 3 or squares == 0:
        return row
    spread = sqrt(squares / (len(arms.values) - 2))
    difference = float(np.diff(arms.means)[0])
    sizes = (len(groups[1]), len(groups[0]))
    row["estimate"] = hedges_g(difference, spread, *sizes, arms.confidence_level).estimate
    std_error, df, _ = arms.limits(np.array([-1.0, 1.0]))
    if np.isnan(df):
        return row
    low, high = noncentrality_limits(difference / std_error, df, arms.confidence_level)
    return row | {"df": df, "conf_low": low * std_error / spread, "conf_high": high * std_error / spread}


def share_difference(arms: ClusteredArms) -> Row:
    """The difference of two shares, its limits cut to -1 and 1: estimate, conf_low, conf_high."""
    row = mean_difference(arms)
    return {
        "estimate": row["estimate"], "conf_low": float(np.maximum(row["conf_low"], -1.0)),
        "conf_high": float(np.minimum(row["conf_high"], 1.0)),
    }  # fmt: skip


def share_ratio(arms: ClusteredArms) -> Row:
    """The ratio of two shares with limits on the logarithmic scale, which need events in both arms."""
    reference, treated = arms.means
    if not (reference > 0 and treated > 0):
        estimate = inf if treated > 0 else (0.0 if reference > 0 else nan)
        return {"estimate": estimate, "conf_low": nan, "conf_high": nan}
    _, _, half = arms.limits(np.array([-1 / reference, 1 / treated]))
    centre = log(treated / reference)
    return {"estimate": exp(centre), "conf_low": exp(centre - half), "conf_high": exp(centre + half)}


def number_needed(arms: ClusteredArms) -> NumberNeededToTreat | None:
    """The number needed to treat with its segments; None without an interval of the difference."""
    row = share_difference(arms)
    if np.isnan(row["conf_low"]):
        return None
    return number_needed_from_interval(
        row["estimate"], row["conf_low"], row["conf_high"], confidence_level=arms.confidence_level
    )


def _needed(direction: str, arms: ClusteredArms) -> Row:
    needed = number_needed(arms)
    return (
        {"estimate": nan, "conf_low": nan, "conf_high": nan}
        if needed is None
        else needed.one_sided(direction)
    )


#: As `responders.MEASURES`.
MEASURES: dict[str, Callable[[ClusteredArms], Row]] = {
    "risk difference": share_difference,
    "risk ratio": share_ratio,
    "number needed to treat to benefit": partial(_needed, "benefit"),
    "number needed to treat to harm": partial(_needed, "harm"),
}  # fmt: skip
