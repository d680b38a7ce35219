"""What a figure may show of an estimate: its state, from which mark, table and alt text all follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

import pandas as pd

from dnoutcomes.disclosure import State
from dnoutcomes.estimates import COLUMNS
from dnoutcomes.figures.number_text import decimals_for, interval
from dnoutcomes.figures.patient_words import patients
from dnoutcomes.language import say_term, term

#: What stands in a figure instead of a number.
STATE_WORDS = {
    State.HIDDEN: term("hidden (small group)"),
    State.NOT_ESTIMABLE: term("not estimable"),
}


@dataclass(frozen=True)
class ShownEstimate:
    """An estimate with its interval, its number of patients and its state.

    Attributes
    ----------
    state : State
        Shown, hidden or not estimable.
    estimate, std_error, low, high, n : float
        NaN where the state isn't shown; `n` too where it is hidden.
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
    if row.get("state") == State.HIDDEN:
        return ShownEstimate(State.HIDDEN, nan, nan, nan, nan, nan)
    estimate, n = float(row["estimate"]), float(row["n_subjects"])
    if not isfinite(estimate):
        return ShownEstimate(State.NOT_ESTIMABLE, nan, nan, nan, nan, n)
    std_error, low, high = (float(row[name]) for name in ("std_error", "conf_low", "conf_high"))
    return ShownEstimate(State.SHOWN, estimate, std_error, low, high, n)


def blank_hidden(frame: pd.DataFrame) -> pd.DataFrame:
    """Give rows of estimates a column `state`, and those that somebody hid no number at all.

    Returns
    -------
    pandas.DataFrame
        The same rows; hidden ones have NaN in all number columns.
    """
    hidden = frame["state"] == State.HIDDEN if "state" in frame else pd.Series(False, index=frame.index)
    numbers = {column: frame[column].astype("float64").mask(hidden) for column in frame if column in COLUMNS}
    blank = frame.assign(**numbers)
    states = blank["estimate"].notna().map({True: State.SHOWN, False: State.NOT_ESTIMABLE})
    return blank.assign(state=states.mask(hidden, State.HIDDEN))
