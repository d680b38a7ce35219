"""Who was seen at each visit and why others weren't, as a figure may draw it: from released counts alone."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, ProtectedCounts
from dnoutcomes.language import term

REASONS_HIDDEN = term("not seen (reasons not shown one by one)")


def missingness_results(flow: pd.DataFrame, counts: ProtectedCounts) -> pd.DataFrame:
    """Join the reasons of a visit where one of them is hidden, as far as the number of all of them may be shown.

    Parameters
    ----------
    flow : pandas.DataFrame
        As from `released_flow`.
    counts : ProtectedCounts

    Returns
    -------
    pandas.DataFrame
        Rows of `flow` at visits: `stage, visit, reason, arm, n_patients, state`. A visit of an arm whose reasons are
        not all shown has one row of them together.
    """
    rows = flow[flow["stage"].isin(["seen", "not seen"])]
    parts: list[dict[str, Any]] = []
    for (arm, visit), group in rows.groupby(["arm", "visit"], sort=False):
        seen, reasons = (group[group["stage"] == stage] for stage in ("seen", "not seen"))
        parts += _records(seen)
        if not reasons["state"].isin(NOT_TO_BE_SHOWN).any():
            parts += _records(reasons)
            continue
        key = ("not seen", str(visit), str(arm))
        together = {"stage": "not seen", "visit": visit, "reason": REASONS_HIDDEN, "arm": arm}
        parts.append(together | {"n_patients": counts.value(key), "state": counts.state(key)})
    columns = ["stage", "visit", "reason", "arm", "n_patients", "state"]
    return pd.DataFrame(parts, columns=columns).astype({"n_patients": "float64"})


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]
