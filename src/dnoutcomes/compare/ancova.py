"""Analysis of covariance: the effect of treatment at one visit, overall and within the levels of a factor.

The general core, for any frame with one row per subject. `compare_arms` sits on top of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.arm_levels import require_reference
from dnoutcomes.compare.coefficient_inference import least_squares_inference
from dnoutcomes.compare.least_squares import solve
from dnoutcomes.compare.standard_errors import ERRORS, StandardErrors
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Inference, linear_estimates
from dnoutcomes.models.shared.cluster_column import ClusterColumn, read_clusters
from dnoutcomes.registry import did_you_mean

if TYPE_CHECKING:
    from dnoutcomes.models.shared.design import ModelDesign

Array = NDArray[np.float64]

# The design asks for a subject column; with one row per subject the row's number serves.
_ROW = "(row)"


@dataclass(frozen=True, eq=False)
class AncovaFit:
    """A fitted analysis of covariance.

    Attributes
    ----------
    design : ModelDesign
        Rows used, coded covariates, factor levels.
    inference : Inference
        Coefficients with their covariance and the residual degrees of freedom.
    treatment : str
        Column of the treatment.
    by : str or None
        Factor that the treatment interacts with.
    errors : str
        Kind of standard error.
    residual_sd : float
        Residual standard deviation.
    residual_df : int
        Rows used minus coefficients estimated.
    confidence_level : float
    notes : tuple of str
        What a reader must know: rows left out, aliased columns, cells with a single subject.
    """

    design: ModelDesign
    inference: Inference
    treatment: str
    by: str | None
    errors: str
    residual_sd: float
    residual_df: int
    confidence_level: float
    notes: tuple[str, ...]

    def tidy(self) -> pd.DataFrame:
        """Return one row per coefficient: term, then the columns of Estimates."""
        labels = pd.DataFrame({"term": list(self.inference.terms)})
        n_subjects = np.full(len(labels), float(self.design.n_subjects))
        return linear_estimates(
            np.eye(len(labels)),
            self.inference,
            labels,
            n_subjects=n_subjects,
            confidence_level=self.confidence_level,
        ).frame

    def glance(self) -> pd.DataFrame:
        """Return one row: n_subjects, n_coefficients, residual_sd, residual_df, r_squared, errors."""
        centred = self.design.y - self.design.y.mean()
        explained = 1 - self.residual_sd**2 * self.residual_df / float(centred @ centred)
        return pd.DataFrame(
            [
                {
                    "n_subjects": self.design.n_subjects,
                    "n_coefficients": self.design.n_subjects - self.residual_df,
                    "residual_sd": self.residual_sd,
                    "residual_df": self.residual_df,
                    "r_squared": explained,
                    "errors": self.errors,
                }
            ]
        )

    def augment(self) -> pd.DataFrame:
        """Return one row per subject used, with its original index: the columns of the model, fitted, residual."""
        fitted = self.design.x @ np.nan_to_num(self.inference.coefficients)
        frame = self.design.frame.drop(columns=_ROW)
        return frame.assign(fitted=fitted, residual=self.design.y - fitted)

    def __repr__(self) -> str:
        head = (
            f"ANCOVA: {self.design.formula}\n{self.design.n_subjects} subjects, residual SD "
            f"{self.residual_sd:.4g} on {self.residual_df} df, {self.errors} standard errors"
        )
        table = self.tidy().drop(columns="n_subjects").to_string(index=False, float_format="%.5g")
        return "\n".join([head, "", table, *self.notes])


def ancova(
    data: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    covariates: Iterable[str] = (),
    by: str | None = None,
    errors: str | StandardErrors = "HC3",
    cluster: str | None = None,
    confidence_level: float = 0.95,
) -> AncovaFit:
    """Fit an analysis of covariance by least squares.

    Parameters
    ----------
    data : pandas.DataFrame
        One row per subject with the columns named below. Text and boolean columns are factors; their reference is
        the first level of a categorical, else the first in sorted order.
    outcome : str
        Numeric column. Rows without it are left out and counted.
    treatment : str
        Factor whose levels are compared: a Categorical with the reference first, or booleans. Text is refused, as
        the alphabet would choose the reference.
    covariates : iterable of str
        Columns known before treatment, the outcome at baseline among them.
    by : str, optional
        Factor whose levels may have different treatment effects: adds by and treatment x by.
    errors : {"HC3", "classical", "CR2"} or StandardErrors
        Standard errors that allow any pattern of residual variances, that assume a single one, or that also allow
        residuals of a cluster to be correlated.
    cluster : str, optional
        Column of the therapist or clinic, for "CR2" only. A subject without one is a cluster alone. What rests on a
        single cluster has no error and is marked as not estimable.
    confidence_level : float
        Coverage of intervals.

    Returns
    -------
    AncovaFit
        See `treatment_effects` and `dnoutcomes.models.shared.ls_means`.

    Raises
    ------
    ModelError
        A column is missing, the outcome doesn't vary, fewer than two treatments have an outcome, or there are not
        more subjects than coefficients.

    Notes
    -----
    outcome = treatment + by + treatment x by + covariates + residual, without interactions of the covariates.
    b = inv(X'X) X'y. Classical: V = s^2 inv(X'X). HC3: V = inv(X'X) X' diag(e_i^2 / (1 - h_i)^2) X inv(X'X) with
    leverages h_i. Both are referred to t with the residual degrees of freedom; joint tests are Wald F tests with the
    same V, L b' inv(L V L') L b / rank L. A column that earlier ones explain is aliased. A subject alone in its cell
    has leverage 1 and no HC3 error: what rests on it is marked as not estimable. CR2 has Satterthwaite's degrees of
    freedom, which are few where a covariate or the treatment varies between few clusters, and joint tests are
    approximate Hotelling's T^2 tests (`models.cluster_robust`).

    References
    ----------
    MacKinnon & White (1985) J Econometrics 29:305-325. Long & Ervin (2000) Am Stat 54:217-224. Bell &
    McCaffrey (2002) Surv Methodol 28:169-181.

    Examples
    --------
    >>> data = pd.DataFrame({
    ...     "arm": ["standard", "needling"] * 4, "baseline": [5, 6, 7, 4, 6, 8, 5, 7],
    ...     "change": [-0.5, -1.5, -1.0, -0.5, -0.5, -2.5, 0.0, -2.5]})
    >>> data["arm"] = pd.Categorical(data["arm"], ["standard", "needling"])
    >>> fit = ancova(data, outcome="change", treatment="arm", covariates=["baseline"])
    >>> print(fit.tidy()[["term", "estimate", "df"]].round(3).to_string(index=False))
               term  estimate  df
          Intercept     2.375 5.0
    arm[T.needling]    -1.000 5.0
           baseline    -0.500 5.0
    """
    from dnoutcomes.models.shared.design import build_design

    names = [name for name in dict.fromkeys(covariates) if name not in (treatment, by)]
    right = [
        _quoted(treatment),
        *([_quoted(by), f"{_quoted(treatment)}:{_quoted(by)}"] if by else []),
        *map(_quoted, names),
    ]
    numbered = data.assign(**{_ROW: np.arange(len(data))})
    design = build_design(f"{_quoted(outcome)} ~ {' + '.join(right)}", numbered, subject=_ROW)
    _require_factors(design, data[treatment], by)
    solved, kind = solve(design), ERRORS.entry_of(errors)
    clusters = _clusters(data, design.frame[_ROW].to_numpy(), cluster, kind)
    inference, notes = least_squares_inference(design, solved, kind, clusters)
    how = None if clusters is None else f"{kind.name} standard errors over {clusters.note}."
    notes = tuple(note for note in (design.left_out_note, *notes, how) if note)
    return AncovaFit(
        design, inference, treatment, by, kind.name, solved.residual_sd, solved.df, confidence_level, notes
    )


def _quoted(name: str) -> str:
    """Write a column name for a formula, in backticks where it isn't a plain one."""
    return name if name.isidentifier() else f"`{name}`"


def _require_factors(design: ModelDesign, treatment: pd.Series, by: str | None) -> None:
    for name in (treatment.name, by):
        if name is not None and name not in design.factors:
            raise ModelError(f"{name!r} is a number; make it a factor: data[{name!r}].astype('category')")
    levels = design.factors[str(treatment.name)]
    if len(levels) < 2:
        raise ModelError(
            f"only {levels[0]!r} of {treatment.name!r} has an outcome, so there is nothing to compare"
        )
    require_reference(treatment, list(levels))


def _clusters(
    data: pd.DataFrame, rows: NDArray[np.intp], cluster: str | None, kind: StandardErrors
) -> ClusterColumn | None:
    """Read the clusters of the rows used; a row without one is a cluster alone."""
    if cluster is None:
        return None
    if not kind.by_cluster:
        raise ModelError(f"errors={kind.name!r} takes no account of clusters; with cluster= use errors='CR2'")
    if cluster not in data.columns:
        raise ModelError(f"no column {cluster!r} to cluster by{did_you_mean(cluster, list(data.columns))}")
    return read_clusters(data[cluster].iloc[rows], np.arange(len(rows))).require_named()
