"""The plan: one frozen pre-specification, the only configuration of an analysis."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dnoutcomes.errors import PlanError
from dnoutcomes.instruments import INSTRUMENTS, Instrument
from dnoutcomes.language import say, say_number, term
from dnoutcomes.registry import did_you_mean
from dnoutcomes.schema import ARMS, CAUSES, COLUMNS
from dnoutcomes.settings_file import in_words, read_settings

# What a fit of the planned visits can use; tests/unit/test_plan.py holds both to the models.
Covariance = Literal["us", "toep", "toeph", "ar1", "ar1h", "cs", "csh", "ad", "adh"]
DfMethod = Literal[
    "kenward-roger", "kenward-roger-cholesky", "satterthwaite", "between-within", "residual"
]  # fmt: skip
Strategy = Literal["treatment-policy", "hypothetical", "composite", "while-on-treatment"]
Level = Annotated[str, Field(min_length=1, pattern=r"^[^\s].*$")]


class _Part(BaseModel):
    """A frozen piece of a plan that refuses names it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Visit(_Part):
    """A planned visit: target day after time zero and the window of days that counts as it.

    A window that isn't given runs to the midpoints between neighbouring targets.
    """

    name: Level
    day: int = Field(ge=1)
    first: int | None = None
    last: int | None = None

    @property
    def words(self) -> str:
        """When it is, for readers: "week 12" or "month 6" where its name or its day says so, else its name."""
        coded = re.fullmatch(r"([WMDY])0*(\d+)", self.name, flags=re.IGNORECASE)
        if coded:
            return _counted(coded[1].lower(), int(coded[2]))
        return self.name if self.day % 7 else _counted("w", self.day // 7)


def _counted(unit: str, n: int) -> str:
    """Name a time by its number: "week 12"."""
    return {
        "w": say("week {n}", n=n),
        "m": say("month {n}", n=n),
        "d": say("day {n}", n=n),
        "y": say("year {n}", n=n),
    }[unit]


class BaselineRule(_Part):
    """Which record is a patient's baseline.

    `rule` takes the last record in the days `first` to `last` relative to time zero, the first one, or the mean of all
    of them.
    """

    rule: Literal["last", "first", "mean"] = "last"
    first: int = -90
    last: int = 0


class Responder(_Part):
    """An improvement that counts as a response: percent of baseline, or points of the instrument."""

    value: float = Field(gt=0)
    scale: Literal["percent", "points"]

    @property
    def label(self) -> str:
        """Its name in frames: "30 %" or "2 points"."""
        return f"{self.value:g} %" if self.scale == "percent" else f"{self.value:g} points"

    @property
    def words(self) -> str:
        """Its name for readers, in the language in force."""
        value = say_number(self.value)
        if self.scale == "percent":
            return f"{value} %"
        return say("1 point") if self.value == 1 else say("{value} points", value=value)

    @property
    def column(self) -> str:
        """Column of AnalysisData.visits that holds the answer, such as `responder_30_percent`."""
        return f"responder_{self.value:g}_{self.scale}".replace(".", "_")


class IntercurrentEvent(_Part):
    """Something that happens after time zero and changes what the outcome means.

    `event` names a yes/no column of the data that is true at encounters at or after which the event has happened.
    """

    event: Level
    strategy: Strategy = "treatment-policy"


class Estimand(_Part):
    """What is estimated, in the five attributes of ICH E9(R1)."""

    population: str = term("patients with peripheral neuropathy and a baseline score")
    summary: str = term("difference between arms in mean change from baseline")
    intercurrent_events: tuple[IntercurrentEvent, ...] = ()


class ChangePoint(_Part):
    """A month from which on control charts have limits of their own, because something was changed on purpose.

    A person names it, with the reason; no chart looks for one by itself.
    """

    month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    reason: Level


class DeclaredInstrument(_Part):
    """An instrument that the registry doesn't have."""

    label: str
    direction: Literal["lower", "higher"]
    domain: str = term("declared in the plan")
    minimum: float = float("-inf")
    maximum: float = float("inf")
    step: float = 0.0
    unit: str = term("points")
    percent_change: bool = False
    recall: str = ""


_DEFAULT_VISITS = tuple(Visit(name=f"W{week:02d}", day=7 * week) for week in (2, 4, 8, 12, 24))
_PAIN_RESPONDERS = (
    Responder(value=30, scale="percent"),
    Responder(value=50, scale="percent"),
    Responder(value=2, scale="points"),
)


class Plan(_Part):
    """Everything that was decided before the data were looked at.

    Attributes
    ----------
    title : str
        Name of the analysis, for headings.
    outcome : str
        Code of the outcome's instrument, or another of its names, from the registry or from `instruments`.
    instruments : dict of str to DeclaredInstrument
        Instruments that the registry doesn't have.
    design : {"observational", "randomised"}
        How patients came into their arm. "observational" unless said otherwise: it claims less.
    arms, reference_arm : tuple of str, str
        The two arms, and the one that effects are measured against.
    causes : tuple of str
        Causes that may occur. Replaces the standard list where given.
    pooled_causes : dict of str to tuple of str
        Causes joined under one name in models. Tables of who was seen keep them apart.
    pool_causes_below : int
        A cause with fewer patients than this in either arm joins `other` in models; 0 never pools.
    visits : tuple of Visit
        Planned visits after time zero. Default: weeks 2, 4, 8, 12 and 24.
    primary_visit : str
        The visit that the summary speaks of. Default: W12, else the last one.
    tie_rule : {"earlier", "later"}
        Which of two records equally near a visit's target counts.
    baseline : BaselineRule
    covariates : tuple of str
        Columns known at time zero that models adjust for.
    estimand : Estimand
    covariance : tuple of str
        Covariance structures of the mixed model in the order in which they are tried.
    df : str
        Degrees-of-freedom method of the mixed model.
    errors : {"HC3", "classical"}
        Standard errors of the ANCOVA.
    responders : tuple of Responder
        Default: 30 %, 50 % and 2 points for pain from 0 to 10, else the registry's thresholds of the outcome.
    confidence_level : float
    smallest_cell : int
        Groups of 1 to `smallest_cell - 1` patients are hidden in reports.
    change_points : tuple of ChangePoint
        Months from which on control charts start new limits. Default: none.
    secondary_outcomes : tuple of str
        Codes of instruments that were named beforehand, in order, or their other names. Others are exploratory.
    multiplicity : {"fixed-sequence", "holm", "hochberg"}
        How the primary outcome and the secondary ones share the error: tested in their order, or adjusted together.
    sections : tuple of str
        Sections of reports, in order, by the names in `report.sections.SECTIONS`. Default: all.
    funnels : tuple of {"site", "therapist"}
        Who is shown in a funnel plot. Default: nobody.
    data_cutoff : date, optional
        Last day that a record may bear. Default: the day on which the file is read.
    seed : int
        For everything that draws random numbers.

    Examples
    --------
    >>> plan = Plan(design="observational", covariates=["age", "sex"])
    >>> plan.primary_visit, plan.visit("W12").first, plan.visit("W12").last
    ('W12', 71, 126)
    >>> Plan(design="randomized")
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.PlanError: plan: design: Input should be 'observational' or 'randomised', got 'randomized'
    """

    title: str = term("Dry needling plus standard care against standard care alone")
    outcome: str = "pain_nrs"
    instruments: dict[str, DeclaredInstrument] = Field(default_factory=dict)
    design: Literal["observational", "randomised"] = "observational"
    arms: tuple[Level, Level] = ARMS
    reference_arm: str = "standard"
    causes: tuple[Level, ...] = CAUSES
    pooled_causes: dict[str, tuple[Level, ...]] = Field(default_factory=dict)
    pool_causes_below: int = Field(default=5, ge=0)
    visits: tuple[Visit, ...] = _DEFAULT_VISITS
    primary_visit: str = ""
    tie_rule: Literal["earlier", "later"] = "earlier"
    baseline: BaselineRule = BaselineRule()
    covariates: tuple[Level, ...] = ()
    estimand: Estimand = Estimand()
    covariance: Annotated[tuple[Covariance, ...], Field(min_length=1)] = ("us", "toeph", "ar1h", "cs")
    df: DfMethod = "kenward-roger"
    errors: Literal["HC3", "classical"] = "HC3"
    responders: tuple[Responder, ...] = ()
    confidence_level: float = Field(default=0.95, gt=0.5, lt=1)
    smallest_cell: int = Field(default=11, ge=1)
    change_points: tuple[ChangePoint, ...] = ()
    secondary_outcomes: tuple[Level, ...] = ()
    multiplicity: Literal["fixed-sequence", "holm", "hochberg"] = "fixed-sequence"
    sections: tuple[Level, ...] = ()
    funnels: tuple[Literal["site", "therapist"], ...] = ()
    data_cutoff: date | None = None
    seed: int = 20260101

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise PlanError(in_words(error, "plan", Plan.model_fields)) from None

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Complete what depends on other fields, so that the hash covers the plan as it is used."""
        values = dict(values)
        outcome = values.get("outcome", "pain_nrs")
        if isinstance(outcome, str) and outcome not in values.get("instruments", ()):
            values["outcome"] = _code_of(outcome)
        secondary = values.get("secondary_outcomes")
        if isinstance(secondary, list | tuple):
            declared = values.get("instruments", ())
            values["secondary_outcomes"] = tuple(
                _code_of(name) if isinstance(name, str) and name not in declared else name
                for name in secondary
            )
        visits = values.get("visits")
        if visits is not None:
            visits = tuple(item if isinstance(item, Visit) else Visit.model_validate(item) for item in visits)
        values["visits"] = complete_windows(_DEFAULT_VISITS if visits is None else visits)
        names = [visit.name for visit in values["visits"]]
        if not values.get("primary_visit") and names:
            values["primary_visit"] = "W12" if "W12" in names else names[-1]
        if not values.get("responders"):
            values["responders"] = default_responders(values.get("outcome", "pain_nrs"))
        return values

    @model_validator(mode="after")
    def _agree(self) -> Plan:
        for problem in _contradictions(self):
            raise ValueError(problem)
        return self

    @classmethod
    def from_toml(cls, path: str | Path) -> Plan:
        """Read a plan from a TOML file.

        Parameters
        ----------
        path : str or Path
            A TOML file whose keys are the attributes of `Plan`.

        Raises
        ------
        PlanError
            The file can't be read, isn't TOML, or doesn't make a plan.
        """
        return cls(**read_settings(Path(path), "plan", PlanError))

    @property
    def instrument(self) -> Instrument:
        """The outcome's instrument."""
        return self.instrument_of(self.outcome)

    def instrument_of(self, code: str) -> Instrument:
        """The instrument of an outcome, as the plan declares it or as the registry has it."""
        declared = self.instruments.get(code)
        return INSTRUMENTS[code] if declared is None else Instrument(code=code, **declared.model_dump())

    @property
    def treated_arm(self) -> str:
        """The arm that isn't the reference."""
        return self.arms[1] if self.arms[0] == self.reference_arm else self.arms[0]

    @property
    def contrast_label(self) -> str:
        """How effects are labelled: "needling - standard"."""
        return f"{self.treated_arm} - {self.reference_arm}"

    @property
    def visit_names(self) -> tuple[str, ...]:
        """Names of the planned visits in time order."""
        return tuple(visit.name for visit in self.visits)

    def visit(self, name: str) -> Visit:
        """Return one planned visit; an unknown name is a PlanError that lists the known ones."""
        for visit in self.visits:
            if visit.name == name:
                return visit
        raise PlanError(
            f"no visit {name!r} in the plan{did_you_mean(name, self.visit_names)} "
            f"Planned: {', '.join(self.visit_names)}"
        )

    @property
    def hash(self) -> str:
        """SHA-256 of the plan as it is used, defaults included; the same for any order of keys."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def __repr__(self) -> str:
        return (
            f"Plan({self.title!r}: {self.outcome} at {self.primary_visit}, {self.contrast_label}, "
            f"{self.design}, hash {self.hash[:12]})"
        )

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>"
            for name, value in self.model_dump(mode="json").items()
        )
        return f"<table>{rows}</table>"


def complete_windows(visits: tuple[Visit, ...]) -> tuple[Visit, ...]:
    """Give every visit a window, in time order: to the midpoints between targets where none is declared.

    The first window starts past the midpoint between time zero and its target; the last one ends as far behind its
    target as it starts before it.

    Examples
    --------
    >>> [(v.first, v.last) for v in complete_windows((Visit(name="a", day=14), Visit(name="b", day=28)))]
    [(8, 21), (22, 35)]
    """
    ordered = sorted(visits, key=lambda visit: visit.day)
    days = [0, *(visit.day for visit in ordered)]
    complete = []
    for place, visit in enumerate(ordered, start=1):
        low = (days[place - 1] + visit.day) // 2
        high = (visit.day + days[place + 1]) // 2 if place < len(ordered) else 2 * visit.day - low
        complete.append(
            visit.model_copy(
                update={
                    "first": low + 1 if visit.first is None else visit.first,
                    "last": high if visit.last is None else visit.last,
                }
            )
        )
    return tuple(complete)


def _code_of(outcome: str) -> str:
    """Return the code of an instrument that goes by another name, as the columns of files do: "pain" is "pain_nrs"."""
    column = COLUMNS[outcome].name if outcome in COLUMNS else outcome
    return INSTRUMENTS[column].code if column in INSTRUMENTS else outcome


def default_responders(outcome: str) -> tuple[Responder, ...]:
    """Return the responder thresholds of an outcome: what the registry has for it."""
    if outcome not in INSTRUMENTS:
        return ()
    instrument = INSTRUMENTS[outcome]
    if instrument.code == "pain_nrs":
        return _PAIN_RESPONDERS
    found = instrument.thresholds_of("MCID", "SCB")
    return tuple({item.label: Responder(value=item.value, scale=item.scale) for item in found}.values())


# Names that a person may well list among the covariates, and why they're none.
_ALREADY_USED = {
    "arm": "'arm' is what is compared; effects can't be adjusted for it. Leave it out",
    "baseline": "'baseline', the score at the start, is adjusted for anyway. Leave it out",
}


def _contradictions(plan: Plan) -> list[str]:
    """Say what in a plan doesn't agree with the rest of it."""
    found = []
    if plan.outcome not in plan.instruments and plan.outcome not in INSTRUMENTS:
        found.append(
            f"outcome: unknown instrument {plan.outcome!r}{did_you_mean(plan.outcome, INSTRUMENTS)} "
            "Declare it under [instruments] or see `dnoutcomes instruments`"
        )
    elif not plan.instrument.is_outcome:
        found.append(f"outcome: {plan.outcome} is a screening or process measure and can't be the outcome")
    if plan.reference_arm not in plan.arms or plan.arms[0] == plan.arms[1]:
        found.append(f"reference_arm: {plan.reference_arm!r} must be one of two different arms {plan.arms}")
    found += [
        f"causes: {cause!r} is listed twice"
        for cause in sorted(set(plan.causes))
        if plan.causes.count(cause) > 1
    ]
    found += [f"covariates: {_ALREADY_USED[name]}" for name in plan.covariates if name in _ALREADY_USED]
    found += _visit_contradictions(plan)
    found += _secondary_contradictions(plan)
    pooled = [cause for members in plan.pooled_causes.values() for cause in members]
    found += [
        f"pooled_causes: {cause!r} isn't among the causes{did_you_mean(cause, plan.causes)}"
        for cause in pooled
        if cause not in plan.causes
    ]
    found += [
        f"pooled_causes: {cause!r} is pooled twice"
        for cause in sorted(set(pooled))
        if pooled.count(cause) > 1
    ]
    months = [point.month for point in plan.change_points]
    found += [
        f"change_points: {month} is named twice" for month in sorted(set(months)) if months.count(month) > 1
    ]
    found += [
        f"responders: a percent change of {plan.outcome} has no meaning; give points"
        for item in plan.responders
        if item.scale == "percent" and not found and not plan.instrument.percent_change
    ]
    return found


def _secondary_contradictions(plan: Plan) -> list[str]:
    found = []
    known = [*plan.instruments, *INSTRUMENTS]
    for place, name in enumerate(plan.secondary_outcomes):
        if name == plan.outcome:
            found.append(f"secondary_outcomes: {name!r} is the primary outcome")
        elif name in plan.secondary_outcomes[:place]:
            found.append(f"secondary_outcomes: {name!r} is named twice")
        elif name not in known:
            found.append(
                f"secondary_outcomes: unknown instrument {name!r}{did_you_mean(name, known)} "
                "Declare it under [instruments] or see `dnoutcomes instruments`"
            )
        elif name not in plan.instruments and not INSTRUMENTS[name].is_outcome:
            found.append(
                f"secondary_outcomes: {name} is a screening or process measure and can't be an outcome"
            )
    return found


def _visit_contradictions(plan: Plan) -> list[str]:
    names = plan.visit_names
    found = [] if names else ["visits: at least one is needed"]
    found += [f"visits: {name!r} is planned twice" for name in sorted(set(names)) if names.count(name) > 1]
    if names and plan.primary_visit not in names:
        found.append(f"primary_visit: no visit {plan.primary_visit!r}; planned: {', '.join(names)}")
    for visit in plan.visits:
        if not (visit.first or 0) <= visit.day <= (visit.last or 0):
            found.append(
                f"visits: {visit.name} has target day {visit.day} outside its window "
                f"{visit.first} to {visit.last}"
            )
    found += [
        f"visits: the windows of {before.name} and {after.name} overlap"
        for before, after in zip(plan.visits, plan.visits[1:])
        if (before.last or 0) >= (after.first or 0)
    ]
    if plan.visits and (plan.visits[0].first or 0) <= plan.baseline.last:
        found.append(
            f"visits: {plan.visits[0].name} starts on day {plan.visits[0].first}, inside the baseline window "
            f"that ends on day {plan.baseline.last}"
        )
    return found
