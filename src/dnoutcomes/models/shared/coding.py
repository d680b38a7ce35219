"""From a formula and columns of known kind to a design matrix.

formulaic parses the formula and decides how each factor is coded. When every factor of the formula is a
plain column, the columns of the matrix are products of indicators and numbers, which are written directly:
the general machinery of formulaic takes longer than a whole fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.expression import Function, functions_in_reach
from dnoutcomes.models.shared.formula import parse_terms, variables_of, written_name

Array = NDArray[np.float64]
Kinds = tuple[tuple[str, tuple[Any, ...] | None], ...]
Part = tuple[str, Any, Any]
Products = tuple[tuple[float, tuple[Part, ...]], ...]

NO_FUNCTIONS: Mapping[str, Function] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Coding:
    """How the right-hand side of a formula becomes columns.

    Attributes
    ----------
    columns : tuple of str
        Names of the columns, "Intercept", "arm[T.needling]:visit[T.W08]".
    terms : dict
        Term as written in the formula, "arm:visit", to the positions of its columns.
    term_variables : dict
        Term to the variables it is made of.
    spec : formulaic.ModelSpec
        What formulaic remembers: levels, knots, centres.
    products : tuple, or None
        For plain formulas, a scale and the (variable, level, base) factors of each column: an indicator of the
        level, base the level that is left out (None where none is); level None means the number itself.
    functions : mapping
        The caller's own functions, by the names that the formula has for them.
    """

    columns: tuple[str, ...]
    terms: dict[str, NDArray[np.intp]]
    term_variables: dict[str, frozenset[str]]
    spec: Any
    products: Products | None
    functions: Mapping[str, Function]

    def matrix(self, frame: pd.DataFrame) -> Array:
        """Apply the coding to a frame that has the variables of the formula.

        Parameters
        ----------
        frame : pandas.DataFrame
            Factors are categoricals with the levels of the fit, in any order.

        Returns
        -------
        array of shape (rows, columns)
        """
        if self.products is None:
            return np.asarray(model_matrix(self.spec, frame, self.functions), dtype=float)
        return _plain_matrix(self.products, frame)


def learn_coding(
    parsed: Any, frame: pd.DataFrame, functions: Mapping[str, Function] = NO_FUNCTIONS
) -> Coding:
    """Learn the coding of a parsed formula from the rows that will be used.

    Parameters
    ----------
    parsed : formulaic formula
        Terms, as `parse_terms` returns them or as the right side of what `parse` returns.
    frame : pandas.DataFrame
        Complete rows; factors are categoricals without unused levels.
    functions : mapping
        The caller's own functions.

    Raises
    ------
    ModelError
        A level that begins with two underscores, or an expression that fails.
    """
    terms = getattr(parsed, "rhs", parsed)
    names = {factor.expr for term in terms for factor in term.factors} - {"1"}
    if names <= set(frame.columns):
        _refuse_reserved_levels(names, frame)
        kinds = tuple((str(name), _levels(frame[name])) for name in sorted(names))
        # "0 +" because the terms show an intercept but not its absence.
        plain = _plain_coding(f"0 + {' + '.join(map(_parsable_term, terms))}", kinds)
        return replace(plain, functions=functions) if functions else plain
    return _coding(apply_side(terms, frame, functions).model_spec, None, functions)


def model_matrix(spec: Any, frame: pd.DataFrame, functions: Mapping[str, Function] = NO_FUNCTIONS) -> Any:
    """Let formulaic write what was parsed as a matrix, with nothing in reach but the functions that are allowed."""
    return spec.get_model_matrix(frame, context=functions_in_reach(functions), na_action="ignore")


def apply_side(side: Any, frame: pd.DataFrame, functions: Mapping[str, Function] = NO_FUNCTIONS) -> Any:
    """Write one side of a parsed formula as formulaic's model matrix.

    An expression that fails is a ModelError, and so is a level that begins with two underscores.
    """
    from formulaic.errors import FormulaicError

    _refuse_reserved_levels(variables_of(side), frame)
    try:
        return model_matrix(side, frame, functions)
    except (FormulaicError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # What an expression of the user raises comes as a FormulaicError, what the coding of its value raises as it is.
        raise ModelError(f"the formula {str(side)!r} can't be applied to the data: {error}") from error


def _parsable_term(term: Any) -> str:
    """Write a term so that it can be parsed again, column names that aren't plain words among its factors."""
    return ":".join(
        written_name(factor.expr) if factor.eval_method.value == "lookup" else str(factor.expr)
        for factor in term.factors
    )


def _levels(column: pd.Series) -> tuple[Any, ...] | None:
    return tuple(column.cat.categories.tolist()) if isinstance(column.dtype, pd.CategoricalDtype) else None


def _refuse_reserved_levels(names: Iterable[str], frame: pd.DataFrame) -> None:
    """Formulaic leaves out the columns of such levels without a word."""
    for name in names:
        if name not in frame.columns or pd.api.types.is_numeric_dtype(frame[name].dtype):
            continue
        levels = _levels(frame[name]) or frame[name].unique()
        reserved = [level for level in levels if isinstance(level, str) and level.startswith("__")]
        if reserved:
            raise ModelError(
                f"level {reserved[0]!r} of {name!r} begins with two underscores, which formulas keep for themselves: "
                "give it another name"
            )


@lru_cache(maxsize=128)
def _plain_coding(right_side: str, kinds: Kinds) -> Coding:
    """Learn from a toy frame: how plain columns are coded depends on nothing but their levels."""
    n = max([2, *(len(levels) for _, levels in kinds if levels is not None)])
    toy = pd.DataFrame(
        {
            name: np.arange(n, dtype=float)
            if levels is None
            else pd.Categorical.from_codes(np.arange(n) % len(levels), categories=list(levels))
            for name, levels in kinds
        },
        index=range(n),
    )
    return _coding(model_matrix(parse_terms(right_side), toy).model_spec, dict(kinds), NO_FUNCTIONS)


def _coding(
    spec: Any, kinds: Mapping[str, tuple[Any, ...] | None] | None, functions: Mapping[str, Function]
) -> Coding:
    terms = {str(term): np.arange(part.start, part.stop) for term, part in spec.term_slices.items()}
    variables = {str(term): frozenset(variables_of([term])) for term in spec.terms}
    products = None if kinds is None else tuple(_products(spec, kinds))
    return Coding(tuple(spec.column_names), terms, variables, spec, products, functions)


def _products(
    spec: Any,
    kinds: Mapping[str, tuple[Any, ...] | None],
) -> Iterator[tuple[float, tuple[Part, ...]]]:
    """Read the columns of each term off formulaic's structure; the first factor varies fastest."""
    for entry in spec.structure:
        for scoped in entry.scoped_terms:
            choices = [_choices(factor, kinds) for factor in scoped.factors]
            for combination in product(*reversed(choices)):
                yield float(scoped.scale), tuple(reversed(combination))


def _choices(scoped_factor: Any, kinds: Mapping[str, tuple[Any, ...] | None]) -> list[Part]:
    name = scoped_factor.factor.expr
    levels = kinds[name]
    if levels is None:
        return [(name, None, None)]
    if scoped_factor.reduced:
        return [(name, level, levels[0]) for level in levels[1:]]
    return [(name, level, None) for level in levels]


def _plain_matrix(products: Products, frame: pd.DataFrame) -> Array:
    """Write each column as the product of a shorter column and one more indicator or number."""
    matrix = np.empty((len(frame), len(products)), order="F")
    atoms = _Atoms(frame)
    column_of: dict[tuple[Part, ...], int] = {}
    for position, (scale, factors) in enumerate(products):
        shorter = column_of.get(factors[:-1])
        if not factors:
            matrix[:, position] = 1.0
        elif shorter is None:
            matrix[:, position] = atoms[factors[0][:2]]
            for factor in factors[1:]:
                matrix[:, position] *= atoms[factor[:2]]
        else:
            np.multiply(matrix[:, shorter], atoms[factors[-1][:2]], out=matrix[:, position])
        if scale == 1.0:
            column_of[factors] = position
        else:
            matrix[:, position] *= scale
    return matrix


class _Atoms(dict[tuple[str, Any], Array]):
    """Indicator or numeric columns by (variable, level), each made once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__()
        self._frame = frame

    def __missing__(self, key: tuple[str, Any]) -> Array:
        name, level = key
        column = self._frame[name]
        if level is None:
            values: Array = column.to_numpy(dtype=float)
        else:
            code = column.cat.categories.get_loc(level) if level in column.cat.categories else -2
            values = (column.cat.codes.to_numpy() == code).astype(float)
        self[key] = values
        return values
