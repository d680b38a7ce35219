"""Settings files: TOML that people write by hand, and what is wrong with it in their words."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.file_bytes import SETTINGS_BYTES, FileBytesError, read_bytes
from dnoutcomes.registry import did_you_mean

# A plan is three deep; what is deeper isn't written by hand.
DEEPEST = 32
# Also where the end is missing, so that no text is gone through twice.
_QUOTED = re.compile(r"""\"(?:[^"\\\n]|\\.)*+\"?|'[^'\n]*+'?""")
_COMMENT = re.compile(r"#[^\n]*")
# Between two parts of a key, whose names are bare or, by then, empty quotes.
_DOT = re.compile(r"""[\w"-][ \t]*\.[ \t]*(?=[\w"-])""")


def read_settings(path: Path, kind: str, error: type[DnOutcomesError]) -> dict[str, Any]:
    """Read a TOML file.

    Parameters
    ----------
    path : Path
    kind : str
        What it is, for messages: "plan", "mapping".
    error : type of DnOutcomesError
        Raised where the file can't be read, isn't TOML in UTF-8, or is nested too deeply.
    """
    try:
        text = read_bytes(path, SETTINGS_BYTES).decode("utf-8-sig")
        text = text.replace("\r\n", "\n")
        # A key of many parts takes the parser their square: seconds for 40 kB.
        deepest = _parts_of_longest_key(text)
        settings = tomllib.loads(text) if deepest <= DEEPEST else {}
        deepest = max(deepest, _depth(settings))
    except FileBytesError as problem:
        raise error(f"{kind} {path.name}: can't be read: {problem}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise error(f"{kind} {path.name}: not valid TOML: {problem}") from None
    except RecursionError:
        deepest = sys.getrecursionlimit()
    if deepest > DEEPEST:
        raise error(
            f"{kind} {path.name}: brackets or keys are nested more than {DEEPEST} deep. Write lists and tables side by "
            "side."
        )
    return settings


def open_questions(names: Iterable[str]) -> str:
    """Say that a draft has questions that nobody has answered.

    Examples
    --------
    >>> open_questions(["outcome"])
    'a question of the draft is open: outcome. Answer it there, and take its name off `questions`'
    """
    names = list(names)
    it, are = (
        ("it", "a question of the draft is") if len(names) == 1 else ("each", "questions of the draft are")
    )
    return f"{are} open: {', '.join(names)}. Answer {it} there, and take its name off `questions`"


def _parts_of_longest_key(text: str) -> int:
    """Count the parts of the longest dotted key before the text is parsed; what is quoted is one part."""
    bare = _COMMENT.sub("", _QUOTED.sub('""', text))
    return max(1 + len(_DOT.findall(part)) for part in re.split(r"[=\n{},\[\]]", bare))


def _depth(settings: Any) -> int:
    """Count how deep lists and tables stand in each other, without being deep itself."""
    depth, level = 0, [settings]
    while level:
        depth += 1
        tables = [part for part in level if isinstance(part, dict)]
        lists = [part for part in level if isinstance(part, list)]
        level = [value for table in tables for value in table.values()]
        level += [value for part in lists for value in part]
        level = [value for value in level if isinstance(value, dict | list)]
    return depth


def in_words(error: ValidationError, kind: str, known: Iterable[str]) -> str:
    """Every problem of a settings file: where, what is wrong, what was got, and the nearest known key.

    Parameters
    ----------
    error : pydantic.ValidationError
    kind : str
        What the file is.
    known : iterable of str
        Keys that it may have.
    """
    keys = list(known)
    lines = []
    for problem in error.errors():
        key = ".".join(str(part) for part in problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = f"unknown key{did_you_mean(key.split('.')[-1], keys)}".rstrip(".")
        elif (
            key and isinstance(problem["input"], str | int | float) and repr(problem["input"]) not in message
        ):
            message += f", got {problem['input']!r}"
        lines.append(f"{key}: {message}" if key else message)
    return f"{kind}: " + "; ".join(lines)
