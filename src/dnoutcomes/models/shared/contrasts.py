"""Differences between LS means, exact because the means remember their linear functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import LABELS, Estimates, linear_estimates
from dnoutcomes.models.shared.grid import as_list
from dnoutcomes.registry import Registry, did_you_mean

Array = NDArray[np.float64]
Rows = list[tuple[str, Array]]


def contrast(
    means: Estimates,
    family: str | Mapping[str, Any] = "vs_reference",
    *,
    by: str | Iterable[str] | None = None,
    reference: Any = None,
    confidence_level: float | None = None,
) -> Estimates:
    """Compare LS means within groups.

    Parameters
    ----------
    means : Estimates
        From `ls_means`.
    family : str or mapping
        "vs_reference" (each other level - the first), "pairwise" (later level - earlier), "consecutive" (next level -
        level), or your own: name to coefficients in the order of the levels, or to a mapping of level to coefficient.
    by : str or list of str, optional
        Labels within whose values to compare; those of the means by default.
    reference : optional
        Level to compare with, for "vs_reference"; the first level by default, which of a text column is the
        first of the alphabet: "needling" before "standard".
    confidence_level : float, optional
        Coverage of the intervals; that of the means by default.

    Returns
    -------
    Estimates
        One row per group and contrast: the by columns, `contrast` ("needling - standard"), then those of Estimates.
        `n_subjects` adds up the subjects of the means compared; means of the same subjects at several visits count
        once, with the largest of their numbers.

    Raises
    ------
    ModelError
        The estimates aren't linear functions of a fit, or a level or family is unknown.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from dnoutcomes.models import contrast, ls_means, mmrm
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"patient": np.repeat(np.arange(30), 2), "visit": ["W04", "W12"] * 30,
    ...                       "arm": np.repeat(["standard", "needling"], 30)})
    >>> frame["arm"] = pd.Categorical(frame["arm"], ["standard", "needling"])
    >>> frame["change"] = rng.normal(size=60) - 2.0 * (frame["arm"] == "needling")
    >>> fit = mmrm("change ~ arm * visit", frame, subject="patient", visit="visit")
    >>> contrast(ls_means(fit, "arm", by="visit")).frame[["visit", "contrast", "n_subjects"]]
      visit             contrast  n_subjects
    0   W04  needling - standard        30.0
    1   W12  needling - standard        30.0
    """
    if means.functions is None or means.inference is None:
        raise ModelError(
            f"a contrast needs LS means with their linear functions; these are {means.kind!r} without them"
        )
    by = _groups(means, by)
    compared = [name for name in means.label_columns if name not in by]
    if not compared:
        raise ModelError(f"nothing is left to compare within {by}; name fewer by columns")
    functions, labels, counts = [], [], []
    for values, rows in _by_group(means.frame, by):
        levels = _names(means.frame.iloc[rows][compared])
        for name, coefficients in _family_rows(family, levels, reference):
            functions.append(coefficients @ means.functions[rows])
            labels.append({**dict(zip(by, values)), "contrast": name})
            counts.append(_count(means, rows[coefficients != 0], compared))
    frame = pd.DataFrame(labels)
    # What is said of the means isn't said of their differences, of which the same is asked again.
    remarks = means.remarks
    compared_means = linear_estimates(
        np.stack(functions),
        means.inference,
        frame[
            [
                *(name for name in by if name in LABELS),
                *(name for name in by if name not in LABELS),
                "contrast",
            ]
        ],
        confidence_level=means.confidence_level if confidence_level is None else confidence_level,
        n_subjects=np.array(counts),
        kind="contrast of LS means",
        notes=tuple(note for note in means.notes if "can't be estimated" not in note and note not in remarks),
    )
    named = family if isinstance(family, str) else "custom"
    return replace(compared_means, details={**means.details, "family": named, "by": by})


def vs_reference(levels: list[str], reference: int) -> Rows:
    """Each other level - the reference level."""
    others = [index for index in range(len(levels)) if index != reference]
    return [_difference(levels, index, reference) for index in others]


def pairwise(levels: list[str], reference: int) -> Rows:
    """Every later level - every earlier one."""
    pairs = [(later, earlier) for earlier in range(len(levels)) for later in range(earlier + 1, len(levels))]
    return [_difference(levels, later, earlier) for later, earlier in pairs]


def consecutive(levels: list[str], reference: int) -> Rows:
    """Each level - the one before it."""
    return [_difference(levels, index, index - 1) for index in range(1, len(levels))]


CONTRAST_FAMILIES: Registry[Callable[[list[str], int], Rows]] = Registry(
    "contrast family",
    [("vs_reference", vs_reference), ("pairwise", pairwise), ("consecutive", consecutive)],
    error=ModelError,
)


def _difference(levels: list[str], plus: int, minus: int) -> tuple[str, Array]:
    coefficients = np.zeros(len(levels))
    coefficients[plus], coefficients[minus] = 1.0, -1.0
    return f"{levels[plus]} - {levels[minus]}", coefficients


def _family_rows(family: str | Mapping[str, Any], levels: list[str], reference: Any) -> Rows:
    if isinstance(family, Mapping):
        return [(str(name), _custom(name, weights, levels)) for name, weights in family.items()]
    if len(levels) < 2:
        raise ModelError(f"there is one level only, {levels[0]!r}; nothing to compare it with")
    index = 0 if reference is None else _index(str(reference), levels)
    return CONTRAST_FAMILIES[family](levels, index)


def _custom(name: str, weights: Mapping[Any, float] | Sequence[float], levels: list[str]) -> Array:
    if isinstance(weights, Mapping):
        coefficients = np.zeros(len(levels))
        for level, weight in weights.items():
            coefficients[_index(str(level), levels)] = weight
        return coefficients
    coefficients = np.asarray(weights, dtype=float)
    if coefficients.shape != (len(levels),):
        raise ModelError(
            f"contrast {name!r} has {coefficients.size} coefficients for {len(levels)} levels: "
            f"{', '.join(levels)}"
        )
    return coefficients


def _index(level: str, levels: list[str]) -> int:
    if level not in levels:
        raise ModelError(f"no level {level!r}{did_you_mean(level, levels)} Known: {', '.join(levels)}")
    return levels.index(level)


def _groups(means: Estimates, by: str | Iterable[str] | None) -> list[str]:
    groups = list(means.details.get("by", [])) if by is None else as_list(by)
    for name in groups:
        if name not in means.label_columns:
            raise ModelError(f"the means have no label {name!r}; there are {means.label_columns}")
    return groups


def _by_group(frame: pd.DataFrame, by: list[str]) -> list[tuple[tuple[Any, ...], NDArray[np.intp]]]:
    """Rows of each group, groups in order of appearance."""
    if not by:
        return [((), np.arange(len(frame)))]
    keys = list(frame[by].itertuples(index=False, name=None))
    return [
        (key, np.array([row for row, other in enumerate(keys) if other == key]))
        for key in dict.fromkeys(keys)
    ]


def _names(frame: pd.DataFrame) -> list[str]:
    return [" ".join(map(str, row)) for row in frame.itertuples(index=False, name=None)]


def _count(means: Estimates, rows: NDArray[np.intp], compared: list[str]) -> float:
    """Subjects behind some means, subjects seen at several levels counted once."""
    within = means.details.get("within_subjects", [])
    between = [name for name in compared if name not in within]
    counts = means.frame["n_subjects"].iloc[rows]
    if not between:
        return float(counts.max()) if len(counts) else 0.0
    keys = [means.frame[name].iloc[rows] for name in between]
    return float(counts.groupby(keys).max().sum())
