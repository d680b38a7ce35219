"""What becomes of scores after an intercurrent event: each strategy of ICH E9(R1) with its rule and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dnoutcomes.errors import PlanError
from dnoutcomes.language import term
from dnoutcomes.registry import Registry

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class EventStrategy:
    """How an intercurrent event changes what a patient's scores stand for.

    Attributes
    ----------
    description : str
        What becomes of the scores, in frames.
    words : str
        The same in a report's methods, after the name of the event.
    sets_aside : bool
        Scores from the day of the event on don't count.
    carries_last : bool
        The last score before the event stands for later visits.
    fails : bool
        From the day of the event on the patient is no responder, whatever the score.
    """

    description: str
    words: str
    sets_aside: bool = False
    carries_last: bool = False
    fails: bool = False

    @property
    def changes_scores(self) -> bool:
        """Whether the event makes any difference."""
        return self.sets_aside or self.carries_last or self.fails


EVENT_STRATEGIES: Registry[EventStrategy] = Registry(
    "strategy for intercurrent events",
    [
        (
            "treatment-policy",
            EventStrategy(
                "scores count whether or not it happened",
                term("counted whatever happened (treatment policy)"),
            ),
        ),
        (
            "hypothetical",
            EventStrategy(
                "scores from then on are set aside, as if it had not happened",
                term("scores from the event on set aside, as if it hadn't happened (hypothetical)"),
                sets_aside=True,
            ),
        ),
        (
            "composite",
            EventStrategy(
                "from then on the patient counts as no responder; the score counts as it is",
                term("the event counts as no response (composite)"),
                fails=True,
            ),
        ),
        (
            "while-on-treatment",
            EventStrategy(
                "the last score before it stands for later visits",
                term("the last score before the event counts (while on treatment)"),
                sets_aside=True,
                carries_last=True,
            ),
        ),
    ],
    error=PlanError,
)


def first_events(events: pd.DataFrame, rule: Callable[[EventStrategy], bool]) -> pd.Series:
    """Find each patient's first event that changes scores in a certain way.

    Parameters
    ----------
    events : pandas.DataFrame
        One row per patient and event: `patient_id`, `strategy`, `event_day`.
    rule : callable
        Of the strategy, such as ``lambda strategy: strategy.fails``.

    Returns
    -------
    pandas.Series
        The day, by patient; patients without such an event aren't in it.

    Examples
    --------
    >>> import pandas as pd
    >>> events = pd.DataFrame({"patient_id": ["a", "a", "b"], "event_day": [40, 9, 5],
    ...                        "strategy": ["composite", "composite", "hypothetical"]})
    >>> first_events(events, lambda strategy: strategy.fails).to_dict()
    {'a': 9}
    """
    chosen = [name for name, strategy in EVENT_STRATEGIES.items() if rule(strategy)]
    return events[events["strategy"].isin(chosen)].groupby("patient_id")["event_day"].min()
