"""The estimand, in the five attributes of ICH E9(R1), and its intercurrent events."""

from __future__ import annotations

from typing import Annotated

from dnoutcomes.language import term
from dnoutcomes.plan.event_strategies import EVENT_STRATEGIES
from dnoutcomes.plan.part import Level, Part, named_in


class IntercurrentEvent(Part):
    """Something that happens after time zero and changes what the outcome means.

    `event` names a yes/no column of the data that is true at encounters at or after which the event has happened.
    """

    event: Level
    strategy: Annotated[str, named_in(EVENT_STRATEGIES)] = "treatment-policy"


class Estimand(Part):
    """What is estimated, in the five attributes of ICH E9(R1)."""

    population: str = term("patients with peripheral neuropathy and a baseline score")
    summary: str = term("difference between arms in mean change from baseline")
    intercurrent_events: tuple[IntercurrentEvent, ...] = ()
