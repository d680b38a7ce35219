"""The files beside the page: results.csv, results.json and manifest.json, the same bytes for the same input."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.report.names.plain_text import plain_text

# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_bytes(frame: pd.DataFrame) -> bytes:
    r"""Write a table as CSV: UTF-8, CRLF, numbers in full, and text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"cause": ["=1+1"], "estimate": [-0.5]}))
    b"cause,estimate\r\n'=1+1,-0.5\r\n"
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False):
        writer.writerow([_csv_cell(value) for value in row])
    return buffer.getvalue().encode("utf-8")


def exact(value: float) -> float:
    """Round to the twelve digits that every file of a report gives, so that all of them hold the same number."""
    return float(f"{value:.12g}")


def _csv_cell(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | float | np.integer | np.floating):
        return f"{float(value):.12g}"
    text = plain_text(value)
    return f"'{text}" if str(value).startswith(FORMULA_STARTS) else text


def json_bytes(content: Mapping[str, Any]) -> bytes:
    r"""Write values as JSON: UTF-8, indented, null for what isn't known or is hidden.

    Examples
    --------
    >>> json_bytes({"estimate": float("nan"), "n": 3})
    b'{\n "estimate": null,\n "n": 3\n}\n'
    """
    return (json.dumps(_plain(content), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {plain_text(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return exact(float(value)) if math.isfinite(value) else None
    return None if value is None or value is pd.NA else plain_text(value)


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
