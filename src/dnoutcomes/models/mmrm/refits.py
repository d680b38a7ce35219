"""Fit an MMRM again from its moments: without patients, or with patients counted several times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.batched_refits import can_batch, refit_without
from dnoutcomes.models.mmrm.data import MmrmData
from dnoutcomes.models.mmrm.maximise import Maximum, maximise
from dnoutcomes.models.mmrm.sums import Sums
from dnoutcomes.models.shared.refitted import Refitted

Array = NDArray[np.float64]

#: Groups left out at once: enough for products of matrices to pay, few enough for memory.
AT_ONCE = 256


def without_groups(
    data: MmrmData, maximum: Maximum, groups: Sequence[NDArray[np.intp]], *, reml: bool
) -> Iterator[Refitted]:
    """Leave out each group of patients in turn: many at once, or by itself where that doesn't settle."""
    for begin in range(0, len(groups), AT_ONCE):
        some = groups[begin : begin + AT_ONCE]
        if not can_batch(data, maximum):
            yield from (without_group(data, maximum, group, reml=reml) for group in some)
            continue
        batch = refit_without(data, maximum, some, reml=reml)
        for group, settled, working, sigma in zip(some, batch.settled, batch.coefficients, batch.sigma):
            if settled:
                yield _in_data(data, working, sigma[None])
            else:
                yield without_group(data, maximum, group, reml=reml)


def without_group(data: MmrmData, maximum: Maximum, group: NDArray[np.intp], *, reml: bool) -> Refitted:
    """Take a group of patients off the sums, and maximise from where the whole fit ended."""
    sums = maximum.at.moments
    for subject in group:
        rows = np.flatnonzero(data.design.subject_codes == subject)
        rows = rows[np.argsort(data.visits.codes[rows])]
        pattern = int(data.patterns.subject_pattern[subject])
        sums = sums.without(int(subject), data.standardised.rows[rows], pattern)
    return _refit(data, maximum, sums, reml)


def counted_again(
    data: MmrmData,
    maximum: Maximum,
    multiplicity: NDArray[np.intp],
    weights: Array | None,
    *,
    reml: bool,
) -> Refitted:
    """Sum the data with each patient as often as told, and maximise from where the whole fit ended."""
    codes = data.design.subject_codes
    root = np.sqrt(multiplicity.astype(float))[codes]
    if weights is not None:
        before = data.visits.weights
        root = root * np.sqrt(weights[codes] / (1.0 if before is None else before))
    sums = maximum.at.moments.counted(data.standardised.rows * root[:, None], data.patterns, multiplicity)
    return _refit(data, maximum, sums, reml)


def _refit(data: MmrmData, maximum: Maximum, sums: Sums, reml: bool) -> Refitted:
    again = maximise(sums, maximum.parameters, maximum.theta, reml=reml)
    if again is None:
        raise ModelError(
            "without one of the patients (or clusters) a coefficient of the model can't be estimated: a factor has a "
            "level that nobody else has. Pool that level with another or leave the factor out"
        )
    return _in_data(data, again.at.coefficients, again.sigma)


def _in_data(data: MmrmData, working: Array, sigma: Array) -> Refitted:
    """Bring coefficients and covariances from the fit's coordinates to the data's."""
    coefficients = np.nan_to_num(data.coefficients(working))
    return Refitted(coefficients, sigma * data.standardised.scale**2)
