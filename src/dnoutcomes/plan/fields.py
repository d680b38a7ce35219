"""PlanFields: what a plan decides, each with its type and its default; `Plan` says what they mean."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from dnoutcomes.instruments import INSTRUMENTS, Instrument
from dnoutcomes.language import term
from dnoutcomes.plan.change_point import ChangePoint
from dnoutcomes.plan.declared_instrument import DeclaredInstrument
from dnoutcomes.plan.estimand import Estimand
from dnoutcomes.plan.part import Level, Part, named_in
from dnoutcomes.plan.responders import Responder
from dnoutcomes.plan.visits import DEFAULT_VISITS, BaselineRule, Visit
from dnoutcomes.registry import registry_at
from dnoutcomes.schema import ARMS, CAUSES

SameDay = Literal["mean", "last", "exclude"]


def _of_visits_in_order(name: str) -> str:
    if registry_at(STRUCTURES)[name].uses_time:
        raise ValueError(
            f"covariance structure {name!r} needs the time of each score, and planned visits are in order"
        )
    return name


def _without_clusters(name: str) -> str:
    if registry_at(STANDARD_ERRORS)[name].by_cluster:
        raise ValueError(
            f"{name} errors need clusters, and come by themselves where `clusters` names their column"
        )
    return name


# Names of entries, among them those that a user registered.
STANDARD_ERRORS = "dnoutcomes.compare.standard_errors:ERRORS"
STRUCTURES = "dnoutcomes.models.covariances:STRUCTURES"
FUNNEL_UNITS = "dnoutcomes.monitoring.funnel_units:FUNNEL_UNITS"
Covariance = Annotated[str, named_in(STRUCTURES), AfterValidator(_of_visits_in_order)]
ErrorsName = Annotated[str, named_in(STANDARD_ERRORS), AfterValidator(_without_clusters)]
MultiplicityName = Annotated[
    str, named_in("dnoutcomes.models.shared.multiplicity_methods:MULTIPLICITY_METHODS")
]
FunnelUnitName = Annotated[str, named_in(FUNNEL_UNITS)]
DfMethod = Annotated[str, named_in("dnoutcomes.models.shared.df:DF_METHODS")]


# One line of a key or a head of a column.
ArmLabel = Annotated[str, Field(min_length=1, max_length=60)]


class PlanFields(Part):
    """The decisions of a plan, before they are held against each other."""

    title: str = term("Dry needling plus standard care against standard care alone")
    outcome: str = "pain_nrs"
    instruments: dict[str, DeclaredInstrument] = Field(default_factory=dict)
    design: Literal["observational", "randomised"] = "observational"
    arms: tuple[Level, Level] = ARMS
    reference_arm: str = "standard"
    arm_labels: dict[str, ArmLabel] = Field(default_factory=dict)
    causes: tuple[Level, ...] = CAUSES
    pooled_causes: dict[str, tuple[Level, ...]] = Field(default_factory=dict)
    pool_causes_below: int = Field(default=5, ge=0)
    visits: tuple[Visit, ...] = DEFAULT_VISITS
    primary_visit: str = ""
    tie_rule: Literal["earlier", "later"] = "earlier"
    same_day: SameDay | None = None
    baseline: BaselineRule = BaselineRule()
    covariates: tuple[Level, ...] = ()
    estimand: Estimand = Estimand()
    covariance: Annotated[tuple[Covariance, ...], Field(min_length=1)] = ("us", "toeph", "ar1h", "cs")
    df: DfMethod = "kenward-roger"
    errors: ErrorsName = "HC3"
    clusters: Level | None = None
    responders: tuple[Responder, ...] = ()
    confidence_level: float = Field(default=0.95, gt=0.5, lt=1)
    smallest_cell: int = Field(default=11, ge=1)
    change_points: tuple[ChangePoint, ...] = ()
    secondary_outcomes: tuple[Level, ...] = ()
    multiplicity: MultiplicityName = "fixed-sequence"
    sections: tuple[Level, ...] = ()
    funnels: tuple[FunnelUnitName, ...] = ()
    data_cutoff: date | None = None
    seed: int = 20260101

    @property
    def instrument(self) -> Instrument:
        """The outcome's instrument."""
        return self.instrument_of(self.outcome)

    def instrument_of(self, code: str) -> Instrument:
        """The instrument of an outcome, as the plan declares it or as the registry has it."""
        declared = self.instruments.get(code)
        return INSTRUMENTS[code] if declared is None else declared.named(code)

    @property
    def funnel_columns(self) -> tuple[str, ...]:
        """Columns of the records that say whom the funnels compare."""
        return tuple(registry_at(FUNNEL_UNITS)[name].column for name in self.funnels)

    @property
    def visit_names(self) -> tuple[str, ...]:
        """Names of the planned visits in time order."""
        return tuple(visit.name for visit in self.visits)
