"""Risk difference standardised to everyone's covariates (g-computation) from a logistic regression."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import covariate_design
from dnoutcomes.compare.logistic import LogisticFit, fit_logistic
from dnoutcomes.compare.two_arms import TwoArms, require_columns, two_arms
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates, Inference, linear_estimates
from dnoutcomes.models.mmrm.cluster_inference import linearised
from dnoutcomes.models.mmrm.cluster_robust import cluster_robust
from dnoutcomes.models.shared.cluster_column import ClusterColumn, read_clusters
from dnoutcomes.registry import Registry

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Margins:
    """Everyone's risk under each arm, reference arm first, and what moves the averages."""

    predicted: Array
    gradient: Array
    matrix: Array
    events: Array
    fit: LogisticFit
    notes: tuple[str, ...]

    @property
    def risks(self) -> Array:
        return np.asarray(self.predicted.mean(axis=0))


def standardised_risk_difference(
    data: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    covariates: Sequence[str],
    errors: str = "HC3",
    penalty: str = "none",
    cluster: str | None = None,
    confidence_level: float = 0.95,
) -> Estimates:
    """Estimate by how much the share with the event would differ if everyone had the one or the other treatment.

    Parameters
    ----------
    data : pandas.DataFrame
        One row per patient. Rows without an outcome or a treatment are left out and counted.
    outcome : str
        0 and 1, or boolean.
    treatment : str
        Column with two levels: a Categorical with the reference first, or 0 and 1 or booleans, of which 0 and False
        are the reference. Text is refused, as the alphabet would choose the reference.
    covariates : sequence of str
        As in `covariates.covariate_design`; a formula term with the treatment, such as "arm:baseline", lets its effect
        differ.
    errors : {"HC3", "sandwich", "delta"}
        "HC3" and "sandwich" take the patients as a sample from a population, and hold when the model is wrong; "HC3"
        also when they are few. "delta" takes the covariates of these patients as given and the model as right.
    penalty : {"none", "ridge", "firth"}
        For data that the treatment or a covariate separates, such as an arm without events.
    cluster : str, optional
        Column of the therapist or clinic; errors are then CR2 by cluster, whatever `errors` says. A patient without one
        is a cluster alone.
    confidence_level : float
        Coverage of the interval.

    Returns
    -------
    Estimates
        One row: outcome, contrast ("treated - reference") and the columns of every estimate. The functions refer to
        the two standardised risks, reference arm first, which `details` has too.

    Raises
    ------
    ModelError
        If there aren't two arms, the outcome isn't 0 and 1, or the regression has no finite solution.

    Notes
    -----
    risk_a = mean over all patients i of expit(x_i'b with the treatment set to a). delta: G V G' with G the derivatives
    of both risks in b and V the inverse information. sandwich: sum over patients of the squares of
    {expit(x_i'b) - risk_a} / n + G_a' (influence of i on b). Both with normal intervals. HC3: the sandwich with the
    influence of i divided by 1 - its leverage, referred to t with n - p df. Simulated with known truth, 95 % intervals
    cover in 89 to 91 % with the first two at 40 and 60 patients, in 95 to 96 % with HC3 (40 to 120 patients).
    CR2: influences are summed by cluster, those on b adjusted as in `models.cluster_robust` for the regression of the
    last step of Newton's method, and referred to t with the degrees of freedom of G b there.

    References
    ----------
    Ge M et al. Drug Inf J 2011;45:481-493. Ye T et al. Stat Biosci 2023;15:456-480. Compared with statsmodels.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "arm": pd.Categorical(list("abababababab"), ["a", "b"]),
    ...     "age": [40, 41, 45, 50, 52, 47, 60, 38, 55, 44, 48, 57],
    ...     "response": [0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0],
    ... })
    >>> result = standardised_risk_difference(frame, outcome="response", treatment="arm", covariates=["age"])
    >>> result.frame[["contrast", "estimate", "std_error"]].round(2).to_numpy().tolist()
    [['b - a', 0.37, 0.4]]
    """
    require_columns(data, outcome=outcome, treatment=treatment, cluster=cluster)
    used = data[data[outcome].notna() & data[treatment].notna()]
    arms = two_arms(used[treatment])
    margins = _margins(used, arms, _events(used[outcome]), treatment, covariates, penalty)
    left_out = len(data) - len(used)
    clusters = None if cluster is None else read_clusters(used[cluster], np.arange(len(used))).require_named()
    how = f"{errors} errors" if clusters is None else f"CR2 errors over {clusters.note}"
    notes = [f"Standardised to the covariates of all {len(used)} patients; {how}.", *margins.notes]
    if penalty != "none":
        notes.append(f"Logistic regression with a {penalty} penalty.")
    if left_out:
        notes.append(f"{left_out} rows without an outcome or a treatment left out.")
    result = linear_estimates(
        np.array([[-1.0, 1.0]]), _inference(margins, arms, errors, clusters),
        pd.DataFrame({"outcome": [outcome], "contrast": [arms.contrast]}), confidence_level=confidence_level,
        n_subjects=np.array([len(used)]), kind="standardised risk difference", notes=tuple(notes),
    )  # fmt: skip
    risks = {str(arms.reference): float(margins.risks[0]), str(arms.treated): float(margins.risks[1])}
    return replace(result, details={"risk": risks, "errors": errors, "penalty": penalty})


def _events(values: pd.Series) -> Array:
    values_there = sorted(values.unique().tolist())
    if not set(values_there) <= {0, 1}:
        raise ModelError(f"outcome {values.name!r} must be 0 and 1, got {values_there[:5]}")
    return np.asarray(values.to_numpy(dtype=float))


def _margins(
    used: pd.DataFrame, arms: TwoArms, events: Array, treatment: str, covariates: Sequence[str], penalty: str
) -> _Margins:
    from scipy.special import expit

    # Treatment as a number, so that terms with it keep their columns when everyone's is set to one arm.
    worlds = [used.assign(**{treatment: value}) for value in (arms.is_treated, 0.0, 1.0)]
    terms = [treatment, *covariates]
    seen, everyone = covariate_design(worlds[0], terms), covariate_design(pd.concat(worlds), terms)
    confused = [name for name in everyone.columns if name not in seen.columns]
    if confused:
        raise ModelError(
            f"{', '.join(confused)} can't be told apart from treatment and the covariates before it"
        )
    # The same patients as they are, all in the reference arm, and all in the treated one: shape (n, p) each.
    observed, reference, treated = np.split(everyone.matrix, 3)
    fit = fit_logistic(observed, events, everyone.columns, penalty=penalty)
    predicted = np.column_stack([expit(world @ fit.coefficients) for world in (reference, treated)])
    # d expit = p (1 - p): the derivative of each mean risk in b, shape (2, p).
    slopes = predicted * (1 - predicted)
    gradient = np.vstack([slopes[:, 0] @ reference, slopes[:, 1] @ treated]) / len(used)
    return _Margins(predicted, gradient, observed, events, fit, seen.notes)


def _delta(margins: _Margins) -> Array:
    return np.asarray(margins.gradient @ margins.fit.vcov @ margins.gradient.T)


def _sandwich(margins: _Margins) -> Array:
    return _spread(margins, margins.fit.influence)


def _hc3(margins: _Margins) -> Array:
    # A row pulls its own fitted value towards itself; without that its residual is larger by 1 / (1 - leverage).
    return _spread(margins, margins.fit.influence / (1 - margins.fit.leverage)[:, None])


def _spread(margins: _Margins, on_coefficients: Array) -> Array:
    # What a row adds by being in the sample, and through the coefficients: shape (n, 2).
    influence = _sampled(margins) + on_coefficients @ margins.gradient.T
    return np.asarray(influence.T @ influence)


def _residual_df(margins: _Margins) -> float:
    return float(max(len(margins.predicted) - len(margins.fit.terms), 1))


def _infinite_df(margins: _Margins) -> float:
    return np.inf


@dataclass(frozen=True)
class Errors:
    """How the covariance of both risks is estimated, and which t distribution it goes with.

    Attributes
    ----------
    vcov : callable
        Margins to an array of shape (2, 2).
    df : callable
        Margins to degrees of freedom.
    """

    vcov: Callable[[_Margins], Array]
    df: Callable[[_Margins], float]


ERRORS: Registry[Errors] = Registry(
    "kind of errors",
    [
        ("HC3", Errors(_hc3, _residual_df)),
        ("sandwich", Errors(_sandwich, _infinite_df)),
        ("delta", Errors(_delta, _infinite_df)),
    ],
    error=ModelError,
)


def _inference(margins: _Margins, arms: TwoArms, errors: str, clusters: ClusterColumn | None) -> Inference:
    plain = _plain_inference(margins, arms, errors)
    if clusters is None:
        return plain
    # The last step of Newton's method is a weighted least-squares regression.
    root_weight = np.sqrt(margins.fit.fitted * (1 - margins.fit.fitted))
    basis, triangle = np.linalg.qr(margins.matrix * root_weight[:, None])
    residuals = (margins.events - margins.fit.fitted) / root_weight
    robust = cluster_robust(basis, np.linalg.inv(triangle).T, residuals, clusters.codes, constant=root_weight)
    return linearised(plain, margins.gradient, _sampled(margins), robust, clusters)


def _sampled(margins: _Margins) -> Array:
    """What each patient, being one of a sample, adds to the risks."""
    return np.asarray((margins.predicted - margins.risks) / len(margins.predicted))


def _plain_inference(margins: _Margins, arms: TwoArms, errors: str) -> Inference:
    vcov, df = ERRORS[errors].vcov(margins), ERRORS[errors].df(margins)

    def joint(functions: Array) -> tuple[float, float, float]:
        values, covariance = functions @ margins.risks, functions @ vcov @ functions.T
        return (
            float(values @ np.linalg.solve(covariance, values)) / len(functions),
            float(len(functions)),
            df,
        )

    return Inference(
        (f"risk[{arms.reference}]", f"risk[{arms.treated}]"), margins.risks, vcov,
        lambda rows: np.full(len(rows), df), joint, f"{'t' if np.isfinite(df) else 'normal'} ({errors})",
    )  # fmt: skip
