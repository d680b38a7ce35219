"""Workbench: the frames that everything rests on, each derived when it's first asked for, and once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

import pandas as pd

from dnoutcomes.derive.days import derive_day, derive_event_days, time_zero
from dnoutcomes.derive.scores import baseline_of, daily_scores
from dnoutcomes.derive.sessions import events_of, sessions_of
from dnoutcomes.plan import BaselineRule, IntercurrentEvent

T = TypeVar("T")
P = ParamSpec("P")


class Workbench:
    """Frames derived from the encounters of one file, or of a part of it.

    Parameters
    ----------
    records : pandas.DataFrame
        As `Outcomes.records`. They must not be changed afterwards.

    Notes
    -----
    What is handed out is a copy that shares its memory until it's written to, so that nobody can change the frame of
    another. Analyses of other outcomes, and of other plans, of the same encounters share one workbench.
    """

    def __init__(self, records: pd.DataFrame) -> None:
        self.records = records
        self._frames: dict[Hashable, pd.DataFrame] = {}

    def __reduce__(self) -> tuple[type[Workbench], tuple[pd.DataFrame]]:
        # What can be derived again needn't travel to another process.
        return Workbench, (self.records,)

    @property
    def days(self) -> pd.DataFrame:
        """The encounters with their `day`; see `derive_day`."""
        return self._once("days", lambda: derive_day(self.records))

    @property
    def sessions(self) -> pd.DataFrame:
        """Sessions with their `day`, planned or attended; see `sessions_of`."""
        return self._once("sessions", lambda: sessions_of(self.days))

    @property
    def events(self) -> pd.DataFrame:
        """Adverse events with their `day`; see `events_of`."""
        return self._once("events", lambda: events_of(self.days))

    @cached_property
    def time_zero(self) -> pd.Series:
        """Date of each patient's time zero; see the function of this name. Only for encounters with dates."""
        return time_zero(self.days)

    @property
    def by_day(self) -> pd.DataFrame:
        """The encounters of each patient by `day`, those of one day in the order of the file."""
        return self._once(
            "by day",
            lambda: self.days.sort_values(["patient_id", "day", "source_row"], kind="stable"),
        )

    def scores(self, outcome: str) -> pd.DataFrame:
        """One score per patient and day; see `daily_scores`."""
        return self._once(("scores", outcome), lambda: daily_scores(self.days, outcome))

    def baseline(self, outcome: str, rule: BaselineRule) -> pd.DataFrame:
        """Each patient's baseline score; see `derive_baseline`."""
        return self._once(("baseline", outcome, rule), lambda: baseline_of(self.scores(outcome), rule))

    def event_days(self, events: tuple[IntercurrentEvent, ...]) -> pd.DataFrame:
        """The first day of each intercurrent event; see `derive_event_days`."""
        return self._once(("event days", events), lambda: derive_event_days(self.days, events))

    def _once(self, name: Hashable, derive: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = derive()
        return self._frames[name].copy(deep=False)


class Derived(Protocol):
    """Anything that keeps what was derived of it, for as long as it lives itself."""

    @property
    def derived(self) -> dict[Hashable, object]: ...


D = TypeVar("D", bound=Derived)


def once(derive: Callable[Concatenate[D, P], T]) -> Callable[Concatenate[D, P], T]:
    """Derive something of an analysis when it's first asked for, and keep it with that analysis.

    Parameters
    ----------
    derive : callable
        Function of an analysis, and of further arguments that can be keys of a dict. What it returns must depend on
        nothing else: no words in the language in force.

    Notes
    -----
    Frames are handed out as those of `Workbench`. Errors aren't kept.
    """

    @wraps(derive)
    def once_derived(analysis: D, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (derive, args, tuple(sorted(kwargs.items())))
        if key not in analysis.derived:
            analysis.derived[key] = derive(analysis, *args, **kwargs)
        result = analysis.derived[key]
        return cast("T", result.copy(deep=False) if isinstance(result, pd.DataFrame) else result)

    return once_derived
