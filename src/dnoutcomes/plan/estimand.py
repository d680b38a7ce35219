"""The estimand, in the five attributes of ICH E9(R1), and its intercurrent events."""

from __future__ import annotations

from typing import Annotated

from dnoutcomes.language import term
from dnoutcomes.plan.event_strategies import EVENT_STRATEGIES
from dnoutcomes.plan.part import Level, Part, named_in


class IntercurrentEvent(Part):
    """Something that happens after time zero and changes what the outcome means.

    Attributes
    ----------
    event : str
        A yes/no column of the data that is true at encounters at or after which the event has happened.
    strategy : str
        What becomes of scores after it, by the names in `plan.event_strategies.EVENT_STRATEGIES`.
    """

    event: Level
    strategy: Annotated[str, named_in(EVENT_STRATEGIES)] = "treatment-policy"


class Estimand(Part):
    """What is estimated, in the five attributes of ICH E9(R1); treatments and outcome stand in the plan itself.

    Attributes
    ----------
    population : str
        Whose difference it is, in words.
    summary : str
        What is compared between the arms, in words.
    intercurrent_events : tuple of IntercurrentEvent
        Events after time zero that change what the outcome means, and what is done about each. Default: none.
    """

    population: str = term("patients with peripheral neuropathy and a baseline score")
    summary: str = term("difference between arms in mean change from baseline")
    intercurrent_events: tuple[IntercurrentEvent, ...] = ()
