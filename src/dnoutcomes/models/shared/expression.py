"""What a formula may compute: arithmetic and comparisons of columns, and functions from a list.

formulaic evaluates what it doesn't know as Python, with every builtin in reach. So each expression is read here first,
against a list of what is allowed, and what isn't on the list is refused before anything is evaluated.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from dnoutcomes.errors import ModelError

Function = Callable[..., Any]

_KNOTS = ("df", "knots", "lower_bound", "upper_bound", "constraints", "extrapolation")

#: Functions of one column, and the options that each takes beside it, in order.
FUNCTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "I": (), "log": (), "log2": (), "log10": (), "exp": (), "sqrt": (), "abs": (), "center": (),
    "np.log": (), "np.log2": (), "np.log10": (), "np.log1p": (), "np.exp": (), "np.sqrt": (), "np.abs": (),
    "scale": ("center", "scale", "ddof"),
    "standardize": ("center", "rescale", "ddof"),
    "poly": ("degree", "raw"),
    "bs": ("df", "knots", "degree", "include_intercept", "lower_bound", "upper_bound", "extrapolation"),
    "ns": ("df", "knots", "lower_bound", "upper_bound"),
    "cr": _KNOTS, "cs": _KNOTS, "cc": _KNOTS,
    "C": ("contrasts", "levels"),
})  # fmt: skip

#: Ways to code a factor, as C() takes them, and their options.
CONTRASTS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "contr.treatment": ("base",), "contr.SAS": ("base",), "contr.sum": (), "contr.diff": ("backward",),
    "contr.helmert": ("reverse", "scale"), "contr.poly": ("scores",), "Treatment": ("reference",), "Sum": (),
    "Diff": ("backward",), "Helmert": ("reverse", "scale"), "Poly": ("scores",),
})  # fmt: skip

_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.BitAnd, ast.BitOr)
_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_SIGNS = (ast.UAdd, ast.USub, ast.Invert)
#: Options that say how many columns there will be, and the largest that they may be.
_SIZES, _LARGEST_SIZE = ("df", "degree"), 100
# Their meaning changes between what is read here and what formulaic makes of it.
_UNSAFE = "'\"`\\"
_ALIAS = "_formulaic_{}"

_REMEDY = (
    "A formula takes +, -, *, /, ^ and comparisons of columns, and "
    f"{', '.join(name for name in FUNCTIONS if '.' not in name)}; functions={{'name': f}} of mmrm and growth adds "
    "your own. Else compute a column of the data first"
)


@dataclass(frozen=True)
class Expression:
    """An expression that may be evaluated.

    Attributes
    ----------
    columns : frozenset of str
        Columns it uses.
    column : str or None
        The column, where the expression is nothing but a column.
    call : bool
        Whether all of it is one call of a function.
    """

    columns: frozenset[str]
    column: str | None
    call: bool


def read_expression(text: str, own_functions: frozenset[str] = frozenset()) -> Expression:
    """Read one expression of a formula against the list of what is allowed.

    Parameters
    ----------
    text : str
        "log(age)", "`pain at start` - pain", "C(arm, contr.sum)".
    own_functions : frozenset of str
        Names of the caller's own functions.

    Returns
    -------
    Expression

    Raises
    ------
    ModelError
        It isn't an expression, or holds something that isn't on the list.

    Examples
    --------
    >>> sorted(read_expression("log(`age at start` / 10) - week").columns)
    ['age at start', 'week']
    """
    from formulaic.utils.code import sanitize_variable_names

    if not all(char.isprintable() or char.isspace() for char in text):
        raise ModelError(f"{text!r} in a formula holds characters that can't be printed")
    names: dict[str, str] = {}
    readable = sanitize_variable_names(text, {}, names, template=_ALIAS)
    for name in names.values():
        if set(name) & set(_UNSAFE) or not name.isprintable():
            raise ModelError(f"the column {name!r} can't be named inside an expression; rename it")
    try:
        tree = ast.parse(readable.strip(), mode="eval").body
    except SyntaxError as error:
        raise ModelError(
            f"{text!r} can't be read: {error.msg} in {str(error.text or text).strip()!r}"
        ) from error
    except (MemoryError, RecursionError, ValueError) as error:
        raise ModelError(f"an expression of a formula can't be read: {error or 'it is too deep'}") from error
    reader = _Reader(text, own_functions, names)
    try:
        columns = frozenset(reader.columns(tree))
    except RecursionError as error:
        raise ModelError("an expression of a formula is too deep to be read") from error
    if not columns:
        raise ModelError(f"{text!r} in a formula uses no column of the data")
    column = next(iter(columns)) if isinstance(tree, ast.Name) else None
    return Expression(columns, column, isinstance(tree, ast.Call))


def functions_in_reach(own_functions: Mapping[str, Function]) -> dict[str, Function]:
    """Name the functions that formulaic doesn't bring: ours, and the caller's own.

    Raises
    ------
    ModelError
        A name of the caller's is taken, or isn't a name, or what it stands for can't be called.
    """
    for name, function in own_functions.items():
        if not (isinstance(name, str) and name.isidentifier()) or name.startswith("_"):
            raise ModelError(f"functions has the name {name!r}; use a plain word, such as 'tertile'")
        if name in FUNCTIONS or name in CONTRASTS:
            raise ModelError(f"functions has {name!r}, which formulas already know; give yours another name")
        if not callable(function):
            raise ModelError(f"functions[{name!r}] is {function!r}, which can't be called")
    return {"sqrt": np.sqrt, "abs": np.abs, "ns": _natural_spline(), **own_functions}


@cache
def _natural_spline() -> Function:
    """R's ns: a natural cubic spline without the constant, knots at quantiles of all rows (cr: of the values)."""
    from formulaic.transforms.cubic_spline import cubic_spline
    from formulaic.utils.stateful_transforms import stateful_transform

    def ns(x: Any, df: int = 1, knots: Any = None, *bounds: Any, _state: Any = None, **options: Any) -> Any:
        if knots is None and "knots" not in _state:
            knots = np.quantile(np.asarray(x, dtype=float), np.linspace(0, 1, df + 1)[1:-1])
        return cubic_spline(x, None, knots, *bounds, constraints="center", _state=_state, **options)

    spline: Function = stateful_transform(ns)
    return spline


class _Reader:
    """Walk one expression, name its columns, and refuse what isn't on the list."""

    def __init__(self, text: str, own_functions: frozenset[str], names: Mapping[str, str]) -> None:
        self.text, self.own_functions, self.names = text, own_functions, names

    def columns(self, node: ast.expr) -> Iterator[str]:
        """Columns of an expression that gives numbers or levels, one for each row."""
        match node:
            case ast.Name(name):
                yield self.names.get(name, name)
            case ast.Constant(value) if type(value) in (int, float):
                pass
            case ast.UnaryOp(operator, operand) if isinstance(operator, _SIGNS):
                yield from self.columns(operand)
            case ast.BinOp(left, operator, right) if isinstance(operator, _ARITHMETIC):
                read = [*self.columns(left), *self.columns(right)]
                if isinstance(operator, ast.Pow) and not read:
                    self.refuse(node, "a power of numbers alone")  # 9**9**9 would never end
                yield from read
            case ast.Compare(left, operators, comparators) if len(operators) == 1:
                if not isinstance(operators[0], _COMPARISONS):
                    self.refuse(node, "this comparison")
                for side in (left, comparators[0]):
                    yield from () if self.is_text(side) else self.columns(side)
            case ast.Call():
                yield from self.call(node)
            case _:
                self.refuse(node, _KINDS.get(type(node), "this"))

    def call(self, node: ast.Call) -> Iterator[str]:
        """Columns of a call of a function on the list, or of one of the caller's own."""
        name = _dotted(node.func)
        if any(isinstance(argument, ast.Starred) for argument in node.args) or None in self.options(node):
            self.refuse(node, "* or ** in a call")
        if name in self.own_functions:
            for argument in node.args:
                yield from () if self.is_text(argument) else self.columns(argument)
            for keyword in node.keywords:
                self.constant(keyword.value)
            return
        if name not in FUNCTIONS:
            self.refuse(node, f"the function {ast.unparse(node.func)}")
        if not node.args:
            self.refuse(node, f"{name}() without a column")
        self.require_options(node, str(name), FUNCTIONS[str(name)], beside=1)
        yield from self.columns(node.args[0])
        for option, value in self.given(node, FUNCTIONS[str(name)], beside=1):
            if option == "contrasts":
                self.contrast(value)
            else:
                self.constant(value)
            if option in _SIZES and isinstance(value, ast.Constant) and not _is_small(value.value):
                self.refuse(node, f"{option} above {_LARGEST_SIZE}")

    def contrast(self, node: ast.expr) -> None:
        """A way to code a factor, called or not."""
        called = node if isinstance(node, ast.Call) else None
        name = _dotted(node if called is None else called.func)
        if name not in CONTRASTS:
            self.refuse(node, f"{ast.unparse(node)!r} as a coding (there are {', '.join(CONTRASTS)})")
        if called is not None:
            self.require_options(called, str(name), CONTRASTS[str(name)], beside=0)
            for _, value in self.given(called, CONTRASTS[str(name)], beside=0):
                self.constant(value)

    def require_options(self, node: ast.Call, name: str, options: tuple[str, ...], *, beside: int) -> None:
        strange = [str(option) for option in self.options(node) if option not in options]
        starred = any(isinstance(argument, ast.Starred) for argument in node.args)
        if strange or starred or len(node.args) > beside + len(options):
            allowed = f"its options are {', '.join(options)}" if options else "it has no options"
            self.refuse(node, f"{strange[0] + '=' if strange else 'so much'} in {name}(); {allowed}")

    def given(
        self, node: ast.Call, options: tuple[str, ...], *, beside: int
    ) -> Iterator[tuple[str, ast.expr]]:
        yield from zip(options, node.args[beside:])
        yield from ((str(keyword.arg), keyword.value) for keyword in node.keywords)

    def options(self, node: ast.Call) -> list[str | None]:
        """Names of the options of a call; None stands for **, and for what formulaic passes by itself."""
        return [
            None if keyword.arg is None or keyword.arg.startswith("_") else keyword.arg
            for keyword in node.keywords
        ]

    def constant(self, node: ast.expr) -> None:
        """A number, a text, True, False, None, or a list of them."""
        match node:
            case ast.List(elements) | ast.Tuple(elements):
                for element in elements:
                    self.constant(element)
            case ast.UnaryOp(ast.USub() | ast.UAdd(), operand):
                self.constant(operand)
            case ast.Constant(bool() | None | int() | float()):
                pass
            case _:
                if not self.is_text(node):
                    self.refuse(node, "an option that isn't a number, a text or a list of them")

    def is_text(self, node: ast.expr) -> bool:
        """Whether this is a plain text, as a level is written."""
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            return False
        if set(node.value) & set(_UNSAFE) or not node.value.isprintable() or "_formulaic_" in node.value:
            self.refuse(node, "a text with quotes, backticks or backslashes")
        return True

    def refuse(self, node: ast.AST, what: str) -> None:
        refused = ast.unparse(node)
        where = "" if refused == self.text else f" in {self.text!r}"
        raise ModelError(f"{what} isn't allowed in a formula: {refused!r}{where}. {_REMEDY}")


_KINDS: dict[type[ast.AST], str] = {
    ast.Attribute: "a part or method of a column (a name with a dot goes into backticks)",
    ast.Subscript: "picking with []", ast.Lambda: "a lambda",
    ast.JoinedStr: "an f-string", ast.Constant: "this value", ast.BinOp: "this operator",
    ast.Compare: "a chain of comparisons", ast.BoolOp: "and, or (write & and |)", ast.Tuple: "a tuple",
}  # fmt: skip


def _is_small(value: Any) -> bool:
    return not isinstance(value, int | float) or value <= _LARGEST_SIZE


def _dotted(node: ast.expr) -> str | None:
    """Write "log" or "np.log"; nothing longer is a name of a function."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(ast.Name(first), second):
            return f"{first}.{second}"
    return None
