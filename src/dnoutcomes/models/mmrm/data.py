"""The data of an MMRM made ready: independent columns, standardised rows, patterns and their moments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.moments import Moments, sum_by_pattern
from dnoutcomes.models.mmrm.patterns import VisitPatterns, find_patterns
from dnoutcomes.models.mmrm.visits import VisitData
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.standardise import StandardisedRows, standardise_blocks

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MmrmData:
    """What a fit and everything after it work from.

    Attributes
    ----------
    design : ModelDesign
        Rows used and their coding.
    visits : VisitData
        When, in which group, with what weight.
    estimated : array of int, shape (p,)
        Columns of the design that aren't aliased.
    standardised : StandardisedRows
        Rows of [X y] in standardised coordinates.
    patterns : VisitPatterns
        Who was seen when.
    """

    design: ModelDesign
    visits: VisitData
    estimated: NDArray[np.intp]
    standardised: StandardisedRows
    patterns: VisitPatterns

    @cached_property
    def moments(self) -> Moments:
        """Sums of products by pattern; made when asked for, because they are large where hardly a pattern is shared."""
        return sum_by_pattern(self.standardised.take, self.standardised.q, self.patterns)

    @property
    def has_rows(self) -> bool:
        """Whether the rows are those of patients; sums over many patients can only be laid out by pattern."""
        return True

    def constant_columns(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which of the estimated columns don't vary within any subject, and which don't vary at all."""
        return self.design.constant_columns(self.estimated)

    @property
    def aliased(self) -> list[str]:
        """Names of the columns that earlier columns explain."""
        estimated = set(self.estimated.tolist())
        return [term for position, term in enumerate(self.design.terms) if position not in estimated]

    def to_data(self, vcov: Array) -> Array:
        """Bring covariances of the coefficients, shape (..., p, p), from standardised coordinates to the data's."""
        transform = self.standardised.transform * self.standardised.scale
        return np.asarray(transform @ vcov @ transform.T)

    def from_data(self, functions: Array) -> Array:
        """Bring linear functions of the estimated coefficients, shape (k, p), into standardised coordinates."""
        return np.asarray(functions @ (self.standardised.transform * self.standardised.scale))

    def coefficients(self, working: Array) -> Array:
        """Bring coefficients from standardised coordinates to the data's, NaN where aliased."""
        rows = self.standardised
        values = np.full(len(self.design.terms), np.nan)
        values[self.estimated] = rows.offset + rows.scale * (rows.transform @ working)
        return values

    def to_coefficient_shifts(self, shifts: Array) -> Array:
        """Bring differences of coefficients, shape (k, p), from standardised coordinates to the data's."""
        return np.asarray(shifts @ (self.standardised.transform * self.standardised.scale).T)

    def log_likelihood(self, value: float, *, reml: bool) -> float:
        """From -2 logL in standardised coordinates to the (restricted) log-likelihood of the data."""
        shift = self.standardised.log_likelihood_shift[0 if reml else 1]
        return -0.5 * (value + shift)


def prepare_data(design: ModelDesign, visits: VisitData) -> MmrmData:
    """Read the rows, and who was seen when.

    Raises
    ------
    ModelError
        As many coefficients as rows, or an outcome that the covariates explain exactly.
    """
    estimated = design.independent_columns()
    if len(estimated) >= design.n_observations:
        raise ModelError(
            f"more parameters than data: {len(estimated)} coefficients and {design.n_observations} rows with an "
            "outcome; use fewer covariates or interactions"
        )
    whole = len(estimated) == len(design.terms)
    read = design.read if whole else design.x[:, estimated].__getitem__
    rows = standardise_blocks(read, len(estimated), design.y, visits.weights)
    if rows.scale < 1e-10 * max(float(np.std(design.y)), 1e-300):
        raise ModelError(
            f"the covariates of {design.formula!r} explain the outcome exactly, so that nothing is left to vary; "
            "is the outcome computed from them?"
        )
    patterns = find_patterns(design.subject_codes, visits.codes, len(visits.levels), visits.subject_group)
    return MmrmData(design, visits, estimated, rows, patterns)
