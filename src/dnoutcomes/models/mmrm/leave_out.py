"""Fit an MMRM again without a patient or a group of them, or with patients counted several times, from its moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.engine import Engine
from dnoutcomes.models.mmrm.maximise import Maximum, maximise
from dnoutcomes.models.mmrm.moments import Moments, compute_moments
from dnoutcomes.models.shared.fit import MixedModelFit

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Refitted:
    """Coefficients and covariance of a fit to changed data, in the data's own coordinates.

    Attributes
    ----------
    coefficients : array of shape (p,)
        Zero where aliased, so that X b is the fitted value.
    sigma : array of shape (G, m, m)
        Residual covariance by group.
    """

    coefficients: Array
    sigma: Array


def leave_one_out(fit: MixedModelFit) -> Iterator[Refitted]:
    """Fit again without each patient in turn, in the order of `fit.design.subject_labels`; see `leave_out`."""
    return leave_out(fit, [np.array([subject]) for subject in range(fit.design.n_subjects)])


def leave_out(fit: MixedModelFit, groups: Sequence[NDArray[np.intp]]) -> Iterator[Refitted]:
    """Fit again without each group of patients in turn.

    Parameters
    ----------
    fit : MixedModelFit
        An MMRM.
    groups : sequence of integer arrays
        Places of the patients of each group in `fit.design.subject_labels`.

    Raises
    ------
    ModelError
        Without one of the groups a coefficient can't be estimated.

    Notes
    -----
    The patients' products are taken off the moments and the likelihood is maximised from where the whole fit ended, so
    that each refit is exact and costs a few evaluations.
    """
    engine, maximum = _parts(fit)
    order = np.argsort(engine.design.subject_codes, kind="stable")
    rows_of = np.split(order, np.cumsum(np.bincount(engine.design.subject_codes))[:-1])
    for group in groups:
        moments = engine.moments
        for subject in group:
            rows = rows_of[subject]
            rows = rows[np.argsort(engine.visits.codes[rows])]
            pattern = int(engine.patterns.subject_pattern[subject])
            moments = subtract_patient(moments, engine.standardised.rows[rows], pattern)
        yield _refit(engine, maximum, moments, fit.reml)


def leave_clusters_out(fit: MixedModelFit) -> Iterator[Refitted]:
    """Fit again without each cluster in turn, in the order of the codes of `fit.details["clusters"]`.

    Raises
    ------
    ModelError
        The fit has no clusters, or a coefficient can't be estimated without one of them.
    """
    clusters = fit.details.get("clusters")
    if clusters is None:
        raise ModelError("this fit has no clusters to leave out; fit it with cluster=, or use leave_one_out")
    of_subject = clusters.of_subjects(fit.design.subject_codes)
    for code in range(int(of_subject.max()) + 1):
        yield with_multiplicity(fit, (of_subject != code).astype(np.intp))


def with_multiplicity(
    fit: MixedModelFit, multiplicity: NDArray[np.intp], weights: Array | None = None
) -> Refitted:
    """Fit again with each patient counted as often as told; a bootstrap sample is one such count.

    Parameters
    ----------
    fit : MixedModelFit
        An MMRM.
    multiplicity : array of int, shape (n_subjects,)
        In the order of `fit.design.subject_labels`.
    weights : array of shape (n_subjects,), optional
        Positive weights of the patients instead of those of the fit.

    Raises
    ------
    ModelError
        A coefficient can't be estimated from the patients that are left.
    """
    engine, maximum = _parts(fit)
    codes = engine.design.subject_codes
    root = np.sqrt(multiplicity.astype(float))[codes]
    if weights is not None:
        before = engine.visits.weights
        root = root * np.sqrt(weights[codes] / (1.0 if before is None else before))
    moments = compute_moments(engine.standardised.rows * root[:, None], engine.patterns)
    n_patterns = len(engine.patterns.counts)
    counts = np.bincount(engine.patterns.subject_pattern, weights=multiplicity, minlength=n_patterns)
    return _refit(engine, maximum, replace(moments, counts=counts.astype(np.intp)), fit.reml)


def subtract_patient(moments: Moments, rows: Array, pattern: int) -> Moments:
    """Take one patient's products off the moments.

    Parameters
    ----------
    moments : Moments
    rows : array of shape (visits of the pattern, q)
        The patient's rows of [X y] in visit order, in the coordinates of the moments.
    pattern : int
        The patient's pattern.

    Returns
    -------
    Moments
    """
    j, k = np.triu_indices(len(rows))
    upper, lower = moments.upper
    products = rows[j][:, upper] * rows[k][:, lower]
    apart = j != k
    products[apart] += rows[j[apart]][:, lower] * rows[k[apart]][:, upper]
    packed = moments.packed.copy()
    packed[moments.pattern == pattern] -= products
    counts = moments.counts.copy()
    counts[pattern] -= 1
    return replace(moments, packed=packed, counts=counts)


def _parts(fit: MixedModelFit) -> tuple[Engine, Maximum]:
    if "engine" not in fit.details:
        raise ModelError(f"refitting from moments is for an MMRM, not for a {fit.title.lower()}")
    return fit.details["engine"], fit.details["maximum"]


def _refit(engine: Engine, maximum: Maximum, moments: Moments, reml: bool) -> Refitted:
    again = maximise(moments, maximum.parameters, maximum.theta, reml=reml)
    if again is None:
        raise ModelError(
            "without one of the patients (or clusters) a coefficient of the model can't be estimated: a factor has a "
            "level that nobody else has. Pool that level with another or leave the factor out"
        )
    coefficients = np.nan_to_num(engine.coefficients(again.at.coefficients))
    return Refitted(coefficients, again.sigma * engine.standardised.scale**2)
