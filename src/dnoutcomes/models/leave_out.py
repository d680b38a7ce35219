"""Fit again without a patient or a group of them, or with patients counted several times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.refitted import Refitted

Array = NDArray[np.float64]


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
    that each refit is exact. With an unstructured covariance many groups are left out at once, as
    `mmrm.batched_refits` says; a group that moves the fit far, and any of another structure, is left out by itself.
    """
    return fit.engine.leave_out(groups)


def leave_clusters_out(fit: MixedModelFit) -> Iterator[Refitted]:
    """Fit again without each cluster in turn, in the order of the codes of `fit.engine.clusters`.

    Raises
    ------
    ModelError
        The fit has no clusters, or a coefficient can't be estimated without one of them.
    """
    clusters = fit.engine.clusters
    if clusters is None:
        raise ModelError("this fit has no clusters to leave out; fit it with cluster=, or use leave_one_out")
    of_subject = clusters.of_subjects(fit.design.subject_codes)
    yield from leave_out(
        fit, [np.flatnonzero(of_subject == code) for code in range(int(of_subject.max()) + 1)]
    )


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
    return fit.engine.count_again(multiplicity, weights)
