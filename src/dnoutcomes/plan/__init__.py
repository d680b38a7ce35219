"""The plan: everything that was decided before the data were looked at."""

from dnoutcomes.plan.change_point import ChangePoint
from dnoutcomes.plan.declared_instrument import DeclaredInstrument
from dnoutcomes.plan.estimand import Estimand, IntercurrentEvent, Strategy
from dnoutcomes.plan.plan import Plan
from dnoutcomes.plan.responders import Responder, default_responders
from dnoutcomes.plan.visits import BaselineRule, Visit, complete_windows

__all__ = [
    "BaselineRule",
    "ChangePoint",
    "DeclaredInstrument",
    "Estimand",
    "IntercurrentEvent",
    "Plan",
    "Responder",
    "Strategy",
    "Visit",
    "complete_windows",
    "default_responders",
]
