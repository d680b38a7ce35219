"""A growth model from sums over patients whose times have the same sums of products: no row of a patient is needed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.models.shared.coding import Coding
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.product_roots import product_roots
from dnoutcomes.models.shared.summed_design import SummedDesign
from dnoutcomes.models.shared.sums_only import refuse_rows

Array = NDArray[np.float64]
#: Directions of the times of a patient below this share of the others are rounding.
SAME_TIME = 1e-12


@dataclass(frozen=True, eq=False)
class CourseSums:
    """Sums over patients who share all factors and the sums of products of their times.

    Attributes
    ----------
    factors : pandas.DataFrame
        One row per group, a categorical column per factor.
    n : array of int, shape (g,)
        Patients of each group.
    times : array of shape (g, b, b)
        Sums over a patient's scores of t t', t = (1, columns of the course in days).
    products : array of shape (g, d, d)
        Sums of z z' over the patients, z = (1, numbers, sums over the patient's scores of t times the outcome).
    squares : float
        Sum of the squares of all outcomes.
    numbers : tuple of str
        Numeric covariates that don't change within patients.
    course : tuple of str
        Names of the columns of the course, in weeks; their sum is `week`.
    outcome, subject : str
        Names of these columns.
    """

    factors: pd.DataFrame
    n: NDArray[np.int64]
    times: Array
    products: Array
    squares: float
    numbers: tuple[str, ...]
    course: tuple[str, ...]
    outcome: str
    subject: str

    @property
    def n_scores(self) -> NDArray[np.int64]:
        """Scores of each patient, by group."""
        return self.times[:, 0, 0].astype(np.int64)

    @property
    def n_rows(self) -> int:
        """Scores in all."""
        return int((self.n * self.n_scores).sum())

    @property
    def deviation(self) -> float:
        """Standard deviation of the outcome."""
        total = float(self.products[:, 0, 1 + len(self.numbers)].sum())
        return float(np.sqrt(max(self.squares / self.n_rows - (total / self.n_rows) ** 2, 0.0)))

    @cached_property
    def mean_times(self) -> Array:
        """Mean of the course's columns over a patient's scores, in days, shape (g, b - 1)."""
        return np.asarray(self.times[:, 0, 1:] / self.times[:, :1, 0])

    @cached_property
    def roots_of_times(self) -> tuple[Array, Array]:
        """L with L L' the sums of products of times about their mean, in days, and its inverse.

        Both of shape (g, b - 1, b - 1), with columns of zeros where no time differs.
        """
        scores, first = self.times[:, 0, 0, None, None], self.times[:, 0, 1:]
        # Whole days are multiplied before anything is divided, so that equal times give zero.
        about = (scores * self.times[:, 1:, 1:] - first[:, :, None] * first[:, None, :]) / scores
        spread = np.sqrt(np.einsum("gaa->ga", about))
        inverse = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)
        values, vectors = np.linalg.eigh(about * inverse[:, :, None] * inverse[:, None, :])
        lengths = np.sqrt(np.where(values > SAME_TIME, values, 0.0))
        shortened = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
        root = spread[:, :, None] * vectors * lengths[:, None, :]
        return root, np.swapaxes(vectors * shortened[:, None, :], 1, 2) * inverse[:, None, :]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One or two rows per group, at times around their mean: factors, course, means of numbers and outcome.

        And `n` patients, the group as the subject, and `n_outcomes`: all scores of the group in its first row.
        """
        spread = np.sqrt(np.einsum("gab,gab->ga", *[self.roots_of_times[0]] * 2) / self.n_scores[:, None])
        varies = np.flatnonzero(spread.any(axis=1))
        everyone = np.arange(len(self.n))
        group = np.concatenate([everyone, varies])
        again = np.repeat([0, 1], [len(everyone), len(varies)])
        weeks = (self.mean_times[group] + np.where(again, 1.0, -1.0)[:, None] * spread[group]) / 7
        means = {
            name: self.products[group, 0, 1 + place] / self.n[group]
            for place, name in enumerate(self.numbers)
        }
        total = self.products[group, 0, 1 + len(self.numbers)]
        frame = at_times(self.factors.iloc[group].reset_index(drop=True), self.course, weeks)
        outcomes = np.where(again, 0, (self.n * self.n_scores)[group])
        added = {self.outcome: total / (self.n * self.n_scores)[group], "n": self.n[group]}
        return frame.assign(**means, **added, n_outcomes=outcomes).assign(**{self.subject: group})

    def mean_of(self, name: str) -> float:
        """Mean of a number over all scores."""
        if name in self.numbers:
            values = self.products[:, 0, 1 + self.numbers.index(name)] * self.n_scores
        else:
            chosen = slice(None) if name == "week" else [self.course.index(name)]
            values = self.n * self.times[:, 0, 1:][:, chosen].sum(axis=1) / 7
        return float(values.sum() / self.n_rows)


@dataclass(frozen=True, eq=False)
class CourseRows:
    """Rows whose products add up to those of all scores, patient after patient.

    Attributes
    ----------
    design : SummedDesign
        With their x and y.
    z : array of shape (rows, r)
        Random columns.
    starts : array of int, shape (N + 1,)
        First row of each of the patients that stand for all, and the number of rows.
    patients : array of shape (N,)
        How many have these times; 0 where a patient stands for no more than products.
    still : array of bool, shape (r,)
        Random columns that vary, and within no patient.
    """

    design: SummedDesign
    z: Array
    starts: NDArray[np.intp]
    patients: Array
    still: NDArray[np.bool_]


def at_times(frame: pd.DataFrame, course: tuple[str, ...], weeks: Array) -> pd.DataFrame:
    """Give rows the columns of a course, in weeks."""
    columns = {name: weeks[:, place] for place, name in enumerate(course)}
    return frame.assign(**columns | {"week": weeks.sum(axis=1)})


def course_rows(design: ModelDesign, sums: CourseSums, random: Coding) -> CourseRows:
    """Write the rows that stand for the sums.

    Parameters
    ----------
    design : ModelDesign
        Of `sums.frame`.
    sums : CourseSums
    random : Coding
        Of the random coefficients.

    Raises
    ------
    ModelError
        A formula isn't linear in a number or in the columns of the course.

    Notes
    -----
    The covariates of a patient's scores are linear in t = (1, course) and in z = (1, numbers), and so all that the
    likelihood needs of a patient are T'T and T'y, T with a row t for each score, and y'y. T'T is that of b rows R, its
    root; R x and R^-1 T'y in their place give the same products, and leave of y'y what lies off the patient's own
    course, which is added up over all in one row. Patients with the same T'T add up as vectors of z.
    """
    parts = _linear_parts(design.coding, design.formula, design.frame, sums)
    random_parts = _linear_parts(random, "random=", design.frame, sums)
    if np.any(random_parts[:, 1:]):
        refuse_rows("a random coefficient of a number that doesn't change within patients")
    root, inverse = sums.roots_of_times
    b, q = sums.times.shape[1], 1 + len(sums.numbers)
    scores = np.sqrt(sums.times[:, 0, 0])
    # A row of the mean time, and one for each direction in which times differ.
    basis = np.zeros((len(sums.n), b, b))
    basis[:, 0, 0], basis[:, 0, 1:] = scores, scores[:, None] * sums.mean_times / 7
    basis[:, 1:, 1:] = np.swapaxes(root, 1, 2) / 7
    vectors, group = product_roots(sums.products, sums.n)
    outcome = np.empty((len(vectors), b))
    outcome[:, 0] = vectors[:, q] / scores[group]
    beside = vectors[:, q + 1 :] - sums.mean_times[group] * vectors[:, q, None]
    outcome[:, 1:] = np.einsum("vab,vb->va", inverse[group], beside)
    used = np.ones((len(sums.n), b), dtype=bool)
    used[:, 1:] = root.any(axis=1)
    vector, place = np.nonzero(used[group])
    x = sum(
        (basis[group[vector], place, a] * vectors[vector, i])[:, None] * parts[a, i][group[vector]]
        for a in range(b)
        for i in range(q)
    )
    z = sum(basis[group[vector], place, a][:, None] * random_parts[a, 0][group[vector]] for a in range(b))
    y = outcome[vector, place]
    off_course = np.sqrt(max(sums.squares - float(y @ y), 0.0))
    patients = np.where(np.arange(len(vectors)) < len(sums.n), sums.n[group], 0)
    still = ~np.any(z[place > 0] != 0, axis=0) & (np.ptp(random.matrix(design.frame), axis=0) > 0)
    return CourseRows(
        _summed(design, sums, np.vstack([x, np.zeros_like(x[:1])]), np.append(y, off_course)),
        np.vstack([z, np.zeros_like(z[:1])]),
        np.append(np.flatnonzero(np.diff(vector, prepend=-1)), [len(y), len(y) + 1]),
        np.append(patients, 0.0),
        still,
    )


def _summed(design: ModelDesign, sums: CourseSums, x: Array, y: Array) -> SummedDesign:
    frame = design.frame.assign(**{name: sums.frame[name].to_numpy() for name in ("n", "n_outcomes")})
    numeric = {name: sums.mean_of(name) for name in design.numeric}
    as_given = {one.name: getattr(design, one.name) for one in fields(design)}
    changed = {"covariates": x, "y": y, "numeric": numeric, "frame": frame}
    return SummedDesign(**{**as_given, **changed}, coded=design.x)


def _linear_parts(coding: Coding, formula: str, frame: pd.DataFrame, sums: CourseSums) -> Array:
    """Coefficients of a coding by group: of each of (1, course) times each of (1, numbers).

    Returns
    -------
    array of shape (b, 1 + numbers, g, columns)
    """
    groups = frame.iloc[: len(sums.n)]
    steps = np.vstack([np.zeros(len(sums.course)), np.eye(len(sums.course))])

    def matrix(step: Array, number: str | None) -> Array:
        numbers = {name: float(name == number) for name in sums.numbers}
        return coding.matrix(at_times(groups.assign(**numbers), sums.course, np.tile(step, (len(groups), 1))))

    parts = np.array([[matrix(step, name) for name in (None, *sums.numbers)] for step in steps])
    parts[:, 1:] -= parts[:, :1]
    parts[1:] -= parts[:1]
    times = np.column_stack([np.ones(len(frame)), frame[list(sums.course)]])
    z = np.column_stack([np.ones(len(frame)), frame[list(sums.numbers)]])
    cells = np.einsum("ca,ci,aicp->cp", times, z, parts[:, :, frame[sums.subject].to_numpy()])
    if not np.allclose(cells, coding.matrix(frame)):
        refuse_rows(f"{formula!r}, which isn't linear in {', '.join([*sums.course, *sums.numbers])},")
    return np.asarray(parts)
