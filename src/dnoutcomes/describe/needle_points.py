"""Points needled: their names, their sides, and how much they vary."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd

_SIDES = {
    "left": "left", "l": "left", "right": "right", "r": "right",
    "both": "both", "bilateral": "both", "bilaterally": "both", "b": "both", "l+r": "both", "r+l": "both",
}  # fmt: skip
#: Sides as bits, so that what a session says of one point adds up: left and right, or both, is both.
_BITS = {"": 0, "left": 1, "right": 2, "both": 3}
_JOINED = ("", "left", "right", "both")
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
    given = sessions.loc[sessions["points"].notna(), ["patient_id", "source_row", "points"]]
    texts, distinct = pd.factorize(given["points"])
    # The same few texts are written over and over: each is split once.
    split = [split_points(text) for text in distinct]
    pairs = pd.DataFrame([pair for points in split for pair in points], columns=["point", "side"])
    # The points of a text stand next to each other in `pairs`; a session has those of its text, in their order.
    lengths = np.array([len(points) for points in split], dtype=np.intp)
    sizes, begins = lengths[texts], (np.cumsum(lengths) - lengths)[texts]
    at = np.repeat(begins - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
    session = np.repeat(np.arange(len(given)), sizes)
    sessions_of = given.groupby(["patient_id", "source_row"], sort=False, dropna=False).ngroup().to_numpy()
    points, names = pd.factorize(pairs["point"])
    which, keys = pd.factorize(sessions_of[session] * len(names) + points[at])
    sides = np.zeros(len(keys), dtype=np.intp)
    np.bitwise_or.at(sides, which, pairs["side"].map(_BITS).to_numpy(dtype=np.intp)[at])
    first = np.flatnonzero(~pd.Series(which).duplicated())
    used = given[["patient_id", "source_row"]].take(session[first]).reset_index(drop=True)
    point = pairs["point"].take(at[first]).array
    return used.assign(point=point, side=np.array(_JOINED, dtype=object)[sides])


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
