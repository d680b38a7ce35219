"""Many refits of an unstructured MMRM at once, each without a group of patients, by steps with one common Hessian.

Arrays have the left-out groups along their first axis. What all of them share, the sums over everybody, enters as
products of matrices; what is a group's own are the rows of its patients, so that all refits together cost so much per
patient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.mmrm.data import MmrmData
from dnoutcomes.models.mmrm.likelihood import second_order
from dnoutcomes.models.mmrm.maximise import Maximum
from dnoutcomes.models.mmrm.moments import Moments
from dnoutcomes.models.mmrm.slopes import GroupSlopes

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

MAX_STEPS = 60
#: Lower than `maximise.FINAL_DECREMENT`: with a Hessian that is nearly right steps shrink by a factor, not by squares.
FINAL_DECREMENT = 1e-20
#: A step that promises this much isn't small, and the refit is left to the search that looks at the likelihood.
LARGE_DECREMENT = 4.0
#: Share of a coefficient's information below which nothing but rounding is left of it.
NOTHING_LEFT = 1e-9


@dataclass(frozen=True, eq=False)
class BatchedRefits:
    """Refits without each of B groups, in the fit's coordinates.

    Attributes
    ----------
    coefficients : array of shape (B, p)
    sigma : array of shape (B, m, m)
    settled : array of bool, shape (B,)
        Whether the gradient is zero there. What isn't settled says nothing.
    """

    coefficients: Array
    sigma: Array
    settled: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _LeftOut:
    """The left-out patients of one pattern: their rows, sorted by group, and where each group's begin.

    `visits` are those of the pattern, `rows` has shape (patients, visits, q), `of` names the group of each patient.
    """

    pattern: int
    visits: Codes
    rows: Array
    of: Codes

    def add_to(self, total: Array, values: Array, sign: float) -> None:
        """Add values of the patients, shape (patients, ...), to those of their groups, times a sign."""
        first = np.flatnonzero(np.diff(self.of, prepend=-1))
        total[self.of[first]] += sign * np.add.reduceat(values, first, axis=0)


def can_batch(data: MmrmData, maximum: Maximum) -> bool:
    """Whether the covariance is any positive definite matrix, the same for everybody: its entries are parameters."""
    return maximum.parameters.structure.saturated and data.patterns.n_groups == 1


def refit_without(data: MmrmData, maximum: Maximum, groups: Sequence[Codes], *, reml: bool) -> BatchedRefits:
    """Refit without each group of patients, from where the fit to everybody ended.

    Parameters
    ----------
    data, maximum : MmrmData, Maximum
        Of a fit with an unstructured covariance; see `can_batch`.
    groups : sequence of integer arrays
        Numbers of the patients of each group.
    reml : bool
        Restricted or full likelihood.

    Returns
    -------
    BatchedRefits
        A group without which a coefficient can't be estimated, or that moves the fit far, isn't settled.

    Notes
    -----
    The entries of the covariance are the parameters. Each step solves H step = g with g the exact gradient without the
    group and H the Hessian with everybody, which is off by about one part in as many as there are groups, so that each
    step leaves about that share of the distance. At the end g = 0 whatever H was.
    """
    m = data.moments.n_visits
    basis = _symmetric_basis(m)
    hessian = second_order(maximum.at, GroupSlopes(basis[None])).hessian
    sigma = np.repeat(maximum.sigma, len(groups), axis=0)
    coefficients = np.zeros((len(groups), data.moments.q - 1))
    settled = np.zeros(len(groups), dtype=bool)
    # Groups still on their way; all steps are taken together.
    on_way = np.arange(len(groups))
    batch = _Batch(data, groups, reml=reml)
    on_way = on_way[batch.are_estimable(sigma)]
    before = np.full(len(groups), LARGE_DECREMENT)
    for _ in range(MAX_STEPS):
        if not len(on_way):
            break
        batch = _Batch(data, [groups[int(group)] for group in on_way], reml=reml)
        coefficients[on_way], by_entry = batch.evaluate(sigma[on_way])
        gradient = by_entry.reshape(len(on_way), -1) @ basis.reshape(len(basis), -1).T
        step = np.linalg.solve(hessian, gradient.T).T
        decrement = np.einsum("br,br->b", gradient, step)
        near = decrement < FINAL_DECREMENT
        settled[on_way[near]] = True
        # Rounding may keep a tiny decrement from falling any further.
        going = ~near & (decrement < before[on_way])
        before[on_way] = decrement
        moved = sigma[on_way] - np.tensordot(step, basis, axes=1)
        going &= np.linalg.eigvalsh(moved)[:, 0] > 0
        on_way, moved = on_way[going], moved[going]
        sigma[on_way] = moved
    return BatchedRefits(coefficients, sigma, settled)


def _symmetric_basis(m: int) -> Array:
    """Derivatives of a symmetric matrix by its entries on and above the diagonal, shape (r, m, m)."""
    rows, columns = np.triu_indices(m)
    basis = np.zeros((len(rows), m, m))
    basis[np.arange(len(rows)), rows, columns] = 1.0
    basis[np.arange(len(rows)), columns, rows] = 1.0
    return basis


class _Batch:
    """The likelihood without each of some groups; `likelihood` has the formulas."""

    def __init__(self, data: MmrmData, groups: Sequence[Codes], *, reml: bool) -> None:
        self.moments, self.reml = data.moments, reml
        self.left_out = _by_pattern(data, groups)
        self.counts = np.repeat(self.moments.counts[None].astype(float), len(groups), axis=0)
        for part in self.left_out:
            part.add_to(self.counts[:, part.pattern], np.ones(len(part.of)), -1.0)

    def are_estimable(self, sigma: Array) -> NDArray[np.bool_]:
        """Whether each group leaves something of the information on every coefficient."""
        information = self._information(_precisions(self.moments, sigma))[:, :-1, :-1]
        try:
            pivots = np.diagonal(np.linalg.cholesky(information), axis1=1, axis2=2) ** 2
        except np.linalg.LinAlgError:
            pivots = np.linalg.eigvalsh(information)
        scale = np.diagonal(information, axis1=1, axis2=2).max(axis=1)
        return np.asarray(pivots.min(axis=1) > NOTHING_LEFT * scale)

    def evaluate(self, sigma: Array) -> tuple[Array, Array]:
        """Coefficients, shape (B, p), and the gradient of -2 logL by the entries of S, shape (B, m, m)."""
        precision = _precisions(self.moments, sigma)
        information = self._information(precision)
        vcov = np.linalg.inv(information[:, :-1, :-1])
        coefficients = (vcov @ information[:, :-1, -1:])[:, :, 0]
        direction = np.concatenate([-coefficients, np.ones((len(sigma), 1))], axis=1)
        inner = direction[:, :, None] * direction[:, None, :]
        if self.reml:
            inner[:, :-1, :-1] += vcov
        # D = sum over patterns of n_p O_p - O_p B_p O_p
        terms = self.counts[:, :, None, None] * precision - precision @ self._spread(inner) @ precision
        return coefficients, terms.sum(axis=1)

    def _information(self, precision: Array) -> Array:
        """[X y]'O[X y] without each group, shape (B, q, q)."""
        moments = self.moments
        weights = precision[:, moments.pattern, moments.first, moments.second]
        total = moments.unpack(weights @ moments.packed)
        for part in self.left_out:
            inverse = _of_visits(precision[part.of, part.pattern], part.visits)
            part.add_to(total, part.rows.transpose(0, 2, 1) @ (inverse @ part.rows), -1.0)
        return total

    def _spread(self, inner: Array) -> Array:
        """B_p[j, k] = <T_p[j, k], inner> without each group, shape (B, P, m, m)."""
        moments = self.moments
        rows, columns = moments.upper
        packed = np.where(rows == columns, 1.0, 2.0) * inner[:, rows, columns]
        values = (packed @ moments.packed.T) * moments.pair_share
        full = np.zeros((len(inner), len(moments.counts), moments.n_visits, moments.n_visits))
        full[:, moments.pattern, moments.first, moments.second] = values
        full[:, moments.pattern, moments.second, moments.first] = values
        for part in self.left_out:
            products = part.rows @ inner[part.of] @ part.rows.transpose(0, 2, 1)
            padded = np.zeros((len(part.of), moments.n_visits, moments.n_visits))
            padded[:, part.visits[:, None], part.visits] = products
            part.add_to(full[:, part.pattern], padded, -1.0)
        return full


def _by_pattern(data: MmrmData, groups: Sequence[Codes]) -> list[_LeftOut]:
    """Rows of the left-out patients, of all patients of a pattern together."""
    patterns, rows = data.patterns, data.standardised.rows
    # Blocks hold the patients of a pattern in the order of their numbers.
    by_pattern = np.argsort(patterns.subject_pattern, kind="stable")
    rank = np.empty(len(by_pattern), dtype=np.intp)
    rank[by_pattern] = np.arange(len(by_pattern)) - np.repeat(
        np.cumsum(patterns.counts) - patterns.counts, patterns.counts
    )
    patients = np.concatenate([*groups, np.empty(0, dtype=np.intp)]).astype(np.intp)
    of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    parts = []
    for pattern in np.unique(patterns.subject_pattern[patients]):
        chosen = patterns.subject_pattern[patients] == pattern
        visits = np.flatnonzero(patterns.observed[pattern])
        first = patterns.starts[pattern] + rank[patients[chosen]] * len(visits)
        at = first[:, None] + np.arange(len(visits))
        at = at if patterns.order is None else patterns.order[at]
        parts.append(_LeftOut(int(pattern), visits, rows[at], of[chosen]))
    return parts


def _precisions(moments: Moments, sigma: Array) -> Array:
    """Inverse covariance of the visits of each pattern, zero elsewhere: shape (B, P, m, m)."""
    full = np.zeros((len(sigma), len(moments.counts), *sigma.shape[1:]))
    for pattern, observed in enumerate(moments.observed):
        visits = np.flatnonzero(observed)
        full[:, pattern, visits[:, None], visits] = np.linalg.inv(_of_visits(sigma, visits))
    return full


def _of_visits(matrices: Array, visits: Codes) -> Array:
    return matrices[:, visits[:, None], visits]
