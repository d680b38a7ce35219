"""What a figure may show of an estimate or a count: its state, from which mark, table and alt text all follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

import pandas as pd

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State
from dnoutcomes.errors import DataError
from dnoutcomes.estimates import COLUMNS
from dnoutcomes.figures.number_text import decimals_for, interval
from dnoutcomes.figures.patient_words import patients
from dnoutcomes.language import say_term, term

#: What stands in a figure instead of a number.
STATE_WORDS = {
    State.HIDDEN: term("hidden (small group)"),
    State.WITHHELD: term("withheld"),
    State.NOT_RECORDED: term("not recorded"),
    State.NOT_PLANNED: term("not planned"),
    State.NOT_ESTIMABLE: term("not estimable"),
    State.NOT_ASKED: term("not asked for"),
}
_WITH_A_NUMBER = (State.SHOWN, State.ZERO)


@dataclass(frozen=True)
class ShownEstimate:
    """An estimate with its interval, its number of patients and its state.

    Attributes
    ----------
    state : State
        Shown, or why it isn't.
    estimate, std_error, low, high, n : float
        NaN where the state isn't shown; `n` too where it is hidden or withheld.
    """

    state: State
    estimate: float
    std_error: float
    low: float
    high: float
    n: float

    @property
    def is_shown(self) -> bool:
        """Whether there is a mark to draw."""
        return self.state is State.SHOWN

    def text(self, decimals: int | None = None) -> str:
        """Write it with its interval, or say why there is none; without decimals, those that its error asks for."""
        if not self.is_shown:
            return say_term(STATE_WORDS[self.state])
        return interval(
            self.estimate, self.low, self.high, decimals_for(self.std_error) if decimals is None else decimals
        )

    @property
    def count(self) -> str:
        """The number of patients behind it, after a comma; empty where it isn't known."""
        return f", {patients(self.n)}" if isfinite(self.n) else ""


def shown_estimate(row: Mapping[Any, Any]) -> ShownEstimate:
    """Read a row of `Estimates.frame`, which may have a column `state`.

    Examples
    --------
    >>> row = {"estimate": -1.5, "std_error": 0.3, "conf_low": -2.1, "conf_high": -0.9, "n_subjects": 60.0}
    >>> shown_estimate(row).text(), shown_estimate(row | {"state": "hidden"}).text()
    ('−1.50 (−2.10 to −0.90)', 'hidden (small group)')
    """
    stated: Any = row.get("state")
    given = State.SHOWN if pd.isna(stated) else State(stated)
    if given in NOT_TO_BE_SHOWN:
        return ShownEstimate(given, nan, nan, nan, nan, nan)
    estimate, n = float(row["estimate"]), float(row["n_subjects"])
    if not isfinite(estimate):
        state = State.NOT_ESTIMABLE if given in _WITH_A_NUMBER else given
        return ShownEstimate(state, nan, nan, nan, nan, n)
    std_error, low, high = (float(row[name]) for name in ("std_error", "conf_low", "conf_high"))
    return ShownEstimate(State.SHOWN, estimate, std_error, low, high, n)


def blank_hidden(frame: pd.DataFrame) -> pd.DataFrame:
    """Give rows of estimates a column `state`, and those that somebody hid no number at all.

    Returns
    -------
    pandas.DataFrame
        The same rows; hidden and withheld ones have NaN in all number columns. A row without an estimate that says
        nothing else is not estimable.
    """
    given = _given_states(frame)
    gone = given.isin(NOT_TO_BE_SHOWN)
    numbers = {column: frame[column].astype("float64").mask(gone) for column in frame if column in COLUMNS}
    blank = frame.assign(**numbers)
    estimable = blank["estimate"].notna().map({True: State.SHOWN, False: State.NOT_ESTIMABLE})
    silent = blank["estimate"].isna() & ~given.isin(_WITH_A_NUMBER)
    return blank.assign(state=estimable.mask(silent, given))


def counts_with_states(frame: pd.DataFrame, column: str = "n_patients") -> pd.DataFrame:
    """Give rows of counts a column `state`, and no number where the state isn't that of one.

    Parameters
    ----------
    frame : pandas.DataFrame
        With or without the column `state`.
    column : str
        The numbers.

    Returns
    -------
    pandas.DataFrame
        The same rows. A number that is missing, and that nobody says to be hidden, is not recorded.

    Raises
    ------
    DataError
        A state that there isn't, or a column `hidden` instead of states.

    Examples
    --------
    >>> states = ["shown", "shown", "hidden"]
    >>> counts_with_states(pd.DataFrame({"n_patients": [12.0, float("nan"), 4.0], "state": states}))
       n_patients         state
    0        12.0         shown
    1         NaN  not recorded
    2         NaN        hidden
    """
    numbers, given = frame[column].astype("float64"), _given_states(frame)
    states = given.mask(numbers.isna() & given.isin(_WITH_A_NUMBER), State.NOT_RECORDED)
    return frame.assign(**{column: numbers.where(states.isin(_WITH_A_NUMBER)), "state": states})


def state_of_sum(states: Iterable[str]) -> State:
    """Return the state of a sum: shown where all its parts are, hidden where one of them is.

    Examples
    --------
    >>> state_of_sum(["shown", "not recorded", "withheld"]), state_of_sum(["shown", "zero"])
    (<State.WITHHELD: 'withheld'>, <State.SHOWN: 'shown'>)
    """
    of_parts = set(states)
    return next((state for state in STATE_WORDS if state in of_parts), State.SHOWN)


def _given_states(frame: pd.DataFrame) -> pd.Series:
    """The states that a frame brings; shown where it says nothing."""
    if "state" not in frame:
        if "hidden" in frame:
            # Not to be read over: whoever gave it would see the numbers drawn that it hid.
            raise DataError(
                'a figure asks the column state, not hidden: give state="hidden" where a number is hidden'
            )
        return pd.Series(State.SHOWN, index=frame.index, dtype="object")
    given = frame["state"].astype("object")
    given = given.where(given.notna(), State.SHOWN)
    unheard = sorted(set(map(str, given)) - set(State))
    if unheard:
        raise DataError(
            f"the column state holds {unheard}; a state is one of {[str(state) for state in State]}"
        )
    return given
