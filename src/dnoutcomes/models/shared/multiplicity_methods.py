"""Methods by which tests share one error, for p-values in their order; each with its words, and open to others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.language import term
from dnoutcomes.registry import OpenRegistry

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MultiplicityMethod:
    """How a family of tests shares one error.

    Attributes
    ----------
    name : str
        As plans have it: "holm".
    label : str
        In notes of tables: "Holm".
    adjust : callable
        P-values in the order of the tests, shape (m,), to adjusted ones: for each the smallest level at which it's
        rejected.
    note : str
        What becomes of the planned outcomes, after "are": "adjusted together by Holm's method".
    words : str
        A sentence of reports about `{n}` planned outcomes that share the error `{alpha}`.
    """

    name: str
    label: str
    adjust: Callable[[Array], Array]
    note: str
    words: str


def holm(p: Array) -> Array:
    """Holm's step-down p-values."""
    order = np.argsort(p, kind="stable")
    factors = len(p) - np.arange(len(p))
    # The smallest of m counts m times, the next m - 1 times, and none less than one before it.
    return _unsort(np.minimum(np.maximum.accumulate(factors * p[order]), 1.0), order)


def hochberg(p: Array) -> Array:
    """Hochberg's step-up p-values."""
    order = np.argsort(p, kind="stable")
    factors = len(p) - np.arange(len(p))
    # The same products as Holm's, from the largest down: none more than one behind it.
    return _unsort(np.minimum(np.minimum.accumulate((factors * p[order])[::-1])[::-1], 1.0), order)


def fixed_sequence(p: Array) -> Array:
    """P-values of tests in a fixed order: no smaller than any before."""
    return np.maximum.accumulate(p)


def _unsort(values: Array, order: NDArray[np.intp]) -> Array:
    result = np.empty_like(values)
    result[order] = values
    return result


def require_contract(method: MultiplicityMethod) -> None:
    """Refuse a method that makes a p-value smaller, or something that's none.

    Raises
    ------
    ModelError
    """
    for p in ([0.04], [0.03, 0.6, 0.004, 0.03], [1.0, 0.0, 0.2]):
        adjusted = np.asarray(method.adjust(np.array(p)))
        if adjusted.shape != (len(p),) or not ((adjusted >= np.array(p) - 1e-12) & (adjusted <= 1)).all():
            raise ModelError(
                f"multiplicity method {method.name!r} can't be used: of the p-values {p} it makes {adjusted.tolist()}, "
                "and adjusted ones must be as many, none smaller than it was and none above 1"
            )


MULTIPLICITY_METHODS: OpenRegistry[MultiplicityMethod] = OpenRegistry(
    "multiplicity method",
    MultiplicityMethod,
    (
        MultiplicityMethod(
            "fixed-sequence",
            "fixed sequence, in the order of the rows",
            fixed_sequence,
            "tested in their order, each counting only when all before it do",
            term(
                "The {n} planned outcomes, the main one first, are tested in the order of the plan, each counting only "
                "when all before it do: so the chance that any of them seems to differ where none does is at most "
                "{alpha}. Their p-values are adjusted for that; intervals are not."
            ),
        ),
        MultiplicityMethod(
            "holm",
            "Holm",
            holm,
            "adjusted together by Holm's method",
            term(
                "The {n} planned outcomes, the main one among them, share the error by Holm's method: the chance that "
                "any of them seems to differ where none does is at most {alpha}. Their p-values are adjusted for that; "
                "intervals are not."
            ),
        ),
        MultiplicityMethod(
            "hochberg",
            "Hochberg",
            hochberg,
            "adjusted together by Hochberg's method, which takes them not to depend on each other negatively",
            term(
                "The {n} planned outcomes, the main one among them, share the error by Hochberg's method, which takes "
                "them not to depend on each other negatively: the chance that any of them seems to differ where none "
                "does is at most {alpha}. Their p-values are adjusted for that; intervals are not."
            ),
        ),
    ),
    contract=require_contract,
    error=ModelError,
)
