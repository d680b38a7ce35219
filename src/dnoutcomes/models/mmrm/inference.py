"""From the maximum of an MMRM to inference on linear functions of its coefficients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Inference
from dnoutcomes.models.mmrm.cluster_inference import clustered
from dnoutcomes.models.mmrm.cluster_robust import ClusterRobust, cluster_robust
from dnoutcomes.models.mmrm.data import MmrmData
from dnoutcomes.models.mmrm.kenward_roger import in_cholesky_parameters, kenward_roger_vcov
from dnoutcomes.models.mmrm.maximise import Maximum
from dnoutcomes.models.mmrm.sandwich import Sandwich, sandwich, whitened_blocks
from dnoutcomes.models.shared.cluster_column import ClusterColumn
from dnoutcomes.models.shared.df import DF_METHODS, EMPIRICAL
from dnoutcomes.models.shared.rank import independent_columns
from dnoutcomes.models.shared.satterthwaite import combine_df
from dnoutcomes.models.shared.uncertainty import Uncertainty, scaled_f

Array = NDArray[np.float64]


def visit_inference(
    data: MmrmData, maximum: Maximum, *, df: str, errors: str, clusters: ClusterColumn | None = None
) -> tuple[Inference, Uncertainty, ClusterRobust | None]:
    """Build the inference of a fit.

    Parameters
    ----------
    data : MmrmData
        The data.
    maximum : Maximum
        The fit, usable.
    df, errors : str
        Names that `choose_errors` has found to go together.
    clusters : ClusterColumn, optional
        Who shares errors, for an empirical covariance.

    Returns
    -------
    (Inference, Uncertainty, ClusterRobust or None)
        For all coefficients; for those that aren't aliased; and, with clusters, what they add, in
        standardised coordinates.
    """
    if errors == "kenward-roger-cholesky":
        maximum = in_cholesky_parameters(maximum)
    theta_vcov = np.asarray(2.0 * np.linalg.inv(maximum.hessian), dtype=float)
    robust = (
        sandwich(maximum.at, maximum.sigma, data.standardised.rows, data.patterns, errors)
        if errors in EMPIRICAL and clusters is None
        else None
    )
    by_cluster = None if clusters is None else _by_cluster(data, maximum, errors, clusters)
    uncertainty = _uncertainty(
        data, maximum, theta_vcov, _working_vcov(maximum, theta_vcov, errors, by_cluster or robust)
    )
    single, joint, label = _methods(data, uncertainty, df, errors, robust)
    coefficients = data.coefficients(maximum.at.coefficients)
    full = np.zeros((len(coefficients), len(coefficients)))
    full[np.ix_(data.estimated, data.estimated)] = uncertainty.vcov

    def joint_of(functions: Array) -> tuple[float, float, float]:
        rows = functions[:, data.estimated]
        rows = rows[independent_columns(rows.T)]
        if len(rows) == 0:
            raise ModelError(
                "a joint test of no function, or of functions that are zero for every coefficient"
            )
        return joint(rows, rows @ coefficients[data.estimated], uncertainty)

    inference = Inference(
        data.design.terms,
        coefficients,
        full,
        lambda functions: single(functions[:, data.estimated], uncertainty),
        joint_of,
        label,
        data.design.estimability(data.estimated),
    )
    if clusters is None or by_cluster is None:
        return inference, uncertainty, None
    inference = replace(inference, method=f"{DF_METHODS[df].label}, {errors.upper()} by {clusters.name}")
    transform = data.standardised.transform * data.standardised.scale
    return clustered(inference, data.estimated, transform, by_cluster, clusters), uncertainty, by_cluster


def _by_cluster(data: MmrmData, maximum: Maximum, errors: str, clusters: ClusterColumn) -> ClusterRobust:
    """Whiten the rows by patient, and let their clusters share what is left."""
    at, patterns = maximum.at, data.patterns
    weights = data.visits.weights
    constant = np.ones(data.design.n_observations) if weights is None else np.sqrt(weights)
    rows = np.column_stack([data.standardised.rows, constant])
    blocks = whitened_blocks(maximum.sigma, rows, patterns)
    whitened = np.concatenate([block.reshape(-1, rows.shape[1]) for block in blocks])
    root = np.asarray(np.linalg.cholesky(at.vcov), dtype=np.float64)
    order = slice(None) if patterns.order is None else patterns.order
    return cluster_robust(
        whitened[:, :-2] @ root,
        root.T,
        whitened[:, :-1] @ at.residual_direction,
        clusters.codes[order],
        kind=errors,
        constant=whitened[:, -1],
        subjects=data.design.subject_codes[order],
    )


def _working_vcov(
    maximum: Maximum, theta_vcov: Array, errors: str, robust: Sandwich | ClusterRobust | None
) -> Array:
    """Covariance of the coefficients by name, in standardised coordinates."""
    if robust is not None:
        return robust.vcov
    if errors == "model":
        return maximum.at.vcov
    return kenward_roger_vcov(maximum, theta_vcov, second_derivatives=errors == "kenward-roger-cholesky")


def _uncertainty(data: MmrmData, maximum: Maximum, theta_vcov: Array, vcov: Array) -> Uncertainty:
    model = maximum.at.vcov
    return Uncertainty(
        data.to_data(model),
        data.to_data(vcov),
        data.to_data(-(model @ maximum.p_matrices @ model)),
        theta_vcov,
        data.design.n_observations,
        data.design.n_subjects,
        *data.constant_columns(),
    )


Single = Callable[[Array, Uncertainty], Array]
Joint = Callable[[Array, Array, Uncertainty], tuple[float, float, float]]


def _methods(
    data: MmrmData, uncertainty: Uncertainty, df: str, errors: str, robust: Sandwich | None
) -> tuple[Single, Joint, str]:
    """The df method by name; Satterthwaite's for an empirical covariance is that of the covariance itself."""
    method = DF_METHODS[df]
    if robust is None:
        return method.single, method.joint, method.label
    label = f"{method.label}, empirical covariance {errors.upper()}"
    if df != "satterthwaite":
        return method.single, method.joint, label

    def single(functions: Array, uncertainty: Uncertainty) -> Array:
        return robust.df(data.from_data(functions))

    def joint(functions: Array, estimates: Array, uncertainty: Uncertainty) -> tuple[float, float, float]:
        _, axes = np.linalg.eigh(functions @ uncertainty.vcov @ functions.T)
        each = single(axes.T @ functions, uncertainty)
        return scaled_f(functions, estimates, uncertainty.vcov), float(len(functions)), combine_df(each)

    return single, joint, label
