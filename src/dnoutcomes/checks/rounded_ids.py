"""Patient ids that a spreadsheet has changed, so that two patients may have become one, or one two."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from dnoutcomes.checks.changing_patients import patients_in
from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote

_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?e[+]?\d+", re.IGNORECASE)
# A spreadsheet keeps 15 digits and fills up with zeros.
_ROUNDED = re.compile(r"[1-9]\d{14}0+")
_REMEDY = (
    'Export the ids as text and read that; if they are as they should be, pass confirmed=["rounded_ids"].'
)
_PERSON = ("sex", "birth_year", "birth_date", "age", "height_cm")
_AGE_DRIFT = 2


def rounded_ids(context: Context) -> list[Finding]:
    """Ask about ids that have lost digits or leading zeros, and about ids that stand for two persons."""
    ids = context.columns["patient_id"]
    texts = [text.strip() for text in ids.texts_in(context.live)]
    padded = [len(text) for text in texts if text.isascii() and text.isdigit() and text.startswith("0")]
    width = max(padded, default=0)
    kinds = (
        ("are written as powers of ten, with digits lost", [t for t in texts if _SCIENTIFIC.fullmatch(t)]),
        ("have more than 15 digits that end in zeros, as a spreadsheet rounds them",
         [t for t in texts if _ROUNDED.fullmatch(t)]),
        (f"have fewer digits than others of {width} with leading zeros, as if they had lost theirs",
         [t for t in texts if t.isascii() and t.isdigit() and len(t) < width and not t.startswith("0")]),
    )  # fmt: skip
    findings = []
    for what, odd in kinds:
        if odd:
            rows = ids.rows_where(text.strip() in set(odd) for text in ids.texts)
            message = f"{len(odd)} patient ids {what}, such as {quote(odd[0], pseudonym=True)}"
            findings += context.findings("ask", rows, message, "patient_id", remedy=_REMEDY)
    return findings + _two_persons(context)


def _two_persons(context: Context) -> list[Finding]:
    """Ask about ids under which two or more facts of a person differ between rows."""
    differing = np.zeros(len(context.timeline.patients), dtype=int)
    for name in _PERSON:
        if name in context.columns:
            codes, values = context.columns[name].ranked
            lowest, highest = context.timeline.range_of(np.where(context.live, codes, -1))
            differs = lowest != highest
            if name == "age":
                differs[differs] = values[highest[differs]] - values[lowest[differs]] > _AGE_DRIFT
            differing += differs
    rows = context.timeline.rows_of(differing >= 2)
    message = (
        f"{patients_in(rows, context)} whose sex, age, height or birth differ: two persons under one id?"
    )
    return context.findings("ask", rows, message, "patient_id", remedy=_REMEDY)


def id_shapes(texts: Iterable[str]) -> frozenset[str]:
    """Return texts that stand for ids of digits, of which `rounded_ids` compares the lengths with each other.

    Examples
    --------
    >>> sorted(id_shapes(["0042", "0180", "77", "P01"]))
    ['0999', '99']
    """
    digits = (text.strip() for text in texts)
    return frozenset(
        ("0" if text.startswith("0") else "9") + "9" * (len(text) - 1)
        for text in digits
        if text.isascii() and text.isdigit()
    )
