"""Vectors whose products add up to given sums of products, so that sums can stand where rows do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def product_roots(products: Array, n: NDArray[np.int64]) -> tuple[Array, NDArray[np.intp]]:
    """Find vectors v with sum of v v' equal to the sums of z z', group by group.

    Parameters
    ----------
    products : array of shape (g, d, d)
        Sums of z z' over the patients of each group; z begins with 1.
    n : array of int, shape (g,)
        Patients of each group.

    Returns
    -------
    (array of shape (v, d), array of int, shape (v,))
        The vectors, first that of the mean of each group in their order; and the group of each.

    Notes
    -----
    The first vector of a group is its mean times the root of n; the others are a root of the sums of products about
    the mean, with rows and columns scaled to 1, so that small numbers keep their digits beside large ones. n
    patients differ from their mean in n - 1 directions at most, and what eigenvalues show beyond is rounding; so
    there are never more vectors than patients.

    Examples
    --------
    >>> z = np.array([[1.0, 3.0], [1.0, 5.0], [1.0, 10.0]])
    >>> vectors, group = product_roots((z.T @ z)[None], np.array([3]))
    >>> bool(np.allclose(vectors.T @ vectors, z.T @ z)), len(group)
    (True, 2)
    """
    mean = products[:, 0, :] / np.sqrt(n)[:, None]
    about = products - mean[:, :, None] * mean[:, None, :]
    spread = np.sqrt(np.maximum(np.einsum("gii->gi", about), 0.0))
    # What rounding leaves of sums that are zero: some 1e-16 of the products, of which this is the root.
    spread[spread <= 1e-7 * np.sqrt(np.einsum("gii->gi", products))] = 0.0
    inverse = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)
    values, vectors = np.linalg.eigh(about * inverse[:, :, None] * inverse[:, None, :])
    lengths = np.sqrt(np.maximum(values, 0.0))
    rest = np.swapaxes(vectors * lengths[:, None, :] * spread[:, :, None], 1, 2)
    directions = np.arange(lengths.shape[1])[::-1] + 1  # eigenvalues ascend
    group, place = np.nonzero((lengths > 1e-9) & (directions < n[:, None]))
    return np.concatenate([mean, rest[group, place]]), np.concatenate([np.arange(len(n)), group])
