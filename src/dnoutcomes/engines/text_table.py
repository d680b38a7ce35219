"""Delimited text as a table of a database: one or two bytes a cell in columns of few different texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from dnoutcomes.engines.database import Database, EngineError, RoomError, literal

_PIECES = 32
_PIECE = 2**16
# A byte tells 255 words apart. One that stands in fewer rows of the sample may have others beside it.
_MOST_WORDS, _OFTEN = 250, 10
# Statements that name more texts than these take longer than what they spare.
_MOST_NUMBERS, _MOST_YEARS = 1200, 30
_NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
_DATE = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")


def make_text_table(
    database: Database,
    path: Path,
    delimiter: str,
    ends: str,
    header: Sequence[str],
    few: Mapping[str, Sequence[str]],
) -> None:
    """Read delimited text without quotes into table `text`, NULL where a cell is blank.

    Parameters
    ----------
    database : Database
    path : Path
    delimiter, ends : str
        What stands between cells and between lines, as DuckDB writes it.
    header : sequence of str
    few : mapping of str to sequence of str
        From `columns_of_few_texts`. If a column has another text, all columns are read as text.

    Raises
    ------
    EngineError
        A row doesn't have the cells of the header.
    RoomError
        Memory or space are lacking.
    """
    types = {
        name: f"enum({', '.join(map(literal, few[name]))})" if name in few else "varchar" for name in header
    }
    columns = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in types.items())
    try:
        database.run(
            f"create table text as select * from read_csv({literal(str(path))}, auto_detect = false, header = true, "
            f"delim = {literal(delimiter)}, quote = '', escape = '', nullstr = '', new_line = {literal(ends)}, "
            f"columns = {{{columns}}})"
        )
    except EngineError as error:
        if isinstance(error, RoomError) or not few:
            raise
        make_text_table(database, path, delimiter, ends, header, {})


def columns_of_few_texts(path: Path, delimiter: str, header: Sequence[str]) -> dict[str, list[str]]:
    """Tell the columns of few different texts, from rows all over the file.

    Parameters
    ----------
    path : Path
        Delimited UTF-8 text without quotes.
    delimiter : str
    header : sequence of str

    Returns
    -------
    dict of str to list of str
        The different texts that a column can hold by its sample; blank is none. The rest of the file may show another.
        For numbers and dates these are all with as many digits, or of these years; for words those of the sample, if
        each of them stands in many of its rows.
    """
    rows = [row for line in _sample(path) if len(row := line.split(delimiter)) == len(header)]
    texts = {}
    for name, column in zip(header, zip(*rows)):
        counts = Counter(column)
        del counts[""]
        possible = _possible_numbers(counts) or _possible_dates(counts) or _often_seen(counts)
        if possible and counts.keys() <= {*possible}:
            texts[name] = possible
    return texts


def _possible_numbers(texts: Collection[str]) -> list[str]:
    """Write all numbers with as many digits as these have before and behind the point."""
    if not all(_NUMBER.fullmatch(text) for text in texts):
        return []
    parts = [text.partition(".") for text in texts]
    digits = max((len(whole) for whole, *_ in parts), default=0)
    places = {len(decimals) for *_, decimals in parts}
    if sum(10 ** (digits + place) for place in places) > _MOST_NUMBERS:
        return []
    return [
        f"{number / 10**place:.{place}f}"
        for place in sorted(places)
        for number in range(10 ** (digits + place))
    ]


def _possible_dates(texts: Collection[str]) -> list[str]:
    """Write all days of the years of these dates, of the year before and of the year after."""
    if not texts or not all(_DATE.fullmatch(text) for text in texts):
        return []
    first, last = int(min(texts)[:4]) - 1, int(max(texts)[:4]) + 1
    if last - first > _MOST_YEARS:
        return []
    days = np.arange(f"{first:04}-01-01", f"{last + 1:04}-01-01", dtype="datetime64[D]")
    return days.astype(str).tolist()


def _often_seen(counts: Counter[str]) -> list[str]:
    """Return texts of which each is seen often: a column of such will hardly hold another one."""
    few = 0 < len(counts) <= _MOST_WORDS and min(counts.values()) >= _OFTEN
    return sorted(counts) if few else []


def _sample(path: Path) -> Iterator[str]:
    """Give whole lines from pieces all over a file; never its first, the header."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        for start in range(0, size, max(size // _PIECES, _PIECE)):
            stream.seek(start)
            # What stands before the first end of a line and behind the last one is part of a line.
            for line in stream.read(_PIECE).split(b"\n")[1:-1]:
                yield line.decode().removesuffix("\r")
