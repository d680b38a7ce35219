"""Scores of one site, month or patient on another scale than the others, though within the range."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.missing_codes import code_rows
from dnoutcomes.checks.same_day_scores import score_columns
from dnoutcomes.readers.cells import Mask
from dnoutcomes.readers.finding import Finding

# Of a patient, and of a site or month: so many scores before their scale is judged.
_LEAST = {"patient": 2, "site": 4, "month": 4}
# So many whole scores at the foot of the range are another scale, and not a site of little pain.
_MANY = 12
_REMEDY = 'Bring all scores to one scale; if they are as they should be, pass confirmed=["mixed_scale"].'


def mixed_scale(context: Context) -> list[Finding]:
    """Ask about groups whose scores run to a tenth of the others' range, or to ten times of it."""
    found = []
    for parsed in score_columns(context):
        high = parsed.column.maximum
        if parsed.column.minimum != 0 or not np.isfinite(high) or high < 10:
            continue
        scores = pd.Series(parsed.numbers()).where(context.live & ~code_rows(parsed))
        for what, groups in _groups(context).items():
            rows, names = _odd(scores, groups, high, what)
            if rows.any():
                message = (
                    f"{parsed.name}: the scores of {len(names)} {what}{'s' if len(names) > 1 else ''} run from "
                    f"{scores[rows].min():g} to {scores[rows].max():g}, those of the others to "
                    f"{scores[~rows].max():g}: are they on another scale?"
                )
                found += context.found("ask", rows, message, parsed.name, remedy=_REMEDY)
                break
    return found


def _groups(context: Context) -> dict[str, pd.Series]:
    groups = {}
    if "site_id" in context.columns:
        groups["site"] = context.columns["site_id"].values()
    if context.time_column == "session_date":
        groups["month"] = context.columns["session_date"].values().dt.strftime("%Y-%m")
    return {**groups, "patient": context.columns["patient_id"].values()}


def _odd(scores: pd.Series, groups: pd.Series, high: float, what: str) -> tuple[Mask, list[str]]:
    frame = pd.DataFrame({"group": groups, "score": scores}).dropna()
    frame["small"] = frame["score"] <= high / 10
    frame["part"] = frame["score"] % 1 != 0
    frame["large"] = (frame["score"] > high) & (frame["score"] <= 10 * high)
    by = frame.groupby("group")
    n, small, part, large = by.size(), by["small"].sum(), by["part"].sum(), by["large"].sum()
    others = len(frame) - n
    # Elsewhere scores are mostly higher, and the higher ones whole: only then do parts of one point to another scale.
    higher = (len(frame) - frame["small"].sum() - (n - small)) / others.clip(lower=1) > 0.5
    above = frame.loc[~frame["small"], "part"]
    whole = bool(len(above)) and above.mean() < 0.02
    odd = (n >= _LEAST[what]) & (small == n) & (part >= np.maximum(2, 0.4 * n)) & higher & whole
    if what != "patient":
        odd |= (n >= _MANY) & (small == n) & higher
    odd |= (large >= 2) & (large >= 0.5 * n)
    odd &= others > 0
    names = list(odd.index[odd])
    rows = np.asarray(groups.isin(names).to_numpy(dtype=bool) & scores.notna().to_numpy(), dtype=bool)
    return rows, names
