"""Read formulas: the outcome evaluated as it is written, the terms crossed by formulaic, nothing run as Python."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.expression import FUNCTIONS, read_expression

_IN_C = re.compile(r"C\(\s*(?:(?P<plain>[^\W\d]\w*)|`(?P<quoted>[^`]+)`)\s*(?:,.*)?\)", re.DOTALL)
_QUOTED = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"")

#: A longer formula, or one with more factors crossed in one term, is a mistake that would take for ever.
LONGEST, MOST_CROSSED, MOST_TERMS = 5_000, 10, 200_000
NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=128)
def parse(formula: str, functions: frozenset[str] = NONE) -> Any:
    """Parse a two-sided formula; anything else is a ModelError.

    Parameters
    ----------
    formula : str
        "change ~ baseline * visit". The left side is one expression, with the arithmetic of numbers.
    functions : frozenset of str
        Names of the caller's own functions.

    Returns
    -------
    formulaic formula
        With `lhs` of one term and `rhs`.
    """
    from formulaic import SimpleFormula

    left, right = split_sides(formula)
    parsed = _parsed(f"{_outcome(left, formula, functions)} ~ {right}", formula, functions)
    sides = [getattr(parsed, "lhs", None), getattr(parsed, "rhs", None)]
    if not all(isinstance(side, SimpleFormula) for side in sides) or len(parsed.lhs) != 1:
        raise ModelError(
            f"the formula {formula!r} must have one outcome and one list of terms, without a bar |"
        )
    return parsed


@lru_cache(maxsize=128)
def parse_terms(terms: str, functions: frozenset[str] = NONE) -> Any:
    """Parse the right side of a formula alone, "1 + week"; anything else is a ModelError."""
    from formulaic import SimpleFormula

    text = _powers(_text(terms))
    if "~" in _without(text) or not isinstance(parsed := _parsed(text, terms, functions), SimpleFormula):
        raise ModelError(f"{terms!r} must be terms of a formula, without an outcome, ~ or a bar |")
    return parsed


def ordered_terms(terms: list[str], functions: frozenset[str] = NONE) -> Any:
    """Parse terms that keep their order, without an intercept unless one is among them."""
    return _parsed("0 + " + " + ".join(terms), " + ".join(terms), functions, ordering="none")


def split_sides(formula: str) -> tuple[str, str]:
    """Split a formula at its ~, and write powers as **.

    Examples
    --------
    >>> split_sides("pain^2 ~ arm * visit")
    ('pain**2', 'arm * visit')
    """
    text = _powers(_text(formula))
    tildes = [position for position, char in enumerate(_without(text)) if char == "~"]
    left, right = (text[: tildes[0]].strip(), text[tildes[0] + 1 :].strip()) if len(tildes) == 1 else ("", "")
    if not (left and right):
        raise ModelError(
            f"the formula {formula!r} must have one outcome on its left side and terms on its right, such as "
            "'change ~ baseline * visit + arm * visit'"
        )
    return left, right


def outcome_column(formula: str, functions: frozenset[str] = NONE) -> str | None:
    """Return the column that is the outcome of a formula; None where it is computed.

    Examples
    --------
    >>> outcome_column("`pain (0-10)` ~ arm"), outcome_column("pain - before ~ arm")
    ('pain (0-10)', None)
    """
    (term,) = parse(formula, functions).lhs
    (factor,) = term.factors
    return str(factor.expr) if factor.eval_method.value == "lookup" else None


def written_name(column: str) -> str:
    """Write the name of a column as a formula takes it.

    Examples
    --------
    >>> written_name("age"), written_name("age at start")
    ('age', '`age at start`')
    """
    if column.isidentifier():
        return column
    if "`" in column or not column.isprintable() or not column:
        raise ModelError(f"the column {column!r} can't be named in a formula; rename it")
    return f"`{column}`"


def variables_of(side: Any) -> list[str]:
    """Name the data columns that one side of a parsed formula uses, in sorted order."""
    return sorted({name for term in side for factor in term.factors for name in factor_variables(factor)})


def factor_variables(factor: Any) -> set[str]:
    """Name the data columns that one factor of a term uses, "age" for log(age)."""
    if factor.eval_method.value == "literal":
        return set()
    if factor.eval_method.value == "lookup":
        return {str(factor.expr)}
    return set(read_expression(factor.expr, _called(factor.expr)).columns)


def inside_coding(name: str) -> str:
    """Return the column that a formula wraps in C(), with or without a choice of coding; other names as they are.

    Examples
    --------
    >>> inside_coding("C(arm)"), inside_coding("C(arm, contr.sum)"), inside_coding("arm")
    ('arm', 'arm', 'arm')
    >>> inside_coding("C(arm == 'needling')"), inside_coding("C(`main cause`)")
    ("C(arm == 'needling')", 'main cause')
    """
    match = _IN_C.fullmatch(name.strip())
    return (match["plain"] or match["quoted"]) if match else name


def _outcome(left: str, formula: str, functions: frozenset[str]) -> str:
    """Write the left side as one factor: a column, a call, or I() around its arithmetic, as R has it."""
    if re.fullmatch(r"[^\W\d][\w.]*", left):
        return left
    try:
        read = read_expression(left, functions)
    except ModelError as error:
        raise ModelError(f"the outcome of the formula {formula!r} can't be used: {error}") from error
    if read.column is not None:
        return written_name(read.column)
    return left if read.call else f"I({left})"


def _parsed(text: str, formula: str, functions: frozenset[str], ordering: str = "degree") -> Any:
    """Read every expression against the list, and only then let formulaic see the text."""
    from formulaic import Formula
    from formulaic.errors import FormulaicError
    from formulaic.parser.algos.tokenize import tokenize

    try:
        tokens = list(tokenize(text))
        for token in tokens:
            if token.kind is token.Kind.PYTHON:
                read_expression(token.token, functions)
        _refuse_endless(tokens, formula)
        parsed = Formula(text, _ordering=ordering)
    except ModelError as error:
        raise ModelError(f"the formula {formula!r} can't be used: {error}") from error
    except FormulaicError as error:
        raise ModelError(f"the formula {formula!r} can't be read: {_plain_text(str(error))}") from error
    except SyntaxError as error:
        raise ModelError(
            f"the formula {formula!r} can't be read: {error.msg} in {str(error.text)!r}"
        ) from error
    except RecursionError as error:
        raise ModelError(f"the formula {formula[:60]!r}... is nested too deep to be read") from error
    return parsed


def _refuse_endless(tokens: list[Any], formula: str) -> None:
    """Refuse to cross so much that the terms couldn't be listed."""
    names = sum(token.kind in (token.Kind.NAME, token.Kind.PYTHON) for token in tokens)
    most = crossed = brackets = power = 1
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None]):
        operator = token.token if token.kind is token.Kind.OPERATOR else ""
        crossed = 1 if operator in ("+", "-", "~") else crossed + (operator == "*")
        most = max(most, crossed)
        beside = {other.token for other in (before, after) if other is not None}
        brackets += bool(set(operator) & set("*/:%")) and bool(beside & {"(", ")", "[", "]"})
        if operator == "**" and after is not None and after.token.isdigit():
            power = max(power, int(after.token[:9]))
    if max(most, power) > MOST_CROSSED:
        raise ModelError(f"the formula {formula!r} crosses more than {MOST_CROSSED} factors in one term")
    if max(names**power, (names / brackets + 1) ** brackets) > MOST_TERMS:
        raise ModelError(f"the formula {formula!r} crosses so much that there would be too many terms")


def _text(formula: str) -> str:
    if not isinstance(formula, str):
        raise ModelError(f"a formula is a text such as 'change ~ arm * visit', not {formula!r}")
    if len(formula) > LONGEST:
        raise ModelError(f"the formula has {len(formula):,} characters; at most {LONGEST:,} are read")
    return formula


def _without(text: str) -> str:
    """Blank what is quoted or in brackets, so that what is left is the formula's own."""
    plain, depth = [], 0
    for char in _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text):
        depth += (char in "([{") - (char in ")]}")
        plain.append(char if depth == 0 else " ")
    return "".join(plain)


def _powers(text: str) -> str:
    """Write ^ as R means it; in Python it would be an operation on bits."""
    parts, last = [], 0
    for quoted in _QUOTED.finditer(text):
        parts += [text[last : quoted.start()].replace("^", "**"), quoted[0]]
        last = quoted.end()
    return "".join([*parts, text[last:].replace("^", "**")])


def _called(expression: str) -> frozenset[str]:
    """Names in front of a bracket: a parsed factor was read with the caller's functions already."""
    return frozenset(re.findall(r"([^\W\d]\w*)\s*\(", _QUOTED.sub(" ", expression))) - FUNCTIONS.keys()


def _plain_text(text: str) -> str:
    """Drop the terminal colours and all but the first line of a message of formulaic."""
    return re.sub(r"\x1b\[[0-9;]*m|[⧛⧚]", "", text).strip().split("\n")[0]
