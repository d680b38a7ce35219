"""Items to score, for questionnaires whose rule is public."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dnoutcomes.errors import DataError, DnOutcomesError


@dataclass(frozen=True)
class ItemScore:
    """A score that is the sum or the mean of numbered items.

    Attributes
    ----------
    items : tuple of str
        Names of the items, as columns.
    low, high : float
        Range of one item.
    combine : {"sum", "mean"}
        A sum with unanswered items is prorated: mean of the answered ones times the number of items.
    least_answered : int
        With fewer answers than this the score is missing.
    reverse : bool
        Whether an item counts as `high - answer`, so that the score runs against the wording.

    Notes
    -----
    sum = n_items / n_answered * (sum of answers); mean = (sum of answers) / n_answered.

    Examples
    --------
    >>> score = ItemScore(("a", "b", "c"), low=0, high=4, combine="sum", least_answered=2)
    >>> score({"a": 1, "b": 3, "c": None})
    6.0
    >>> score({"a": 1, "b": None, "c": None})
    nan
    >>> score({"a": 9, "b": 1, "c": 1})
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.DataError: item a: 9 is outside 0 to 4
    """

    items: tuple[str, ...]
    low: float
    high: float
    combine: Literal["sum", "mean"]
    least_answered: int
    reverse: bool = False

    def __call__(self, answers: Mapping[str, Any]) -> float:
        """Score one patient's answers; items that are absent, None or NaN count as unanswered.

        Raises
        ------
        DataError
            None of the items is among the names, or an answer isn't a number in range.
        """
        if not any(item in answers for item in self.items):
            raise DataError(f"none of the items is there; expected {', '.join(self.items)}")
        given = [self._checked(item, answers[item]) for item in self.items if _is_answered(answers.get(item))]
        if len(given) < self.least_answered:
            return math.nan
        mean = sum(given) / len(given)
        return mean if self.combine == "mean" else mean * len(self.items)

    def _checked(self, item: str, answer: Any) -> float:
        value = _number_of(item, answer)
        if not self.low <= value <= self.high:
            raise DataError(f"item {item}: {answer} is outside {self.low:g} to {self.high:g}")
        return self.high - value if self.reverse else value


@dataclass(frozen=True)
class WeightedItems:
    """A score to which each answer of each item adds its own points.

    Attributes
    ----------
    points : mapping of str to mapping of float to float
        By item, the points that each permitted answer adds. All items must be answered, or the score is missing.

    Examples
    --------
    >>> score = WeightedItems({"walks": {0: 0, 1: 2}, "falls": {0: 1, 1: 0}})
    >>> score({"walks": 1, "falls": 0}), score({"walks": 1, "falls": None})
    (3.0, nan)
    """

    points: Mapping[str, Mapping[float, float]]

    @property
    def items(self) -> tuple[str, ...]:
        """Names of the items, as columns."""
        return tuple(self.points)

    def __call__(self, answers: Mapping[str, Any]) -> float:
        """Score one patient's answers; items that are absent, None or NaN count as unanswered.

        Raises
        ------
        DataError
            None of the items is among the names, or an answer isn't one of those permitted.
        """
        if not any(item in answers for item in self.items):
            raise DataError(f"none of the items is there; expected {', '.join(self.items)}")
        given = {item: answers[item] for item in self.items if _is_answered(answers.get(item))}
        added = [self._checked(item, answer) for item, answer in given.items()]
        return float(sum(added)) if len(added) == len(self.items) else math.nan

    def _checked(self, item: str, answer: Any) -> float:
        value = _number_of(item, answer)
        if value not in self.points[item]:
            permitted = ", ".join(f"{choice:g}" for choice in self.points[item])
            raise DataError(f"item {item}: {answer} isn't one of {permitted}")
        return self.points[item][value]


def numbered(prefix: str, *numbers: int) -> tuple[str, ...]:
    """Name the items of a questionnaire.

    Examples
    --------
    >>> numbered("isi", 1, 2)
    ('isi_1', 'isi_2')
    """
    return tuple(f"{prefix}_{number}" for number in numbers)


def percent_felt(answers: Mapping[str, Any]) -> float:
    """Percent of monofilament sites felt, from `monofilament_felt` of `monofilament_tested`.

    Raises
    ------
    DataError
        A count is absent, or the counts contradict each other.

    Examples
    --------
    >>> percent_felt({"monofilament_felt": 6, "monofilament_tested": 8})
    75.0
    """
    for name in ("monofilament_felt", "monofilament_tested"):
        if name not in answers:
            raise DataError(f"no item {name}; expected monofilament_felt and monofilament_tested")
    felt, tested = answers["monofilament_felt"], answers["monofilament_tested"]
    if not (_is_answered(felt) and _is_answered(tested)):
        return math.nan
    if not 0 <= float(felt) <= float(tested) or float(tested) == 0:
        raise DataError(f"monofilament: {felt} sites felt of {tested} tested can't be")
    return 100.0 * float(felt) / float(tested)


def raw_to_100(raw: float, n_items: int, low: float = 1, high: float = 4) -> float:
    """Turn a raw sum of items into the 0 to 100 form of the EORTC questionnaires.

    Parameters
    ----------
    raw : float
        Sum of `n_items` items, each from `low` to `high`.
    n_items : int
        Items that went into the sum: for QLQ-CIPN20 9 sensory, 8 motor, 3 autonomic (2 without the item on
        erection).

    Raises
    ------
    DnOutcomesError
        The sum can't come from that many items.

    Notes
    -----
    100 * (raw - n * low) / (n * (high - low)). A difference of d raw points is 100 * d / (n * (high - low))
    points.

    Examples
    --------
    >>> raw_to_100(9, n_items=9), raw_to_100(36, n_items=9)
    (0.0, 100.0)
    """
    if not n_items * low <= raw <= n_items * high:
        raise DnOutcomesError(
            f"a sum of {n_items} items lies between {n_items * low:g} and {n_items * high:g}, got {raw:g}"
        )
    return 100.0 * (raw - n_items * low) / (n_items * (high - low))


def _number_of(item: str, answer: Any) -> float:
    try:
        return float(answer)
    except (TypeError, ValueError):
        raise DataError(f"item {item}: {answer!r} is not a number") from None


def _is_answered(answer: Any) -> bool:
    return str(answer).strip().lower() not in ("", "none", "nan", "<na>")
