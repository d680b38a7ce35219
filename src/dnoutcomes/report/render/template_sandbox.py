"""Templates of the page that compute nothing, see nothing but the report, and come to an end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import Look, Width
from dnoutcomes.language import Language
from dnoutcomes.report.blocks import section as blocks
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.render.cover import Cover

# What a template may read, and of what. It calls nothing.
ATTRIBUTES: dict[type, frozenset[str]] = {
    Cover: frozenset({"title", "subtitle", "facts", "clinic", "language", "mark"}),
    Language: frozenset({"code"}),
    blocks.Section: frozenset({"id", "title", "blocks"}),
    blocks.Paragraph: frozenset({"text", "lead"}),
    blocks.Heading: frozenset({"text"}),
    blocks.Note: frozenset({"text", "tone"}),
    blocks.BulletList: frozenset({"items"}),
    blocks.KeyNumbers: frozenset({"numbers"}),
    blocks.KeyNumber: frozenset({"label", "value", "detail", "mark"}),
    blocks.Definitions: frozenset({"rows"}),
    blocks.Table: frozenset({"caption", "columns", "rows", "notes", "numeric", "is_long"}),
    FigureBlock: frozenset({"main", "narrow", "alt_text", "caption"}),
    OutcomeFigure: frozenset({"look", "height_pixels", "alt_text", "caption"}),
    Look: frozenset({"width"}),
    Width: frozenset({"pixels"}),
    LoopContext: frozenset({"index", "index0", "revindex", "first", "last", "length", "depth"}),
}
FILTERS = (
    "length",
    "count",
    "first",
    "last",
    "round",
    "int",
    "lower",
    "upper",
    "trim",
    "default",
    "e",
    "escape",
)
TESTS = ("defined", "undefined", "none", "string", "number", "odd", "even", "eq", "ne", "in", "true", "false")
# Nothing that calls, reads another file, turns escaping off or lets a text grow with each turn of a loop.
ALLOWED = (
    nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign, nodes.Name, nodes.NSRef, nodes.Const,
    nodes.Tuple, nodes.List, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.CondExpr,
    nodes.Concat, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Filter, nodes.Test,
)  # fmt: skip
MOST_JOINED = 20
# The longest reports take some ten thousand.
MOST_TURNS = 1_000_000
_COUNTED = "counted turns"
_TURNS = "turns left"


class ReportEnvironment(ImmutableSandboxedEnvironment):
    """Renders the page from what it is given; the package's own template goes through it too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS} | {_COUNTED: _counted}
        self.tests = {name: self.tests[name] for name in TESTS}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read an attribute: those of `ATTRIBUTES`."""
        return any(isinstance(obj, kind) and attr in names for kind, names in ATTRIBUTES.items())

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call something: nothing."""
        return False

    def wrap_str_format(self, value: Any) -> None:
        """Give no template the `format` of a text, not even one that is watched."""

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        """Turn a template into code, once it is known to hold nothing but what is allowed."""
        _refuse_others(source)
        for loop in source.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
        return super()._generate(source, name, filename, defer_init)


def turns() -> dict[str, list[int]]:
    """What a template must be rendered with, so that its loops are counted."""
    return {_TURNS: [MOST_TURNS]}


@pass_context
def _counted(context: Context, values: Iterable[Any]) -> Iterator[Any]:
    left = context[_TURNS]
    for value in values:
        left[0] -= 1
        if left[0] < 0:
            raise SecurityError(f"loops take more than {MOST_TURNS:,} turns")
        yield value


def _refuse_others(source: nodes.Template) -> None:
    joined = 0
    for node in source.find_all(nodes.Node):
        if isinstance(node, (nodes.For, nodes.If)) and getattr(node, "recursive", False):
            raise _refused(node, "recursive loops")
        if not isinstance(node, ALLOWED):
            raise _refused(node, f"{type(node).__name__}")
        if isinstance(node, nodes.Concat):
            joined += len(node.nodes)
        if isinstance(node, nodes.Name) and node.name == _TURNS:
            raise _refused(node, _TURNS)
    if joined > MOST_JOINED:
        raise TemplateSyntaxError(f"more than {MOST_JOINED} texts are joined with ~", 1)


def _refused(node: nodes.Node, what: str) -> TemplateSyntaxError:
    return TemplateSyntaxError(
        f"{what} isn't allowed: a template shows what it is given, with for, if, set, ~ and the documented names",
        node.lineno or 1,
    )


# What may stand before the content policy, which holds for what comes after it.
_BEFORE_THE_POLICY = re.compile(
    r'(?:\s|<!doctype html>|<html(?: lang="[\w-]*")?>|<head>|<meta charset="[\w-]*">)*', re.IGNORECASE
)


def keeps_policy(page: str, policy: str) -> bool:
    """Whether a page begins with its content policy, so that nothing in it is run or fetched."""
    begun = _BEFORE_THE_POLICY.match(page)
    return begun is not None and page.startswith(policy, begun.end())
