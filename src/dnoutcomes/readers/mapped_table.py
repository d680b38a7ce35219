"""MappedTable: the file's text under the names of the schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.readers.coded_text import coded, has_content, rows_whose_text, translated
from dnoutcomes.readers.finding import Finding, refuse
from dnoutcomes.readers.header_names import canonical_name, fold_name
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.quote import quote
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.value_labels import missing_reasons_of, plain_code, read_labels
from dnoutcomes.readers.wide import lengthen
from dnoutcomes.registry import did_you_mean
from dnoutcomes.schema import Column
from dnoutcomes.schema.identifiers import is_identifier


@dataclass(frozen=True, eq=False)
class MappedTable:
    """The file's text under the names of the schema.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per encounter; every cell is str, and every column categorical.
    source_rows : array of int
        Line of the file of each row. Rows of one line in a wide layout share it.
    raw : RawTable
        The file as it was read.
    renamed : dict of str to str
        Canonical name to the site's name, where they differ.
    identifiers : tuple of str
        Site's columns that point to a person and aren't taken over.
    ignored : tuple of str
        Site's columns that nothing is known of.
    findings : tuple of Finding
        What was noticed on the way.
    missing_reasons : mapping of str to mapping of str to str
        Per column of ours: codes that the file declares as missing, and why the value is.
    """

    frame: pd.DataFrame
    source_rows: NDArray[np.int64]
    raw: RawTable
    renamed: dict[str, str] = field(default_factory=dict)
    identifiers: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    missing_reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def map_table(
    raw: RawTable,
    mapping: SiteMapping,
    keep: tuple[str, ...] = (),
    declared: Mapping[str, Column] | None = None,
) -> MappedTable:
    """Bring a file's columns, codes and layout to those of the schema.

    Parameters
    ----------
    raw : RawTable
        The file as text.
    mapping : SiteMapping
        What its names, codes and layout mean.
    keep : tuple of str
        Columns beyond the schema that the caller needs, such as a plan's own covariates.
    declared : mapping of str to Column, optional
        What columns of ours hold where a plan or the mapping says so and not the schema alone: arms, causes, outcomes.
        Value labels are taken by it.

    Returns
    -------
    MappedTable

    Raises
    ------
    DataError
        The mapping names a column that the file doesn't have, two columns mean the same, or codes and their labels
        contradict each other.
    """
    _check_named(raw, mapping)
    frame = _blank_where_told(raw.frame, mapping)
    visit_columns = {fold_name(name) for visit in mapping.wide for name in visit.columns}
    targets = {
        name: _target(name, mapping, keep) for name in frame.columns if fold_name(name) not in visit_columns
    }
    taken = {name: target for name, target in targets.items() if target}
    _check_one_column_each(taken, raw)
    left = [name for name, target in targets.items() if not target]
    ours = taken | _targets_of_visits(frame, mapping)
    frame, findings = read_labels(frame, raw, ours, mapping, declared or {})
    table = MappedTable(
        frame[list(taken)].rename(columns=taken),
        raw.source_rows,
        raw,
        {target: name for name, target in taken.items() if target != name},
        tuple(name for name in left if is_identifier(fold_name(name))),
        tuple(name for name in left if not is_identifier(fold_name(name))),
        findings,
        missing_reasons_of(raw, ours),
    )
    if mapping.wide:
        long, rows, of_visits = lengthen(frame, table.frame, raw.source_rows, mapping)
        table = replace(table, frame=long, source_rows=rows, findings=(*findings, *of_visits))
    return replace(table, frame=_translate_codes(table.frame, mapping))


def _target(name: str, mapping: SiteMapping, keep: tuple[str, ...]) -> str | None:
    """Return the canonical name of a site's column: the mapping's, the schema's, or its own where it's to be kept."""
    folded = fold_name(name)
    if folded in {fold_name(ignored) for ignored in mapping.ignore}:
        return None
    for site, target in mapping.columns.items():
        if folded == fold_name(site):
            return canonical_name(target) or target
    for listed in (*mapping.keep, *mapping.instruments, *keep, mapping.outcome):
        if listed and folded == fold_name(listed):
            return canonical_name(listed) or listed
    return canonical_name(name)


def _targets_of_visits(frame: pd.DataFrame, mapping: SiteMapping) -> dict[str, str]:
    """Return what the columns of a wide layout's visits are, by their names in the file."""
    by_folded = {fold_name(name): name for name in frame.columns}
    return {
        by_folded[fold_name(site)]: canonical_name(target) or target
        for visit in mapping.wide
        for site, target in visit.columns.items()
    }


def _check_named(raw: RawTable, mapping: SiteMapping) -> None:
    present = {fold_name(name) for name in raw.frame.columns}
    named = [
        *mapping.columns,
        *mapping.keep,
        *mapping.ignore,
        *(name for visit in mapping.wide for name in visit.columns),
    ]
    named += [*mapping.missing_when_blank, *mapping.missing_when_blank.values()]
    absent = [name for name in named if fold_name(name) not in present]
    if absent:
        refuse(
            raw.source.name,
            f"the mapping names a column {quote(absent[0])} that the file doesn't have"
            f"{did_you_mean(absent[0], list(raw.frame.columns))}".rstrip("."),
            f"The file has {', '.join(quote(name) for name in raw.frame.columns[:30])}.",
            check="mapping",
        )


def _check_one_column_each(taken: dict[str, str], raw: RawTable) -> None:
    sites: dict[str, list[str]] = {}
    for name, target in taken.items():
        sites.setdefault(target, []).append(name)
    for target, names in sites.items():
        if len(names) > 1:
            refuse(
                raw.source.name,
                f"{len(names)} columns could be {target}: {', '.join(quote(name) for name in names)}",
                "Rename all but one, or say which it is in a mapping, under [columns].",
                check="duplicate_columns",
                severity="ask",
                column=target,
            )


def _blank_where_told(frame: pd.DataFrame, mapping: SiteMapping) -> pd.DataFrame:
    by_folded = {fold_name(name): name for name in frame.columns}
    changed: dict[str, Any] = {}
    for name, ruler in mapping.missing_when_blank.items():
        target, source = by_folded[fold_name(name)], by_folded[fold_name(ruler)]
        changed[target] = coded(
            frame[target].astype("object").where(rows_whose_text(frame[source], has_content), "")
        )
    return frame.assign(**changed)


def _translate_codes(frame: pd.DataFrame, mapping: SiteMapping) -> pd.DataFrame:
    """Replace a site's codes; a code that the mapping doesn't list stays as it is."""
    changed: dict[str, Any] = {}
    for name, codes in mapping.values.items():
        if name not in frame.columns:
            raise_for = did_you_mean(name, list(frame.columns))
            refuse(
                "mapping",
                f"values: the file has no column {quote(name)}{raise_for}".rstrip("."),
                check="mapping",
            )
        value_of = {plain_code(code): value for code, value in codes.items()}
        changed[name] = translated(frame[name], partial(_meant, value_of))
    return frame.assign(**changed)


def _meant(values: Mapping[str, str], text: str) -> str:
    return values.get(plain_code(text), text)
