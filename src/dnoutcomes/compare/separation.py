"""Whether covariates tell a response without error, so that logistic regression has no finite answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import SeparationError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Separation:
    """Columns that tell the response of some rows without error.

    Attributes
    ----------
    terms : tuple of str
        The columns: each that does so by itself, else those that do so together.
    n_rows : int
        Rows whose response they tell, at least.
    """

    terms: tuple[str, ...]
    n_rows: int


def find_separation(matrix: Array, response: Array, terms: tuple[str, ...]) -> Separation | None:
    """Look for columns, one by one and then together, that never point the wrong way.

    Parameters
    ----------
    matrix, response, terms
        As in `logistic.fit_logistic`.

    Returns
    -------
    Separation or None
        None when maximum likelihood has a finite solution.

    Notes
    -----
    Maximise sum_i s_i x_i'b subject to s_i x_i'b >= 0 and |b_j| <= 1, with s_i = 1 for a response of 1 and -1 for 0.
    A positive maximum is complete or quasi-complete separation.

    References
    ----------
    Konis K. Linear programming algorithms for detecting separated data in binary logistic regression models.
    DPhil thesis, Oxford 2007.
    """
    together = _separating_direction(matrix, response)
    if not together.any():
        return None
    signs = 2 * response - 1
    by_single_column = {
        name: _separating_direction(matrix[:, [0, j]], response)
        for j, name in enumerate(terms)
        if j > 0 and together[j] != 0
    }
    single = {name: direction for name, direction in by_single_column.items() if direction.any()}
    if not single:
        involved = tuple(name for name, weight in zip(terms[1:], together[1:]) if weight != 0)
        return Separation(involved, int((signs * (matrix @ together) > 1e-7).sum()))
    told = [signs * (matrix[:, [0, terms.index(name)]] @ b) > 1e-7 for name, b in single.items()]
    return Separation(tuple(single), int(np.any(told, axis=0).sum()))


def _separating_direction(matrix: Array, response: Array) -> Array:
    """Return coefficients that separate, or zeros."""
    from scipy.optimize import linprog

    size = np.abs(matrix).max(axis=0)
    size = np.where(size > 0, size, 1.0)
    signed = matrix / size * (2 * response - 1)[:, None]
    solution = linprog(-signed.mean(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1))
    if not (signed @ solution.x > 1e-7).any():
        return np.zeros(matrix.shape[1])
    return np.where(np.abs(solution.x) > 1e-7, solution.x, 0.0) / size


def refuse_separation(matrix: Array, response: Array, terms: tuple[str, ...]) -> None:
    """Raise a SeparationError that names the separating columns, if there are any."""
    separation = find_separation(matrix, response, terms)
    if separation is not None:
        raise SeparationError(
            f"logistic regression has no finite solution: the response of at least {separation.n_rows} of "
            f"{len(response)} rows follows without error from {', '.join(separation.terms)} (separation). Leave such "
            f"a covariate out, merge its levels, or ask for penalty='ridge' or penalty='firth'"
        )
