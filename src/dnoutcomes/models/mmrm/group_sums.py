"""An MMRM from sums over groups of patients: no row of a patient is needed, nor can one be had from it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.data import MmrmData
from dnoutcomes.models.mmrm.moments import Moments, compute_moments
from dnoutcomes.models.mmrm.patterns import find_patterns
from dnoutcomes.models.mmrm.visits import VisitData
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.product_roots import product_roots
from dnoutcomes.models.shared.rank import independent_columns
from dnoutcomes.models.shared.standardise import standardise
from dnoutcomes.models.shared.summed_design import SummedDesign
from dnoutcomes.models.shared.sums_only import refuse_rows

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class GroupSums:
    """Sums over patients who share all factors and the visits at which they were seen.

    Attributes
    ----------
    factors : pandas.DataFrame
        One row per group, a categorical column per factor that doesn't change within patients.
    n : array of int, shape (g,)
        Patients of each group.
    observed : array of bool, shape (g, m)
        Visits of each group.
    products : array of shape (g, d, d)
        Sums of z z' over its patients, z = (1, numbers, outcome at each visit); zero at visits without one.
    numbers : tuple of str
        Numeric covariates that don't change within patients.
    outcome, visit : str
        Names of these columns.
    visits : tuple of str
        Visits in order.
    left_out : dict of str to int
        Why rows have no part in it, and how many.
    """

    factors: pd.DataFrame
    n: NDArray[np.int64]
    observed: NDArray[np.bool_]
    products: Array
    numbers: tuple[str, ...]
    outcome: str
    visit: str
    visits: tuple[str, ...]
    left_out: dict[str, int]

    @cached_property
    def cells(self) -> tuple[Codes, Codes]:
        """Group and visit of each cell: a visit of a group."""
        group, visit = np.nonzero(self.observed)
        return group, visit

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per cell: factors, visit, means of numbers and outcome, `n`, and the group as `subject`."""
        group, visit = self.cells
        frame = self.factors.iloc[group].reset_index(drop=True)
        names = pd.Categorical.from_codes(visit, categories=list(self.visits), ordered=True)
        means = {
            name: self.products[group, 0, 1 + place] / self.n[group]
            for place, name in enumerate(self.numbers)
        }
        outcome = self.products[group, 0, 1 + len(self.numbers) + visit] / self.n[group]
        return frame.assign(
            **{
                self.visit: names,
                **means,
                self.outcome: outcome,
                "n": self.n[group],
                "n_outcomes": self.n[group],
                "subject": group,
            }
        )

    @cached_property
    def roots(self) -> tuple[Array, Codes]:
        """Vectors whose products z z' add up to the sums, shape (v, d), and the group of each."""
        return product_roots(self.products, self.n)


@dataclass(frozen=True, eq=False)
class SummedData(MmrmData):
    """Data whose rows stand for sums: their products add up to those of all patients.

    Attributes
    ----------
    counts : array of int, shape (P,)
        Patients of each pattern.
    """

    counts: Codes

    @property
    def has_rows(self) -> bool:
        """Whether the rows are those of patients."""
        return False

    @cached_property
    def moments(self) -> Moments:
        """Sums of products by pattern."""
        return replace(compute_moments(self.standardised.rows, self.patterns), counts=self.counts)


def summed_design(design: ModelDesign, sums: GroupSums) -> tuple[SummedDesign, Codes, Codes]:
    """Write the rows that stand for the sums.

    Parameters
    ----------
    design : ModelDesign
        Of `sums.frame`.
    sums : GroupSums

    Returns
    -------
    (SummedDesign, subject, visit)
        And, for each row of its x, which vector of `sums.roots` and which visit it is of.

    Raises
    ------
    ModelError
        The formula isn't linear in a number.

    Notes
    -----
    A row of the design is linear in z = (1, numbers): x = A z, A by cell. A vector v with sum of v v' equal to that of
    z z' gives rows A v whose products are those of all patients.
    """
    frame = sums.frame
    zero = frame.assign(**dict.fromkeys(sums.numbers, 0.0))
    parts = [design.coding.matrix(zero)]
    parts += [design.coding.matrix(zero.assign(**{name: 1.0})) - parts[0] for name in sums.numbers]
    means = [np.ones(len(frame)), *(frame[name].to_numpy(dtype=float) for name in sums.numbers)]
    coded = design.coding.matrix(frame)
    if not np.allclose(sum(part * mean[:, None] for part, mean in zip(parts, means)), coded):
        refuse_rows(f"{design.formula!r}, which isn't linear in {', '.join(sums.numbers)},")
    vectors, group = sums.roots
    cell_of = np.full(sums.observed.shape, -1)
    cell_of[sums.cells] = np.arange(len(frame))
    subject, visit = np.nonzero(sums.observed[group])
    cell = cell_of[group[subject], visit]
    x = np.zeros((len(cell), coded.shape[1]))
    for place, part in enumerate(parts):
        x += vectors[subject, place][:, None] * part[cell]
    y = vectors[subject, 1 + len(sums.numbers) + visit]
    n = frame["n"].to_numpy(dtype=float)
    known = {one.name: getattr(design, one.name) for one in fields(design)}
    changed = {
        "covariates": x,
        "y": y,
        "numeric": {name: float(np.average(frame[name], weights=n)) for name in design.numeric},
        "frame": design.frame.assign(n=frame["n"].to_numpy(), n_outcomes=frame["n"].to_numpy()),
        "left_out": sums.left_out,
    }
    return SummedDesign(**{**known, **changed}, coded=coded), subject, visit


def prepare_sums(
    design: SummedDesign, sums: GroupSums, visits: VisitData, subject: Codes, visit: Codes
) -> SummedData:
    """Standardise the rows that stand for sums, and count who was seen when."""
    estimated = independent_columns(design.x)
    if len(estimated) >= design.n_observations:
        raise ModelError(
            f"more parameters than data: {len(estimated)} coefficients, {design.n_observations} outcomes"
        )
    rows = standardise(design.x[:, estimated], design.y, n=design.n_observations)
    # Groups without an outcome have no rows.
    _, subject = np.unique(subject, return_inverse=True)
    patterns = find_patterns(subject, visit, len(visits.levels))
    counts = [int(sums.n[(sums.observed == seen).all(axis=1)].sum()) for seen in patterns.observed]
    coded = replace(visits, codes=visit, subject_group=np.zeros(int(subject.max()) + 1, dtype=np.intp))
    return SummedData(design, coded, estimated, rows, patterns, np.array(counts, dtype=np.intp))
