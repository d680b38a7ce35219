"""Fit an MMRM again from its moments: without patients, or with patients counted several times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.data import MmrmData
from dnoutcomes.models.mmrm.maximise import Maximum, maximise
from dnoutcomes.models.mmrm.moments import Moments, compute_moments
from dnoutcomes.models.shared.refitted import Refitted

Array = NDArray[np.float64]


def without_groups(
    data: MmrmData, maximum: Maximum, groups: Sequence[NDArray[np.intp]], *, reml: bool
) -> Iterator[Refitted]:
    """Take each group of patients off the moments in turn, and maximise from where the whole fit ended."""
    codes = data.design.subject_codes
    order = np.argsort(codes, kind="stable")
    rows_of = np.split(order, np.cumsum(np.bincount(codes))[:-1])
    for group in groups:
        moments = data.moments
        for subject in group:
            rows = rows_of[subject]
            rows = rows[np.argsort(data.visits.codes[rows])]
            pattern = int(data.patterns.subject_pattern[subject])
            moments = subtract_patient(moments, data.standardised.rows[rows], pattern)
        yield _refit(data, maximum, moments, reml)


def counted_again(
    data: MmrmData,
    maximum: Maximum,
    multiplicity: NDArray[np.intp],
    weights: Array | None,
    *,
    reml: bool,
) -> Refitted:
    """Sum the moments with each patient as often as told, and maximise from where the whole fit ended."""
    codes = data.design.subject_codes
    root = np.sqrt(multiplicity.astype(float))[codes]
    if weights is not None:
        before = data.visits.weights
        root = root * np.sqrt(weights[codes] / (1.0 if before is None else before))
    moments = compute_moments(data.standardised.rows * root[:, None], data.patterns)
    n_patterns = len(data.patterns.counts)
    counts = np.bincount(data.patterns.subject_pattern, weights=multiplicity, minlength=n_patterns)
    return _refit(data, maximum, replace(moments, counts=counts.astype(np.intp)), reml)


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


def _refit(data: MmrmData, maximum: Maximum, moments: Moments, reml: bool) -> Refitted:
    again = maximise(moments, maximum.parameters, maximum.theta, reml=reml)
    if again is None:
        raise ModelError(
            "without one of the patients (or clusters) a coefficient of the model can't be estimated: a factor has a "
            "level that nobody else has. Pool that level with another or leave the factor out"
        )
    coefficients = np.nan_to_num(data.coefficients(again.at.coefficients))
    return Refitted(coefficients, again.sigma * data.standardised.scale**2)
