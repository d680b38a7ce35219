"""Statistical file: what SPSS, SAS and Stata say of their columns, as a table of text with labels and reasons."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from dnoutcomes.file_bytes import TABLE_BYTES
from dnoutcomes.readers import readstat_process
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.typed_table import labelled, number_text, table_of_texts

# Numbers take some four times their bytes on the way from the file to text.
MOST_MEMORY = 4 * TABLE_BYTES
_CHECK = "file_format"
# The text of a number in a column of this format; None where the format is one of plain numbers.
WriteMoment = Callable[[float, str], str | None]
Range = Mapping[str, Any]


def read_statistical(
    data: bytes,
    source: Source,
    reader: str,
    what: str,
    write_moment: WriteMoment,
    **options: Any,
) -> RawTable:
    """Read a file of a statistics program.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : Source
        Name and hash.
    reader : str
        Function of pyreadstat.
    what : str
        What such a file is called: "an SPSS file".
    write_moment : callable
        (number, format of its column) to the text of the date, time or moment that it stands for; None where the format
        is one of numbers.
    **options
        Of the function of pyreadstat; those that are None aren't passed on.

    Returns
    -------
    RawTable

    Raises
    ------
    DataError
        The file is damaged, too large, or has texts in another encoding than it says.
    """
    given = {name: value for name, value in options.items() if value is not None}
    content = _run(data, {"reader": reader, "options": given, "memory": MOST_MEMORY}, source.name, what)
    _refuse_errors(content, source.name, what)
    names: list[str] = content["names"]
    columns, reasons, value_labels = [], {}, {}
    for name, values in zip(names, content["columns"]):
        write = _writer(content["types"].get(name, ""), content["formats"].get(name) or "", write_moment)
        labels = {write(code): str(label) for code, label in content["value_labels"].get(name, [])}
        ranges = content["missing_ranges"].get(name, [])
        missing = _missing_texts(values, ranges, content["types"].get(name, ""))
        columns.append([missing.get(value) or write(value) for value in values])
        reasons[name] = {text: _label_of(value, text, labels, write) for value, text in missing.items()}
        value_labels[name] = {code: label for code, label in labels.items() if code not in reasons[name]}
    if not columns or not columns[0]:
        refuse(source.name, f"this is {what} without a row", "Export it again.", check="no_rows")
    return labelled(table_of_texts(names, columns, source), content["labels"], value_labels, reasons)


def _run(data: bytes, call: Mapping[str, Any], name: str, what: str) -> dict[str, Any]:
    done = subprocess.run(
        # -P: modules beside the script, such as arrow.py, mustn't stand for packages of their names.
        [sys.executable, "-P", str(Path(readstat_process.__file__)), json.dumps(call)],
        input=data,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        refuse_damaged(name, what, "reading it ended the process that did")
    content: dict[str, Any] = json.loads(done.stdout)
    return content


def _refuse_errors(content: Mapping[str, Any], name: str, what: str) -> None:
    if content.get("error") == "memory":
        refuse(
            name,
            f"this is {what} that unpacks to more than {MOST_MEMORY:,} bytes, the most that's read",
            "Export it as Parquet or CSV, or leave out what isn't needed.",
            check="too_large",
        )
    if content.get("error") == "encoding":
        refuse(
            name,
            f"this is {what} with text that isn't in the encoding that the file names",
            'Say which it is with encoding=, such as encoding="cp1252"; where texts are in several encodings, save the '
            "file anew as Unicode.",
            check="encoding",
            severity="ask",
        )
    if content.get("error"):
        refuse_damaged(name, what, content["message"])


def refuse_damaged(name: str, what: str, reason: str) -> NoReturn:
    """Refuse a file that can't be read to its end."""
    refuse(
        name,
        f"this is {what} that is damaged or cut short ({reason})",
        "Export or copy it again.",
        check=_CHECK,
    )


def _writer(kind: str, format_: str, write_moment: WriteMoment) -> Callable[[Any], str]:
    """Return what writes the values of a column."""

    def write(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            # In a column of numbers a letter is a kind of missing value.
            return value if kind == "string" else f".{value}"
        if value != value:
            return ""
        moment = write_moment(float(value), format_) if format_ else None
        if moment is not None:
            return moment
        return number_text(np.float32(value) if kind == "float" else float(value))

    return write


def _missing_texts(values: Sequence[Any], ranges: Sequence[Range], kind: str) -> dict[Any, str]:
    """Return the values of a column that the file declares as missing, and their texts."""
    different = {value for value in values if value is not None and value == value}
    if kind != "string":
        tagged = {value: f".{value}" for value in different if isinstance(value, str)}
        declared = [value for value in different if not isinstance(value, str) and _is_inside(value, ranges)]
        return tagged | {value: number_text(float(value)) for value in declared}
    return {value: value for value in different if _is_inside(value, ranges)}


def _is_inside(value: Any, ranges: Sequence[Range]) -> bool:
    return any(
        isinstance(value, str) == isinstance(bounds["lo"], str) and bounds["lo"] <= value <= bounds["hi"]
        for bounds in ranges
    )


def _label_of(value: Any, text: str, labels: Mapping[str, str], write: Callable[[Any], str]) -> str:
    return labels.get(text, "") or labels.get(write(value), "")
