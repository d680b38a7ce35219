"""What doesn't leave as it was in a k-anonymous table, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.deidentification.k_anonymous.levels import Level
from dnoutcomes.deidentification.quasi_identifiers import DAYS_OF_PATIENTS, QUASI_IDENTIFIERS
from dnoutcomes.deidentification.removed import COLUMNS_OF_CHANGES

if TYPE_CHECKING:
    from dnoutcomes.deidentification.table import DeidentifiedTable

_OF_SESSIONS = (
    "the table holds planned visits: sessions, and what was done in them, tell patients apart by days"
)
_OF_PATIENTS = "others may know it, and the plan doesn't need it"


def changes(
    export: DeidentifiedTable, frame: pd.DataFrame, chosen: Mapping[str, Level], k: int
) -> pd.DataFrame:
    """List what doesn't leave as it was.

    Parameters
    ----------
    export : DeidentifiedTable
        The table before it was made k-anonymous.
    frame : pandas.DataFrame
        The table now.
    chosen : mapping of str to Level
        How each quasi-identifier is written.
    k : int

    Returns
    -------
    pandas.DataFrame
        As `Deidentified.removed`. Numbers of values are missing: what is left of few patients would be told by them.
    """
    before = export.removed[["column", "leaves_as", "reason"]]
    stays = ~before["column"].isin(export.frame.columns) & ~before["leaves_as"].isin(export.frame.columns)
    rows = before[stays & (before["column"] != "(rows)")].to_dict("records")
    rows += [
        {
            "column": name,
            "leaves_as": "" if level.is_left_out else level.label,
            "reason": f"others may know it: {QUASI_IDENTIFIERS[name].reason}"
            if name in QUASI_IDENTIFIERS
            else f"days of encounters tell patients apart; k = {k}",
        }
        for name, level in chosen.items()
        if level.kind != "as it is"
    ]
    rows += [
        {"column": name, "leaves_as": "", "reason": _reason(name, export.frame)}
        for name in export.frame.columns
        if name not in frame.columns and name not in chosen
    ]
    return pd.DataFrame(rows).assign(n_values=pd.NA)[list(COLUMNS_OF_CHANGES)].astype({"n_values": "Int64"})


def _reason(name: str, frame: pd.DataFrame) -> str:
    of_patients = name in (*QUASI_IDENTIFIERS, *DAYS_OF_PATIENTS, "episode_id", "end_reason")
    return _OF_PATIENTS if of_patients else _OF_SESSIONS
