"""Value labels: what a file says that its codes mean, and whether the code or the label is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.readers.cells import Rules
from dnoutcomes.readers.cells.cell import Cell
from dnoutcomes.readers.cells.missing_cells import is_declared
from dnoutcomes.readers.cells.number_cells import number_reader
from dnoutcomes.readers.cells.parsed_column import cell_reader
from dnoutcomes.readers.coded_text import rows_whose_text, texts_and_codes, translated
from dnoutcomes.readers.finding import Finding, refuse
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.quote import quote
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.schema import COLUMNS, Column

_CHECK = "value_labels"
_SHOWN = 8
# Kinds of cells that the vocabulary knows; a word that is near to one isn't among them.
_KNOWN_LEVELS = ("level", "synonym", "folded", "yes_no")
Labels = Mapping[str, str]


def plain_code(text: str) -> str:
    """Write a code as a mapping does: 1.0 and 1 are the same code.

    Examples
    --------
    >>> plain_code(" 1.0 "), plain_code("A.0")
    ('1', 'A.0')
    """
    text = text.strip()
    head, dot, tail = text.partition(".")
    return head if dot and head.lstrip("-").isdecimal() and set(tail) <= {"0"} else text


def read_labels(
    frame: pd.DataFrame,
    raw: RawTable,
    ours: Mapping[str, str],
    mapping: SiteMapping,
    declared: Mapping[str, Column],
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Put labels in the place of codes where a column of ours holds words, and leave codes where it holds numbers.

    Codes that the mapping translates, under [values], or calls missing stay as they are, and so do codes that the file
    declares as missing.

    Parameters
    ----------
    frame : pandas.DataFrame
        The file as text, with its own column names.
    raw : RawTable
        Its labels.
    ours : mapping of str to str
        Columns of the file that are read, and what they're called in the schema.
    mapping : SiteMapping
    declared : mapping of str to Column
        Columns of ours that the plan or the mapping declares.

    Returns
    -------
    frame : pandas.DataFrame
    findings : tuple of Finding
        One per column with labels.

    Raises
    ------
    DataError
        The labels of a column of numbers are other numbers than the codes.
    """
    changed: dict[str, Any] = {}
    findings = []
    for name, target in ours.items():
        labels = {plain_code(code): label.strip() for code, label in raw.value_labels.get(name, {}).items()}
        column = declared.get(target) or _column_of(target, mapping)
        texts = [str(text) for text in texts_and_codes(frame[name])[0]]
        present = _codes_to_read(texts, raw.missing_reasons.get(name, {}), target, mapping)
        labels = {code: label for code, label in labels.items() if code in present and label}
        if not labels:
            continue
        if column is not None and (column.is_number or column.type == "date" or column.identifies):
            _ask_where_labels_are_numbers(labels, target, column, mapping, raw)
            findings.append(_codes_are_read(target, labels))
            continue
        if column is None and not present <= {*labels, ""}:
            # A column of the caller's own in which few codes have a label is one of numbers.
            findings.append(_codes_are_read(target, labels))
            continue
        taken = _labels_in_place_of_codes(labels, column)
        if taken:
            changed[name] = translated(frame[name], _translation(taken))
        findings.append(_labels_are_read(target, taken) if taken else _codes_are_read(target, labels))
    return frame.assign(**changed), tuple(findings)


def missing_reasons_of(raw: RawTable, ours: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the codes that a file declares as missing, by the names of the schema.

    Parameters
    ----------
    raw : RawTable
    ours : mapping of str to str
        Columns of the file that are read, and what they're called in the schema; several may be one of ours, at
        different visits.

    Raises
    ------
    DataError
        A code is missing in one of them, and stands as a value in another.
    """
    reasons: dict[str, dict[str, str]] = {}
    for name, target in ours.items():
        for code, reason in raw.missing_reasons.get(name, {}).items():
            reasons.setdefault(target, {})[plain_code(code)] = reason
    for name, target in ours.items():
        declared_here = {plain_code(code) for code in raw.missing_reasons.get(name, {})}
        elsewhere = [code for code in reasons.get(target, {}) if code not in declared_here]
        rows = _rows_with(raw.frame[name], elsewhere)
        if rows.any():
            refuse(
                raw.source.name,
                f"{target}: the file declares {', '.join(map(quote, elsewhere))} as missing at some visits, and in "
                f"{quote(name)} it stands as a value ({int(rows.sum())} rows)",
                "Declare it as missing in all columns of the file that hold this score, or in none.",
                check=_CHECK,
                severity="ask",
                column=target,
            )
    return reasons


def _rows_with(column: pd.Series, codes: Collection[str]) -> NDArray[np.bool_]:
    return rows_whose_text(column, lambda text: plain_code(text) in codes)


def _column_of(target: str, mapping: SiteMapping) -> Column | None:
    if target in COLUMNS:
        return COLUMNS[target]
    declared = target in mapping.instruments or target == mapping.outcome
    return Column(target, "number", "encounter", "") if declared else None


def _codes_to_read(texts: list[str], reasons: Labels, target: str, mapping: SiteMapping) -> set[str]:
    """Return the codes in a column that neither the file nor the mapping has said anything of."""
    rules = Rules(missing_codes=(*mapping.missing_codes.get(target, ()), *mapping.missing_codes.get("", ())))
    said = {*map(plain_code, reasons), *map(plain_code, mapping.values.get(target, {}))}
    codes = {plain_code(text) for text in texts}
    return {code for code in codes if code not in said and not is_declared(code, rules)}


def _labels_in_place_of_codes(labels: Labels, column: Column | None) -> dict[str, str]:
    """Leave the codes that are levels themselves, and mean the same as their labels if these are levels too."""
    if column is None or column.type == "text":
        return dict(labels)
    read = cell_reader(column, Rules(), ())
    return {code: label for code, label in labels.items() if not _is_level(code, label, read)}


def _is_level(code: str, label: str, read: Callable[[str], Cell]) -> bool:
    of_code, of_label = read(code), read(label)
    if of_code.kind not in _KNOWN_LEVELS:
        return False
    # 1 is "yes" where nothing else is said; a file that says 1 = No, 2 = Yes means what it says.
    return of_label.kind not in _KNOWN_LEVELS or of_label.value == of_code.value


def _translation(taken: Labels) -> Callable[[str], str]:
    return lambda text: taken.get(plain_code(text), text)


def _ask_where_labels_are_numbers(
    labels: Labels, target: str, column: Column, mapping: SiteMapping, raw: RawTable
) -> None:
    """Ask which counts where the label of a code is another number, as in a score from 0 to 10 coded as 1 to 11."""
    if not column.is_number:
        return
    read = number_reader(Rules(mapping.decimal, mapping.thousands))
    other = {
        code: label
        for code, label in labels.items()
        if isinstance(read(label).value, float) and read(label).value != read(code).value
    }
    if other:
        code, label = next(iter(other.items()))
        lines = ", ".join(f'"{code}" = "{label}"' for code, label in list(other.items())[:_SHOWN])
        refuse(
            raw.source.name,
            f"{target}: the codes are other numbers than their labels, such as {quote(code)}, which is labelled "
            f"{quote(label)}",
            f"If labels count, write into the mapping, under [values.{target}]: {lines}; if codes do, each as itself: "
            f'"{code}" = "{code}".',
            check=_CHECK,
            severity="ask",
            column=target,
        )


def _labels_are_read(target: str, taken: Labels) -> Finding:
    pairs = _pairs(taken)
    return Finding(
        "info", f"{target}: labels are read in place of codes: {pairs}", column=target, check=_CHECK
    )


def _codes_are_read(target: str, labels: Labels) -> Finding:
    pairs = _pairs(labels)
    return Finding(
        "info", f"{target}: codes are read and not their labels: {pairs}", column=target, check=_CHECK
    )


def _pairs(labels: Labels) -> str:
    shown = ", ".join(f"{quote(code)} is {quote(label)}" for code, label in list(labels.items())[:_SHOWN])
    return shown + (", ..." if len(labels) > _SHOWN else "")
