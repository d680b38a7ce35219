"""The plan: one frozen pre-specification, the only configuration of an analysis."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError, model_validator

from dnoutcomes.disclosure.small_groups import SmallGroups
from dnoutcomes.errors import DnOutcomesError, PlanError
from dnoutcomes.instruments import INSTRUMENTS, Instrument
from dnoutcomes.plan.contradictions import contradictions
from dnoutcomes.plan.declared_instrument import DeclaredInstrument
from dnoutcomes.plan.fields import PlanFields
from dnoutcomes.plan.responders import default_responders
from dnoutcomes.plan.visits import DEFAULT_VISITS, Visit, complete_windows
from dnoutcomes.registry import did_you_mean
from dnoutcomes.schema import COLUMNS
from dnoutcomes.settings_file import in_words, open_questions, read_settings


class Plan(PlanFields):
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
    arm_labels : dict of str to str
        What reports and figures call an arm where they say what it got: {"needling": "needling and usual care"}. Tables
        of numbers and short sentences keep the arm's own name. Default: the package's words for its own arms, else the
        name.
    causes : tuple of str
        Causes that may occur. Replaces the standard list where given.
    pooled_causes : dict of str to tuple of str
        Causes joined under one name in models. Tables of who was seen keep them apart.
    pool_causes_below : int
        A cause with fewer patients than this in either arm joins `other` in models, and so do the next larger ones
        until `other` is as large; 0 never pools. Quarters and sites are pooled as the whole file.
    visits : tuple of Visit
        Planned visits after time zero. Default: weeks 2, 4, 8, 12 and 24.
    primary_visit : str
        The visit that the summary speaks of. Default: W12, else the last one.
    tie_rule : {"earlier", "later"}
        Which of two records equally near a visit's target counts.
    same_day : {"mean", "last", "exclude"}, optional
        Which of a patient's different scores of one instrument and day counts: their mean, the one furthest down the
        file, or none. Without it, and without the same option of a mapping, a file that has any is asked about.
    baseline : BaselineRule
        Which record is a patient's baseline. Default: the last one in the 90 days up to time zero.
    covariates : tuple of str
        Columns known at time zero that models adjust for.
    estimand : Estimand
        Whose difference is estimated, and what events after time zero do to it.
    covariance : tuple of str
        Covariance structures of the mixed model in the order in which they are tried.
    df : str
        Degrees-of-freedom method of the mixed model.
    errors : str
        Standard errors of the ANCOVA: "HC3", "classical", or a kind that was registered in
        `compare.standard_errors.ERRORS`.
    clusters : str, optional
        Column whose patients may go together, such as "therapist_id" or "site_id": every error, interval and test then
        holds for patients of other therapists as well, not only for other patients of these. Default: none.
    responders : tuple of Responder
        Improvements that count as a response. Default: 30 %, 50 % and 2 points for pain from 0 to 10, else the
        registry's thresholds of the outcome.
    confidence_level : float
        In what share of studies the interval holds the truth: 0.95.
    smallest_cell : int
        Groups of 1 to `smallest_cell - 1` patients are hidden in reports; 1 hides nothing. It says
        what is shown and not what is found, so it isn't part of the hash.
    change_points : tuple of ChangePoint
        Months from which on control charts start new limits. Default: none.
    secondary_outcomes : tuple of str
        Codes of instruments that were named beforehand, in order, or their other names. Others are exploratory.
    multiplicity : str
        How the primary outcome and the secondary ones share the error: tested in their order, or adjusted together. A
        name in `MULTIPLICITY_METHODS`: "fixed-sequence", "holm", "hochberg", or one that was registered.
    sections : tuple of str
        Sections of reports, in order, by the names in `report.sections.SECTIONS`. Default: all.
    funnels : tuple of str
        Who is shown in a funnel plot, by the names in `monitoring.FUNNEL_UNITS`: "site", "therapist", or one that was
        registered. Default: nobody.
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
        # What `dnoutcomes start` left open: there's no plan as long as it is.
        open_ones = values.pop("questions", ())
        if open_ones:
            raise ValueError(
                open_questions(map(str, open_ones if isinstance(open_ones, list | tuple) else [open_ones]))
            )
        outcome = values.get("outcome", "pain_nrs")
        # Of another kind than it should be, a value is left as it is: the fields' own types then say so.
        given = values.get("instruments")
        declared = given if isinstance(given, Mapping) else {}
        if isinstance(outcome, str) and outcome not in declared:
            values["outcome"] = _code_of(outcome)
        secondary = values.get("secondary_outcomes")
        if isinstance(secondary, list | tuple):
            values["secondary_outcomes"] = tuple(
                _code_of(name) if isinstance(name, str) and name not in declared else name
                for name in secondary
            )
        visits = values.get("visits")
        if visits is not None and not isinstance(visits, list | tuple):
            return values
        if visits is not None:
            visits = tuple(
                visit if isinstance(visit, Visit) else Visit.model_validate(visit) for visit in visits
            )
        values["visits"] = complete_windows(DEFAULT_VISITS if visits is None else visits)
        names = [visit.name for visit in values["visits"]]
        if not values.get("primary_visit") and names:
            values["primary_visit"] = "W12" if "W12" in names else names[-1]
        if not values.get("responders") and isinstance(outcome, str):
            values["responders"] = default_responders(
                values.get("outcome", "pain_nrs"), _declared(outcome, declared)
            )
        return values

    @model_validator(mode="after")
    def _agree(self) -> Plan:
        for problem in contradictions(self):
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
    def treated_arm(self) -> str:
        """The arm that isn't the reference."""
        return self.arms[1] if self.arms[0] == self.reference_arm else self.arms[0]

    @property
    def contrast_label(self) -> str:
        """How effects are labelled: "needling - standard"."""
        return f"{self.treated_arm} - {self.reference_arm}"

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
    def hides_small_groups(self) -> bool:
        """Whether reports hide anything; with a smallest cell of 1 no group is small."""
        return self.small_groups.exist

    @property
    def small_groups(self) -> SmallGroups:
        """Which numbers of patients are too few to be shown in reports."""
        return SmallGroups(self.smallest_cell)

    @property
    def hash(self) -> str:
        """SHA-256 of the plan as it is used, defaults included; the same for any order of keys and any `smallest_cell`.

        Examples
        --------
        >>> Plan().hash[:12], Plan().hash == Plan(smallest_cell=5).hash
        ('bd54f81d474f', True)
        """
        # A plan that says nothing of it is the same plan as before there was anything to say.
        unsaid = {name for name in ("same_day", "clusters", "arm_labels") if not getattr(self, name)}
        decided = self.model_dump(mode="json", exclude={"smallest_cell", *unsaid})
        for declared in decided["instruments"].values():
            if not declared["thresholds"]:
                del declared["thresholds"]
        text = json.dumps(decided, sort_keys=True, ensure_ascii=False)
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


def _code_of(outcome: str) -> str:
    """Return the code of an instrument that goes by another name, as the columns of files do: "pain" is "pain_nrs"."""
    column = COLUMNS[outcome].name if outcome in COLUMNS else outcome
    return INSTRUMENTS[column].code if column in INSTRUMENTS else outcome


def _declared(outcome: str, given: Mapping[str, Any]) -> Instrument | None:
    """The outcome's instrument where the plan declares it, and declares it well; else the field's own type says so."""
    try:
        return DeclaredInstrument.model_validate(given[outcome]).named(outcome) if outcome in given else None
    except (ValidationError, DnOutcomesError):
        return None
