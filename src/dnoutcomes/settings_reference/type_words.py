"""What may stand behind a key, in words for a person who writes TOML and no Python."""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from dnoutcomes.plan.part import NameOfEntry
from dnoutcomes.starting.toml_text import toml_value

_PLAIN = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    date: "date, such as 2026-06-30",
}
_MANY = {str: "texts", int: "whole numbers", float: "numbers", bool: "of true or false"}


def type_words(field: FieldInfo) -> str:
    """Say what may stand behind a key.

    Examples
    --------
    >>> from dnoutcomes.plan import Plan
    >>> type_words(Plan.model_fields["tie_rule"]), type_words(Plan.model_fields["pool_causes_below"])
    ('"earlier" or "later"', 'whole number from 0')
    >>> type_words(Plan.model_fields["covariates"]), type_words(Plan.model_fields["arms"])
    ('list of texts', 'list of 2 texts')
    """
    return _words(field.annotation, field.metadata)


def _words(annotation: Any, metadata: Sequence[Any] = ()) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _words(inner[0], [*annotation.__metadata__, *metadata])
    if origin in (Union, types.UnionType):
        kinds = [_words(kind, metadata) for kind in inner if kind is not type(None)]
        return " or ".join(dict.fromkeys(kinds))
    if origin is Literal:
        return _either([toml_value(value) for value in inner])
    if origin is tuple:
        number = f"{len(inner)} " if Ellipsis not in inner else ""
        return f"list of {number}{_many(inner[0])}"
    if origin is dict:
        return _by_name(_words(inner[1]))
    names = _names_taken(metadata)
    if names:
        return _either([toml_value(name) for name in names])
    return _PLAIN.get(annotation, "table") + _bounds(metadata)


def _many(annotation: Any) -> str:
    """Name several values of a kind."""
    if get_origin(annotation) is Annotated:
        plain = get_args(annotation)[0]
        return f"names: {_words(annotation)}" if _names_taken(annotation.__metadata__) else _many(plain)
    if get_origin(annotation) in (Union, types.UnionType):
        return " or ".join(_many(kind) for kind in get_args(annotation))
    return _MANY.get(annotation, "tables")


def _by_name(words: str) -> str:
    """Name a table of things that go by names.

    Examples
    --------
    >>> _by_name("text"), _by_name("table"), _by_name("table, name = text")
    ('table, name = text', 'a table per name', 'a table per name, name = text')
    """
    return (
        f"a table per name{words.removeprefix('table')}"
        if words.startswith("table")
        else f"table, name = {words}"
    )


def _names_taken(metadata: Sequence[Any]) -> list[str]:
    """Return the names of a registry's entries that a key takes: those that no other check of it refuses."""
    checks = [part.func for part in metadata if isinstance(part, AfterValidator)]
    entries = next((list(check.entries) for check in checks if isinstance(check, NameOfEntry)), [])
    return [name for name in entries if all(_passes(check, name) for check in checks)]


def _passes(check: Callable[..., Any], name: str) -> bool:
    try:
        check(name)
    except ValueError:
        return False
    return True


def _bounds(metadata: Sequence[Any]) -> str:
    """Say in which range a number must be; the bounds stand one by one in what pydantic keeps of a field."""
    bound = {
        name: getattr(part, name)
        for part in metadata
        for name in ("ge", "gt", "le", "lt")
        if hasattr(part, name)
    }
    words = [
        f"{word} {bound[name]:g}"
        for name, word in (("ge", "from"), ("gt", "above"), ("le", "to"), ("lt", "below"))
        if bound.get(name) is not None
    ]
    return " ".join(["", *words])


def _either(words: Sequence[str]) -> str:
    """Join alternatives.

    Examples
    --------
    >>> _either(["a", "b", "c"])
    'a, b or c'
    """
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
