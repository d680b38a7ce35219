"""The gate: what of each row of a frame may leave, by the counts that stand behind the row."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dnoutcomes.disclosure.count import Key
from dnoutcomes.disclosure.protected_counts import ProtectedCounts, implied_range
from dnoutcomes.disclosure.shown_count import ShownCount
from dnoutcomes.disclosure.state import State

if TYPE_CHECKING:
    import pandas as pd

Behind = Callable[["pd.Series"], tuple[Key, ...]]
Coarser = Callable[[Mapping[str, Any], int], Mapping[str, Any]]


@dataclass(frozen=True)
class Verdict:
    """What may be said of a row.

    Attributes
    ----------
    state : State
        Hidden where a group behind it is small; withheld where a number of patients behind it is; shown.
    n_shown : ShownCount
        What may be printed of the patients behind it.
    n : int or None
        How many they are, where that may be said.
    fewest : int or None
        The fewest that one of the withheld groups can be for all that a reader knows; None where nothing is withheld.
    """

    state: State
    n_shown: ShownCount
    n: int | None = None
    fewest: int | None = None


_HIDDEN = Verdict(State.HIDDEN, ShownCount())


def verdict_on(keys: Collection[Key], counts: ProtectedCounts) -> Verdict:
    """Say what may be said of a row that these counts stand behind.

    One small group is enough to hide the row. A row that nothing stands behind is shown: it says nothing of patients.
    """
    if counts.is_small(*keys):
        return _HIDDEN
    n = counts.total(*keys)
    if n is not None:
        return Verdict(State.SHOWN, ShownCount.of(n), n)
    groups = tuple(group for key in keys for group in counts.shown(key).groups)
    fewest = min(implied_range(counts, key)[0] for key in keys if not counts.is_shown(key))
    return Verdict(State.WITHHELD, ShownCount(groups), fewest=fewest)


@dataclass(frozen=True, eq=False)
class Rule:
    """What becomes of the numbers of a row.

    Attributes
    ----------
    numbers : tuple of str
        The columns that say something of patients, the one that the row is about first. All are blank in a row that is
        hidden.
    coarser : callable, optional
        From a row and the fewest patients that may stand behind it to the numbers of a row whose number of patients is
        withheld, too coarse to tell it. Default: they are blank too.
    """

    numbers: tuple[str, ...]
    coarser: Coarser | None = None

    def applied(self, values: Mapping[str, Any], verdict: Verdict) -> dict[str, Any]:
        """Return the numbers of a row as they may leave, with its `state` and `n_shown`."""
        said = {"state": verdict.state, "n_shown": verdict.n_shown}
        is_coarse = verdict.state is State.WITHHELD and self.coarser is not None
        if verdict.state is not State.SHOWN and not is_coarse:
            return {**dict.fromkeys(self.numbers, math.nan), **said}
        is_estimable = math.isfinite(float(values[self.numbers[0]]))
        said["state"] = State.SHOWN if is_estimable else State.NOT_ESTIMABLE
        numbers = {name: values[name] for name in self.numbers}
        if self.coarser is not None and verdict.fewest is not None:
            numbers |= self.coarser(values, verdict.fewest)
        return {**numbers, **said}


def pass_gate(
    frame: pd.DataFrame,
    behind: Behind,
    counts: ProtectedCounts,
    rule: Rule,
    also_hidden: Collection[bool] | None = None,
) -> pd.DataFrame:
    """Take out of a frame what would tell of few patients.

    Parameters
    ----------
    frame : pandas.DataFrame
    behind : callable
        From a row to the counts of all groups that stand behind its numbers.
    counts : ProtectedCounts
    rule : Rule
    also_hidden : collection of bool, optional
        Per row, whether it goes because a hidden one would follow from it: whoever hides a row says what goes with it.

    Returns
    -------
    pandas.DataFrame
        The same rows in the same order, with the same columns; then `state` (`State`) says of the numbers whether they
        are shown, and else why not, and `n_shown` (`ShownCount`) what may be printed of the patients behind them.
    """
    import pandas as pd

    goes_along = [False] * len(frame) if also_hidden is None else list(also_hidden)
    rows = [
        rule.applied(row.to_dict(), _HIDDEN if hidden else verdict_on(behind(row), counts))
        for (_, row), hidden in zip(frame.iterrows(), goes_along, strict=True)
    ]
    passed = pd.DataFrame(rows, columns=[*rule.numbers, "state", "n_shown"], index=frame.index)
    numbers = passed[list(rule.numbers)].astype("float64")
    return frame.assign(**numbers, state=passed["state"], n_shown=passed["n_shown"])
