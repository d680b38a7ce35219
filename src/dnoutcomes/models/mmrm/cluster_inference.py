"""Inference on coefficients whose errors allow for clusters: what has an error, with how many degrees of freedom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Inference
from dnoutcomes.models.mmrm.cluster_robust import NEXT_TO_NOTHING, ClusterRobust
from dnoutcomes.models.shared.cluster_column import ClusterColumn
from dnoutcomes.models.shared.rank import independent_columns
from dnoutcomes.models.shared.uncertainty import scaled_f

Array = NDArray[np.float64]

#: Below so many degrees of freedom Satterthwaite's approximation is rough (Tipton 2015).
ROUGH_DF = 4.0
#: Below so many an interval would be a guess at the spread of one cluster.
LEAST_DF = 1.5


def clustered(
    inference: Inference,
    estimated: NDArray[np.intp],
    transform: Array,
    robust: ClusterRobust,
    clusters: ClusterColumn,
) -> Inference:
    """Put errors that allow for clusters in the place of those of a fit.

    Parameters
    ----------
    inference : Inference
        Of the fit: coefficients, and which functions the data determine.
    estimated : array of int of shape (k,)
        Coefficients that aren't aliased.
    transform : array of shape (k, k)
        From coefficients in the coordinates of `robust` to those of the data.
    robust : ClusterRobust
    clusters : ClusterColumn

    Returns
    -------
    Inference
        Functions that rest on a single cluster, or have fewer than `LEAST_DF` degrees of freedom, count as not
        estimable. Joint tests are approximate Hotelling's T^2 tests, and refused where they have no degrees of freedom.

    References
    ----------
    Tipton E. Psychol Methods 2015;20:375-393. Pustejovsky JE, Tipton E. J Bus Econ Stat 2018;36:672-683.
    """
    vcov = np.zeros_like(inference.vcov)
    vcov[np.ix_(estimated, estimated)] = transform @ robust.vcov @ transform.T

    def df(functions: Array) -> Array:
        return robust.df(functions[:, estimated] @ transform)

    def determined(functions: Array) -> NDArray[np.bool_]:
        if inference.estimable is None:
            return np.ones(len(functions), dtype=bool)
        return inference.estimable(functions)

    def estimable(functions: Array) -> NDArray[np.bool_]:
        with_error = determined(functions) & robust.estimable(functions[:, estimated] @ transform)
        with_error[with_error] = df(functions[with_error]) >= LEAST_DF
        return with_error

    def joint(functions: Array) -> tuple[float, float, float]:
        rows = functions[:, estimated]
        rows = rows[independent_columns(rows.T)]
        if len(rows) == 0:
            raise ModelError(
                "a joint test of no function, or of functions that are zero for every coefficient"
            )
        q, inner = len(rows), rows @ transform
        left = robust.joint_df(inner) if robust.estimable(inner).all() else float("-inf")
        if not left > 0:
            raise ModelError(
                f"{clusters.n_named} clusters of {clusters.name} are too few to test {q} effects at once"
            )
        wald = scaled_f(rows, rows @ inference.coefficients[estimated], vcov[np.ix_(estimated, estimated)])
        return wald * left / (left + q - 1), float(q), left

    def remarks(functions: Array, degrees: Array) -> tuple[str, ...]:
        n_single = int((determined(functions) & np.isnan(degrees)).sum())
        return _remarks(clusters.name, len(degrees), n_single, int((degrees < ROUGH_DF).sum()))

    return replace(
        inference, vcov=vcov, degrees_of_freedom=df, estimable=estimable, joint=joint, remarks=remarks,
        determined=determined,
    )  # fmt: skip


def linearised(
    inference: Inference, gradient: Array, sampled: Array, robust: ClusterRobust, clusters: ClusterColumn
) -> Inference:
    """Put errors that allow for clusters in the place of those of smooth functions of coefficients, such as risks.

    Parameters
    ----------
    inference : Inference
        Of the m functions.
    gradient : array of shape (m, p)
        Their derivatives in the coefficients.
    sampled : array of shape (n, m)
        What each row adds to them for being one of a sample, whatever the coefficients.
    robust : ClusterRobust
        Of the p coefficients.
    clusters : ClusterColumn
        Of the n rows.

    Returns
    -------
    Inference
        Without joint tests of more than one function.
    """
    by_cluster = np.zeros((robust.n_clusters, len(gradient)))
    np.add.at(by_cluster, clusters.codes, sampled)
    on_functions = robust.root @ gradient.T
    influence = np.concatenate([by_cluster + robust.scores @ on_functions, robust.exact @ on_functions])
    vcov = np.asarray(influence.T @ influence)

    def df(functions: Array) -> Array:
        return robust.df(functions @ gradient)

    def estimable(functions: Array) -> NDArray[np.bool_]:
        with_error = robust.estimable(functions @ gradient, NEXT_TO_NOTHING)
        with_error[with_error] = df(functions[with_error]) >= LEAST_DF
        return with_error

    def joint(functions: Array) -> tuple[float, float, float]:
        if len(functions) > 1:
            raise ModelError("with clusters, functions of coefficients are tested one at a time")
        value = float(functions[0] @ inference.coefficients)
        return value**2 / float(functions[0] @ vcov @ functions[0]), 1.0, float(df(functions)[0])

    def remarks(functions: Array, degrees: Array) -> tuple[str, ...]:
        return _remarks(
            clusters.name, len(degrees), int(np.isnan(degrees).sum()), int((degrees < ROUGH_DF).sum())
        )

    return replace(
        inference, vcov=vcov, degrees_of_freedom=df, estimable=estimable, joint=joint, remarks=remarks,
        method=f"Satterthwaite, CR2 by {clusters.name}",
    )  # fmt: skip


def _remarks(name: str, rows: int, n_single: int, rough: int) -> tuple[str, ...]:
    said = []
    if n_single:
        said.append(
            f"{n_single} of {rows} rows rest on little more than one {name}, whose effect can't be separated from "
            "theirs: left empty."
        )
    if rough:
        said.append(
            f"{rough} of {rows} rows have fewer than {ROUGH_DF:g} degrees of freedom, so few {name} do they rest on: "
            "their intervals are rough."
        )
    return tuple(said)
