"""Write settings as TOML that people read: tables apart, a reason above each key, doubts as comments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from textwrap import wrap
from typing import Any

from dnoutcomes.readers.quote import escape_hidden
from dnoutcomes.starting.draft import Draft, Path, lines_of_answer, merged
from dnoutcomes.starting.question import Question

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 100


def toml_value(value: Any) -> str:
    r"""Write a value on one line.

    Examples
    --------
    >>> toml_value(['a "b"', 1, True]), toml_value({"study_week": 4, "columns": {"p 4": "pain_nrs"}})
    ('["a \\"b\\"", 1, true]', '{ study_week = 4, columns = { "p 4" = "pain_nrs" } }')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{toml_key(str(key))} = {toml_value(entry)}" for key, entry in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(entry) for entry in value)}]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(key: str) -> str:
    """Write a key, in quotes where it needs them."""
    return key if _BARE.fullmatch(key) else toml_value(key)


def draft_text(draft: Draft, head: str) -> str:
    """Write a draft as a TOML file.

    Parameters
    ----------
    draft : Draft
    head : str
        What the file is, for its first lines.

    Returns
    -------
    str
        Values with their reasons above them; each open question with a commented line per answer; the open questions
        by name under `questions`, which nobody reads a file with.
    """
    lines = [*_comment(head), ""]
    for note in draft.notes:
        lines += _comment(note)
    names = [question.name for question in draft.questions]
    if names:
        lines += ["", *_comment(_HOW_TO_ANSWER), f"questions = {_listed(names)}"]
    blocks = _blocks(draft)
    for path in sorted(blocks, key=lambda path: (len(path) > 0, _order(path, draft))):
        lines += ["", *([f"[{'.'.join(map(toml_key, path))}]"] if path else []), *blocks[path]]
    return "\n".join(_without_double_blanks(lines)) + "\n"


_HOW_TO_ANSWER = (
    "Open questions. Answer each below: take the # off the line that is right, then take its name off this list. "
    "Nothing is read while a name is left in it."
)


def _blocks(draft: Draft) -> dict[Path, list[str]]:
    """Return the lines of every table by its path, those outside of any table first."""
    blocks: dict[Path, list[str]] = {(): []}
    before = ""
    for path, value in _values(draft.settings):
        why = draft.reasons.get(path, "")
        table = blocks.setdefault(path[:-1], [])
        if why and (why != before or not table):
            table += _comment(why)
        before = why
        table += _assignment(path[-1], value)
    for question in draft.questions:
        for path, lines in _question_lines(question, draft).items():
            blocks.setdefault(path, []).extend(lines)
    return blocks


def _values(settings: Mapping[str, Any]) -> list[tuple[Path, Any]]:
    """Return the values of all tables in the order of the file: those of a table before those of tables inside it."""
    plain = [((str(key),), value) for key, value in settings.items() if not isinstance(value, Mapping)]
    nested = [
        ((str(key), *path), value)
        for key, table in settings.items()
        if isinstance(table, Mapping)
        for path, value in _values(table)
    ]
    return [*plain, *nested]


def _assignment(key: str, value: Any) -> list[str]:
    if isinstance(value, list) and value and all(isinstance(entry, Mapping) for entry in value):
        return [f"{toml_key(key)} = [", *(f"  {toml_value(entry)}," for entry in value), "]"]
    return [f"{toml_key(key)} = {toml_value(value)}"]


def _question_lines(question: Question, draft: Draft) -> dict[Path, list[str]]:
    """Return the commented lines of a question by the table in which each has to stand."""
    places = [path[:-1] for answer in question.answers for path, _ in lines_of_answer(answer)]
    home: Path = places[0] if places else ()
    lines: dict[Path, list[str]] = {home: ["", *_comment(f"QUESTION {question.name}: {question.asks}")]}
    for answer in question.answers:
        label = escape_hidden(answer.words)
        settings = lines_of_answer(answer)
        elsewhere = [path for path, _ in settings if path[:-1] != home]
        if len(settings) == 1 and not elsewhere and not isinstance(settings[0][1], list):
            (path, value) = settings[0]
            told = "" if label == value else f"  # {label}"
            lines[home] += [f"# {line}{told}" for line in _assignment(path[-1], value)]
            continue
        below = f" (the line under {_table(elsewhere[0])})" if elsewhere else ""
        lines[home].append(f"#   {label}{below}:")
        for path, value in settings:
            table = lines.setdefault(path[:-1], [])
            if path[:-1] != home:
                table.append(f"#   {question.name}, {label}:")
            table += [f"# {line}" for line in _assignment(path[-1], _with_what_is_there(path, value, draft))]
    return lines


def _table(path: Path) -> str:
    return f"[{'.'.join(map(toml_key, path[:-1]))}]" if path[:-1] else "no table"


def _with_what_is_there(path: Path, value: Any, draft: Draft) -> Any:
    """Return a value as it would stand in the file: a list with what was decided to be in it."""
    before: Any = draft.settings
    for key in path:
        before = before.get(key) if isinstance(before, Mapping) else None
    return merged({"list": before}, {"list": value})["list"] if isinstance(value, list) else value


def _order(path: Path, draft: Draft) -> tuple[int, Path]:
    names = list(draft.settings)
    return (names.index(path[0]) if path and path[0] in names else len(names), path)


def _listed(names: list[str]) -> str:
    return "[\n" + "".join(f"  {toml_value(name)},\n" for name in names) + "]"


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(escape_hidden(text), _WIDTH) or [""]]


def _without_double_blanks(lines: list[str]) -> list[str]:
    return [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
