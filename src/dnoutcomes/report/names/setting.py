"""Setting: how the outcome, the arms and the visits of a plan are called in prose."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from dnoutcomes.disclosure import State, StatedNumber
from dnoutcomes.figures.arm_words import arm_in_words
from dnoutcomes.figures.column_words import column_words
from dnoutcomes.figures.number_text import MINUS, number
from dnoutcomes.instruments import Instrument
from dnoutcomes.language import say, say_count, say_term
from dnoutcomes.plan import Plan, Visit
from dnoutcomes.report.names.outcome_words import outcome_in_words
from dnoutcomes.report.names.plain_text import join_words, plain_text, sentence
from dnoutcomes.schema import ARMS

_AFTER: dict[str, Callable[[int], str]] = {
    "w": lambda n: say_count("{n} week", "{n} weeks", n),
    "m": lambda n: say_count("{n} month", "{n} months", n),
    "d": lambda n: say_count("{n} day", "{n} days", n),
    "y": lambda n: say_count("{n} year", "{n} years", n),
}


NO_MARGIN = StatedNumber.without(State.NOT_ESTIMABLE)


@dataclass(frozen=True)
class Setting:
    """How things are called in the sentences of one report.

    Attributes
    ----------
    plan : Plan
    margin : StatedNumber
        Differences smaller than this count as close to none, in units of the outcome; none do where it isn't shown.
    several_causes: bool
        Whether the models tell causes apart; where all patients count as one cause, the words speak of none.
    causes_pooled : bool
        Whether patients have several causes that the models have as one.
    same_day : {"mean", "last", "exclude", ""}
        Which of a patient's different scores of a day counts; empty where there are none.
    """

    plan: Plan
    margin: StatedNumber = NO_MARGIN
    several_causes: bool = True
    causes_pooled: bool = False
    same_day: str = ""

    @cached_property
    def instrument(self) -> Instrument:
        """The outcome's instrument."""
        return self.plan.instrument

    @property
    def randomised(self) -> bool:
        """Whether the plan says that chance decided who came into which arm."""
        return self.plan.design == "randomised"

    @property
    def better(self) -> str:
        """Which way a good result points: "lower" or "higher"."""
        return self.instrument.direction

    @property
    def lower_is_better(self) -> bool:
        """Whether a fall of the outcome is an improvement."""
        return self.better == "lower"

    def arm(self, name: str) -> str:
        """An arm in prose: "needling plus standard care"."""
        return plain_text(arm_in_words(name, self.plan))

    @property
    def treated(self) -> str:
        """The arm that isn't the reference, in prose."""
        return self.arm(self.plan.treated_arm)

    @property
    def reference(self) -> str:
        """The reference arm, in prose."""
        return self.arm(self.plan.reference_arm)

    @property
    def title(self) -> str:
        """The plan's title, the package's own in the language in force; of other arms that would be another study's."""
        others = set(self.plan.arms) != set(ARMS) or self.plan.arm_labels
        if others and self.plan.title == Plan.model_fields["title"].default:
            return say(
                "{treated} against {reference}", treated=sentence(self.treated), reference=self.reference
            )
        return plain_text(say_term(self.plan.title))

    @property
    def adjusted_for(self) -> str:
        """What the adjusted difference takes into account, in prose: "the score at the start, cause and age"."""
        cause = [say("cause")] if self.several_causes else []
        covariates = [plain_text(column_words(name, unit=False)) for name in self.plan.covariates]
        return join_words([say("the score at the start"), *cause, *covariates])

    @property
    def outcome(self) -> str:
        """The outcome in the middle of a sentence: "average pain"."""
        return outcome_in_words(self.plan)

    @property
    def unit(self) -> str:
        """The unit of the outcome: "points"."""
        return plain_text(say_term(self.instrument.unit))

    @property
    def scale(self) -> str:
        """The scale in brackets: "points from 0 to 10, lower is better"."""
        unit = self.unit
        if math.isinf(self.instrument.maximum):
            if self.lower_is_better:
                return say("{unit}, lower is better", unit=unit)
            return say("{unit}, higher is better", unit=unit)
        bounds = self.instrument.range_label.replace("-", "−")
        if self.lower_is_better:
            return say("{unit} from {bounds}, lower is better", unit=unit, bounds=bounds)
        return say("{unit} from {bounds}, higher is better", unit=unit, bounds=bounds)

    def amount(self, value: float, decimals: int) -> str:
        """A size with its unit: "0.9 points"; a utility is a number without one."""
        size = number(abs(value), decimals)
        if self.instrument.unit == "utility":
            return size
        if (size, self.instrument.unit) == ("1", "points"):
            return say("1 point")
        return f"{size} {self.unit}"

    def signed_amount(self, value: float, decimals: int) -> str:
        """A size with its sign and its unit: "−0.9 points"."""
        sign = MINUS if round(value, decimals) < 0 else ""
        return sign + self.amount(value, decimals)

    def visit(self, name: str) -> str:
        """A visit in prose: "12 weeks", "12 months", or its name with its day."""
        return visit_words(self.plan.visit(name))


def visit_words(visit: Visit) -> str:
    """Say when a visit is.

    Examples
    --------
    >>> visit_words(Visit(name="W12", day=84)), visit_words(Visit(name="end", day=60))
    ('12 weeks', 'visit end (day 60)')
    """
    coded = re.fullmatch(r"([WMDY])0*(\d+)", visit.name, flags=re.IGNORECASE)
    if not coded:
        return say("visit {name} (day {day})", name=plain_text(visit.name), day=visit.day)
    return _AFTER[coded[1].lower()](int(coded[2]))
