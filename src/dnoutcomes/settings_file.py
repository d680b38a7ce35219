"""Settings files: TOML that people write by hand, and what is wrong with it in their words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.registry import did_you_mean


def read_settings(path: Path, kind: str, error: type[DnOutcomesError]) -> dict[str, Any]:
    """Read a TOML file.

    Parameters
    ----------
    path : Path
    kind : str
        What it is, for messages: "plan", "mapping".
    error : type of DnOutcomesError
        Raised where the file can't be read or isn't TOML in UTF-8.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise error(f"{kind} {path.name}: can't be read ({problem.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise error(f"{kind} {path.name}: not valid TOML: {problem}") from None


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
    for item in error.errors():
        place = ".".join(str(part) for part in item["loc"])
        message = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            message = f"unknown key{did_you_mean(place.split('.')[-1], keys)}".rstrip(".")
        elif place and isinstance(item["input"], str | int | float):
            message += f", got {item['input']!r}"
        lines.append(f"{place}: {message}" if place else message)
    return f"{kind}: " + "; ".join(lines)
