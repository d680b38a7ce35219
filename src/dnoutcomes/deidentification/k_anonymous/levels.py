"""Levels: the ways of writing a quasi-identifier coarser, from as it is to left out, with what each of them loses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.deidentification.allowed import OTHER, PSEUDONYMS
from dnoutcomes.deidentification.pseudonyms import draw_pseudonyms

# Where bands of a number begin, finest first.
CUTS: dict[str, tuple[Sequence[float], ...]] = {
    "age": (range(20, 115, 5), range(20, 115, 10), range(20, 115, 20), (60,)),
    "duration_months": ((6, 12, 24, 36, 60, 120), (12, 36, 60, 120), (12, 60), (24,)),
    "height_cm": (range(140, 210, 10), range(140, 210, 20)),
    "weight_kg": (range(40, 200, 10), range(40, 200, 20)),
}
# Sites and causes that keep a name of their own, most first; the others are joined.
KEPT_APART = (10, 7, 5, 4, 3, 2, 1)
# What every table must have, and can't be left out.
NEVER_LEFT_OUT = ("arm", "cause")

Kind = Literal["as it is", "bands", "coarser", "left out"]


@dataclass(frozen=True, eq=False)
class Level:
    """One way of writing a column.

    Attributes
    ----------
    label : str
        What becomes of the column, in words.
    values : pandas.Series
        What each patient's value becomes; all missing where the column is left out.
    loss : float
        Share of the column's variation between patients that is lost, 0 to 1.
    kind : {"as it is", "bands", "coarser", "left out"}
        In "bands" a number stands for the patients of a range.
    codes : array of int, shape (patients,)
        Which patients have the same value.
    """

    label: str
    values: pd.Series
    loss: float
    kind: Kind = "coarser"
    codes: NDArray[np.intp] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # A missing value is a value of its own.
        object.__setattr__(self, "codes", pd.factorize(self.values, use_na_sentinel=False)[0])

    @property
    def is_left_out(self) -> bool:
        """Whether nothing of the column leaves."""
        return bool(self.values.isna().all())


def levels_of(name: str, values: pd.Series, k: int) -> list[Level]:
    """Return the ways of writing a quasi-identifier, finest first.

    Parameters
    ----------
    name : str
        A quasi-identifier.
    values : pandas.Series
        One per patient.
    k : int
        Bands at either end of a number are joined until each has k patients.

    Returns
    -------
    list of Level

    Examples
    --------
    >>> age = pd.Series([41, 44, 48, 49, 55, 58])
    >>> [(level.label, level.values.tolist()) for level in levels_of("age", age, 2)][1]
    ('bands: under 45, 45 to 49, 50 and above', [42, 42, 48, 48, 56, 56])
    """
    written: list[tuple[Kind, str, pd.Series]] = [("as it is", "as it is", values)]
    if name in CUTS:
        written += [("bands", *_banded(values, cuts, k)) for cuts in CUTS[name]]
    elif name == "cause" or name in PSEUDONYMS:
        written += [("coarser", *joined) for joined in _joined(name, values)]
    if name not in NEVER_LEFT_OUT:
        written.append(("left out", "left out", pd.Series(pd.NA, values.index, dtype="object")))
    levels = [
        Level(label, coarsened, lost_variation(values, coarsened), kind) for kind, label, coarsened in written
    ]
    return [
        level
        for position, level in enumerate(levels)
        if not position or not np.array_equal(level.codes, levels[position - 1].codes)
    ]


def lost_variation(original: pd.Series, coarsened: pd.Series) -> float:
    """Return the share of the variation between patients that is lost where values become the same.

    Notes
    -----
    1 - (variation between the new values) / (variation of the old ones). Variation is the variance of a number, and of
    levels the chance that two patients differ (Gini; Light and Margolin 1971).

    Examples
    --------
    >>> cause = pd.Series(["diabetic"] * 8 + ["toxic", "infectious"])
    >>> round(lost_variation(cause, cause.replace(["toxic", "infectious"], "other")), 3)
    0.294
    """
    groups = pd.factorize(coarsened, use_na_sentinel=False)[0]
    if pd.api.types.is_numeric_dtype(original) and not pd.api.types.is_bool_dtype(original):
        numbers = original.astype("float64")
        within = numbers - numbers.groupby(groups).transform("mean")
        total = float(((numbers - numbers.mean()) ** 2).sum())
        return float((within**2).sum()) / total if total else 0.0
    table = pd.crosstab(groups, pd.factorize(original, use_na_sentinel=False)[0]).to_numpy(dtype=float)
    n, in_group = table.sum(), table.sum(axis=1)
    total = 1 - ((table.sum(axis=0) / n) ** 2).sum()
    within_groups = (in_group / n * (1 - ((table / in_group[:, None]) ** 2).sum(axis=1))).sum()
    return float(within_groups / total) if total else 0.0


def _banded(values: pd.Series, cuts: Sequence[float], k: int) -> tuple[str, pd.Series]:
    """Write a number as the whole mean of its band."""
    numbers = values.dropna().astype("float64")
    edges = _edges_with_enough(numbers, cuts, k)
    band = pd.Series(np.digitize(numbers, edges), numbers.index)
    means = numbers.groupby(band).transform("mean").round().astype("Int64")
    return f"bands: {_named(edges)}", means.reindex(values.index)


def _edges_with_enough(numbers: pd.Series, cuts: Sequence[float], k: int) -> list[float]:
    """Return the cuts between which there are at least k patients each, from the lowest up."""
    edges: list[float] = []
    left = numbers.sort_values().to_numpy()
    for cut in cuts:
        below = int(np.searchsorted(left, cut))
        if below >= k and len(left) - below >= k:
            edges.append(cut)
            left = left[below:]
    return edges


def _named(edges: list[float]) -> str:
    if not edges:
        return "one of all"
    inner = [f"{low:g} to {high - 1:g}" for low, high in pairwise(edges)]
    return ", ".join([f"under {edges[0]:g}", *inner, f"{edges[-1]:g} and above"])


def _joined(name: str, values: pd.Series) -> list[tuple[str, pd.Series]]:
    """Join the rarest levels under one name, more of them step by step."""
    counts = values[values != OTHER].value_counts()
    # Of two that are equally frequent the order is that of the names, whatever the order of the file.
    order = sorted(counts.index, key=lambda level: (-counts[level], str(level)))
    together = OTHER if name == "cause" else draw_pseudonyms([name], PSEUDONYMS[name], set(order))[name]
    joined = []
    for n_kept in (*KEPT_APART, *((0,) if name == "cause" else ())):
        if n_kept < len(order) - 1:
            coarsened = values.where(values.isin(order[:n_kept]) | values.isna(), together)
            label = f"the {n_kept} most frequent as they are, the others joined" if n_kept else "all joined"
            joined.append((label, coarsened))
    return joined
