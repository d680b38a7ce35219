"""Look at a file: read it as text with as little told as possible, and say what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.errors import DataError
from dnoutcomes.readers import RawTable, SiteMapping, read_raw
from dnoutcomes.readers.coded_text import texts_and_codes
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.file_encoding import encoding_question
from dnoutcomes.starting.header_name import read_header_name
from dnoutcomes.starting.members import member_question
from dnoutcomes.starting.question import Question

# Each reading settles one thing: the encoding, the member of an archive, its sheet, the line of the header.
_MOST_READINGS = 5


class _Lookout(SiteMapping):
    """A mapping that knows names of columns in all languages, so that readers tell a header from what is above it."""

    def knows(self, name: str) -> bool:
        meant = read_header_name(name)
        return bool(meant.column) or meant.is_visual_analogue or super().knows(name)


def look_at(
    path: str | Path | pd.DataFrame, draft: Draft, answers: Mapping[str, str | int]
) -> tuple[RawTable | None, Draft]:
    """Read a file as text.

    Parameters
    ----------
    path : str, Path or pandas.DataFrame
    draft : Draft
        What is decided already.
    answers : mapping of str to str
        Answers to questions.

    Returns
    -------
    raw : RawTable or None
        None where a question has to be answered before anything can be read.
    draft : Draft
        With the encoding, sheet and place of the header where the file needs them.

    Raises
    ------
    DataError
        The file can't be read whatever is said of it.
    """
    for _ in range(_MOST_READINGS):
        try:
            raw = read_raw(path, _Lookout.build(_of_reading(draft.settings)))
        except DataError as error:
            draft = _settle(error, path, draft, answers)
            if draft.questions:
                return None, draft
        else:
            return raw, _described(raw, draft)
    raise DataError(f"{Path(str(path)).name!r} can't be read", verdict="reject")


def text_counts(raw: RawTable, column: str) -> dict[str, int]:
    """Return the different texts of a column without spaces around them, each with its number of rows; blanks too."""
    texts, codes = texts_and_codes(raw.frame[column])
    rows = np.bincount(np.asarray(codes), minlength=len(texts))
    counts: dict[str, int] = {}
    for text, n in zip(texts, rows):
        counts[text.strip()] = counts.get(text.strip(), 0) + int(n)
    return counts


def _of_reading(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What of the settings says how bytes become cells."""
    names = ("encoding", "delimiter", "skip_rows", "member", "hidden_cells", "confirmed")
    return {name: settings[name] for name in names if name in settings}


def _settle(
    error: DataError, path: str | Path | pd.DataFrame, draft: Draft, answers: Mapping[str, str | int]
) -> Draft:
    """Decide or ask what kept a file from being read; raise the error where that isn't for a mapping to say."""
    asked = [] if error.issues is None else error.issues[error.issues["severity"] == "ask"].to_dict("records")
    if error.verdict != "ask" or not asked or isinstance(path, pd.DataFrame):
        raise error
    check = asked[0]["check"]
    if check == "header":
        line = int(asked[0]["row"])
        return draft.decide(
            {"skip_rows": line - 1}, f"The names of the columns stand in row {line}: names are known there."
        )
    if check == "encoding":
        return encoding_question(Path(path), draft, answers)
    if check == "tables":
        asks = f"{asked[0]['message']}. Which one holds the encounters? Give its name"
        return draft.ask(Question("member", asks, typed=_member), answers)
    if check in ("workbook", "archive"):
        return member_question(Path(path), draft, answers, error)
    raise error


def _member(name: str) -> dict[str, str] | None:
    """Take a name for that of a table; reading says where there's none of it."""
    return {"member": name} if name else None


def _described(raw: RawTable, draft: Draft) -> Draft:
    """Pin the delimiter, so that the next file is cut in the same way."""
    if raw.source.delimiter not in ("", ","):
        draft = draft.decide(
            {"delimiter": raw.source.delimiter}, "The mark between cells that gives the most known names."
        )
    return draft
