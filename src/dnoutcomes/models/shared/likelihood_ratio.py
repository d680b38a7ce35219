"""Likelihood-ratio test of two nested fits to the same rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.fit import MixedModelFit


@dataclass(frozen=True)
class LikelihoodRatioTest:
    """How much better the larger of two nested models fits.

    Attributes
    ----------
    statistic : float
        Twice the difference of the log-likelihoods.
    df : int
        Difference in the number of parameters.
    p_value : float
        Upper tail of chi-squared(df).
    hypothesis : str
        What the smaller model says.
    """

    statistic: float
    df: int
    p_value: float
    hypothesis: str

    def __repr__(self) -> str:
        value = f"chi-squared({self.df}) = {self.statistic:.3f}, p = {self.p_value:.4g}"
        return f"LikelihoodRatioTest({self.hypothesis}: {value})"

    def to_frame(self) -> pd.DataFrame:
        """Return one row: hypothesis, df, statistic, p_value."""
        return pd.DataFrame(
            [
                {
                    "hypothesis": self.hypothesis,
                    "df": self.df,
                    "statistic": self.statistic,
                    "p_value": self.p_value,
                }
            ]
        )


def likelihood_ratio_test(smaller: MixedModelFit, larger: MixedModelFit) -> LikelihoodRatioTest:
    """Compare two fits of which one is a special case of the other.

    Parameters
    ----------
    smaller, larger : MixedModelFit
        Fits to the same rows. They may differ in the covariance (by REML or ML), or in the covariates (by ML).

    Returns
    -------
    LikelihoodRatioTest

    Raises
    ------
    ModelError
        Different rows, REML fits with different covariates, a smaller model that isn't part of the larger one, or
        errors by cluster, which the likelihood knows nothing of.

    Notes
    -----
    The chi-squared reference holds for parameters inside their range; for a variance tested at zero, half the p-value
    is closer.
    """
    if any(fit.engine.clusters is not None for fit in (smaller, larger)):
        raise ModelError(
            "a likelihood of independent patients says too much of fits with clusters; use joint_test, or fit without "
            "cluster= to compare covariances"
        )
    _require_same_rows(smaller, larger)
    _require_nested(smaller, larger)
    df = _parameters(larger) - _parameters(smaller)
    if df <= 0:
        raise ModelError(
            f"the larger model must have more parameters; got {_parameters(smaller)} and {_parameters(larger)}"
        )
    statistic = 2.0 * (larger.log_likelihood - smaller.log_likelihood)
    if statistic < -1e-6:
        raise ModelError(
            f"{smaller.structure} isn't a special case of {larger.structure}: it fits better by {-statistic:.4g}, "
            "which a special case can't"
        )
    from scipy import stats

    statistic = max(statistic, 0.0)
    return LikelihoodRatioTest(
        statistic, df, float(stats.chi2.sf(statistic, df)), _hypothesis(smaller, larger)
    )


def _parameters(fit: MixedModelFit) -> int:
    return fit.n_parameters + int(np.isfinite(fit.inference.coefficients).sum())


def _hypothesis(smaller: MixedModelFit, larger: MixedModelFit) -> str:
    parts = []
    if smaller.design.formula != larger.design.formula:
        parts.append(smaller.design.formula)
    if smaller.n_parameters != larger.n_parameters:
        parts.append(f"covariance {smaller.structure} rather than {larger.structure}")
    return ", ".join(parts)


def _require_same_rows(smaller: MixedModelFit, larger: MixedModelFit) -> None:
    one, two = smaller.design, larger.design
    if not one.frame.index.equals(two.frame.index) or not np.array_equal(one.y, two.y):
        raise ModelError(
            f"the fits use different rows or outcomes ({one.n_observations} and {two.n_observations} rows); fit "
            "both to the rows that are complete for the larger model"
        )
    if smaller.reml != larger.reml:
        raise ModelError(
            "one fit maximises the restricted and the other the full likelihood; use the same for both"
        )


def _require_nested(smaller: MixedModelFit, larger: MixedModelFit) -> None:
    inside = larger.design.x
    solution, *_ = np.linalg.lstsq(inside, smaller.design.x, rcond=None)
    gap = np.abs(inside @ solution - smaller.design.x).max()
    if gap > 1e-6 * max(1.0, float(np.abs(smaller.design.x).max())):
        raise ModelError(f"{smaller.design.formula!r} isn't a special case of {larger.design.formula!r}")
    same = (
        np.isfinite(smaller.inference.coefficients).sum() == np.isfinite(larger.inference.coefficients).sum()
    )
    if smaller.reml and not same:
        raise ModelError(
            "restricted likelihoods of different covariates can't be compared; fit both with reml=False and "
            "df='satterthwaite'"
        )
