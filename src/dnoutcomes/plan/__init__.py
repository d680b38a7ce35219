"""The plan: everything that was decided before the data were looked at."""

from dnoutcomes.plan.change_point import ChangePoint
from dnoutcomes.plan.declared_instrument import DeclaredInstrument
from dnoutcomes.plan.estimand import Estimand, IntercurrentEvent
from dnoutcomes.plan.event_strategies import EVENT_STRATEGIES, EventStrategy, first_events
from dnoutcomes.plan.plan import Plan
from dnoutcomes.plan.responders import Responder, default_responders
from dnoutcomes.plan.visits import BaselineRule, Visit, complete_windows

__all__ = [
    "EVENT_STRATEGIES",
    "BaselineRule",
    "ChangePoint",
    "DeclaredInstrument",
    "Estimand",
    "EventStrategy",
    "IntercurrentEvent",
    "Plan",
    "Responder",
    "Visit",
    "complete_windows",
    "default_responders",
    "first_events",
]
