"""Bring a wide layout, a row per patient and a column per visit, to one row per visit."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.readers.coded_text import coded_frame
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.header_names import canonical_name, fold_name
from dnoutcomes.readers.mapping import SiteMapping, WideVisit

Rows = NDArray[np.int64]


def lengthen(
    wide: pd.DataFrame, carried: pd.DataFrame, source_rows: Rows, mapping: SiteMapping
) -> tuple[pd.DataFrame, Rows, tuple[Finding, ...]]:
    """Turn a row with several visits into a row per visit.

    Parameters
    ----------
    wide : pandas.DataFrame
        The file as text, with the site's column names; its columns and those carried are categorical.
    carried : pandas.DataFrame
        The columns that every visit carries, with canonical names.
    source_rows : array of int
        Line of each row of `wide`.
    mapping : SiteMapping
        Its `wide` visits.

    Returns
    -------
    frame : pandas.DataFrame
        One row per visit at which something is recorded.
    source_rows : array of int
    findings : tuple of Finding
        How many visits have nothing recorded.
    """
    wide, carried = wide.astype("object"), carried.astype("object")
    parts = [_one_visit(wide, carried, visit) for visit in mapping.wide]
    filled = [_has_content(wide, visit) for visit in mapping.wide]
    frame = pd.concat([part[is_filled] for part, is_filled in zip(parts, filled)], ignore_index=True).fillna(
        ""
    )
    rows = np.concatenate([source_rows[is_filled] for is_filled in filled])
    empty = sum(int((~is_filled).sum()) for is_filled in filled)
    note = Finding(
        "info",
        f"{len(wide)} rows of up to {len(mapping.wide)} visits hold {len(frame)} visits; {empty} have nothing recorded",
        check="wide_layout",
    )
    return coded_frame(frame), rows, (note,)


def _one_visit(wide: pd.DataFrame, carried: pd.DataFrame, visit: WideVisit) -> pd.DataFrame:
    by_folded = {fold_name(name): name for name in wide.columns}
    values = {
        canonical_name(target) or target: wide[by_folded[fold_name(site)]]
        for site, target in visit.columns.items()
    }
    if visit.study_day is not None:
        values["study_day"] = str(visit.study_day)
    if visit.study_week is not None:
        values["study_week"] = f"{visit.study_week:g}"
    return carried.assign(**values)


def _has_content(wide: pd.DataFrame, visit: WideVisit) -> NDArray[np.bool_]:
    by_folded = {fold_name(name): name for name in wide.columns}
    columns = wide[[by_folded[fold_name(site)] for site in visit.columns]]
    return np.asarray((columns.apply(lambda column: column.str.strip()) != "").any(axis=1), dtype=bool)
