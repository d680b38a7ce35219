"""Which columns of a design can be estimated: aliased columns are those that earlier columns explain."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.shared.standardise import BLOCK, blocks

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: A column is aliased when what earlier columns leave of it is below this share of its length (as R's lm).
TOLERANCE = 1e-7


def independent_columns(x: Array) -> NDArray[np.intp]:
    """Find the columns that earlier columns don't explain, in the order of the formula.

    Parameters
    ----------
    x : array of shape (n, p)
        Design matrix.

    Returns
    -------
    array of int
        Positions of the independent columns.

    Notes
    -----
    Modified Gram-Schmidt in the order of the columns, on the triangular factor R of x when there are more
    rows than columns, so that the pass over the rows is one QR factorisation.

    Examples
    --------
    >>> independent_columns(np.array([[1.0, 2.0, 0.0], [1.0, 2.0, 1.0], [1.0, 2.0, 3.0]])).tolist()
    [0, 2]
    """
    lengths = np.sqrt(np.einsum("ij,ij->j", x, x))
    if (lengths > 0).all() and _clearly_full_rank(x.T @ x, lengths):
        return np.arange(x.shape[1])
    scaled = x / np.where(lengths > 0, lengths, 1.0)
    rest = np.asarray(np.linalg.qr(scaled, mode="r")) if x.shape[0] > x.shape[1] else scaled
    basis = np.zeros((rest.shape[0], 0))
    independent = []
    for position in range(rest.shape[1]):
        column = rest[:, position]
        for _ in range(2):
            column = column - basis @ (basis.T @ column)
        left = float(np.linalg.norm(column))
        if left > TOLERANCE:
            independent.append(position)
            basis = np.column_stack([basis, column / left])
    return np.asarray(independent, dtype=np.intp)


def independent_columns_by_block(read: Callable[[Codes | slice], Array], n: int) -> Codes:
    """`independent_columns` of n rows that are read block by block, all at once only where the answer isn't clear.

    Parameters
    ----------
    read : callable
        A slice or positions of rows to their columns, shape (k, p).
    n : int
        Rows.
    """
    if n > BLOCK:
        products = np.asarray(sum(part.T @ part for part in map(read, blocks(n))), dtype=np.float64)
        lengths = np.sqrt(np.diag(products))
        if (lengths > 0).all() and _clearly_full_rank(products, lengths):
            return np.arange(len(products))
    return independent_columns(read(slice(None)))


def _clearly_full_rank(products: Array, lengths: Array) -> bool:
    """Decide from the crossproduct, whose pivots are squared lengths, when they are far from rounding."""
    try:
        pivots: Array = np.diag(np.linalg.cholesky(products / np.outer(lengths, lengths)))
    except np.linalg.LinAlgError:
        return False
    return bool(pivots.min(initial=1.0) > 1e-5)


def estimability(x: Array, independent: NDArray[np.intp]) -> Callable[[Array], NDArray[np.bool_]] | None:
    """Make the check of whether linear functions are combinations of the rows of x.

    Parameters
    ----------
    x : array of shape (n, p)
        Design matrix, aliased columns included.
    independent : array of int
        What `independent_columns` found.

    Returns
    -------
    callable, or None
        Array of shape (k, p) to booleans of shape (k,). None when no column is aliased: all is estimable.

    Notes
    -----
    With aliased columns x_a = x_k C, a function l is estimable when l_a = l_k C.
    """
    p = x.shape[1]
    if len(independent) == p:
        return None
    aliased = np.setdiff1d(np.arange(p), independent)
    explain, *_ = np.linalg.lstsq(x[:, independent], x[:, aliased], rcond=None)

    def check(functions: Array) -> NDArray[np.bool_]:
        gap = functions[:, aliased] - functions[:, independent] @ explain
        size = np.maximum(1.0, np.abs(functions).max(axis=1, initial=0.0))
        return np.asarray(np.abs(gap).max(axis=1, initial=0.0) < 1e-6 * size)

    return check


def constant_columns(
    read: Callable[[Codes | slice], Array], column: Callable[[int], Array], estimated: Codes, codes: Codes
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say which of the estimated columns don't vary within any subject, and which don't vary at all.

    Parameters
    ----------
    read : callable
        A slice or positions of rows to their columns, shape (k, p).
    column : callable
        A position to that column of all rows, shape (n,).
    estimated : array of int
        The columns.
    codes : array of int, shape (n,)
        Subject of each row.
    """
    first = np.zeros(int(codes.max()) + 1, dtype=np.intp)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    some = slice(0, 5000)
    # Most columns vary within one of the first subjects, which spares a pass over all rows.
    still = (read(some) == read(first[codes[some]])).all(axis=0)
    between, constant = np.zeros(len(estimated), dtype=bool), np.zeros(len(estimated), dtype=bool)
    for position, which in enumerate(estimated):
        if still[which]:
            values = column(which)
            between[position] = (values == values[first[codes]]).all()
            constant[position] = (values == values[0]).all()
    return between, constant
