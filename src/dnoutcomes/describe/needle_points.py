"""Points needled: their names, their sides, and how much they vary."""

from __future__ import annotations

import math
import re

import pandas as pd

_SIDES = {
    "left": "left", "l": "left", "right": "right", "r": "right",
    "both": "both", "bilateral": "both", "bilaterally": "both", "b": "both", "l+r": "both", "r+l": "both",
}  # fmt: skip
_MARK = re.compile(r"[\s,(\[]+(left|right|both|bilateral|bilaterally|l\+r|r\+l|l|r|b)[)\]]?$", re.IGNORECASE)


def split_points(text: str) -> list[tuple[str, str]]:
    """Split the points of a session into names and sides.

    Parameters
    ----------
    text : str
        Points separated by semicolons, each perhaps with a side at its end: "soleus left", "ST36 (B)".

    Returns
    -------
    list of (name, side)
        Names in lower case; sides "left", "right", "both", or "" where none is given.

    Examples
    --------
    >>> split_points("Soleus (L); gastrocnemius both; tibialis anterior")
    [('soleus', 'left'), ('gastrocnemius', 'both'), ('tibialis anterior', '')]
    """
    counted = []
    for piece in str(text).split(";"):
        name = " ".join(piece.split()).lower()
        mark = _MARK.search(name)
        side = _SIDES[mark.group(1)] if mark else ""
        name = name[: mark.start()] if mark else name
        if name:
            counted.append((name, side))
    return counted


def points_used(sessions: pd.DataFrame) -> pd.DataFrame:
    """List the points of each session.

    Parameters
    ----------
    sessions : pandas.DataFrame
        `patient_id`, `source_row` and `points`.

    Returns
    -------
    pandas.DataFrame
        One row per session and point, each point of a session once: `patient_id, source_row, point, side`. A point
        needled left and right in one session is "both".
    """
    sides: dict[tuple[str, int, str], set[str]] = {}
    for patient, row, text in zip(sessions["patient_id"], sessions["source_row"], sessions["points"]):
        if not pd.isna(text):
            for point, side in split_points(text):
                sides.setdefault((patient, row, point), set()).add(side)
    rows = [(*session_and_point, _joined_side(given)) for session_and_point, given in sides.items()]
    return pd.DataFrame(rows, columns=["patient_id", "source_row", "point", "side"])


def _joined_side(sides: set[str]) -> str:
    given = sides - {""}
    if "both" in given or given == {"left", "right"}:
        return "both"
    return given.pop() if given else ""


def entropy(counts: pd.Series) -> float:
    """Shannon's entropy of shares, in nats; NaN where nothing is counted.

    Examples
    --------
    >>> round(entropy(pd.Series([5, 5])), 4), entropy(pd.Series([7]))
    (0.6931, 0.0)
    """
    total = counts.sum()
    if not total:
        return math.nan
    shares = counts[counts > 0] / total
    return float(sum(-share * math.log(share) for share in shares))
