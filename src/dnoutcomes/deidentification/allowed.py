"""Which columns may leave, and as what: an explicit list, so that a column that nobody thought of stays behind."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.readers.header_names import fold_name
from dnoutcomes.schema import ARMS, CAUSES, COLUMNS, MISSING_REASONS, NOT_RECORDED, Column, declared_column
from dnoutcomes.schema.identifiers import is_identifier

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

OTHER = "other"
# Everyone of this age or above is in one category, which the number stands for.
OLDEST = 90

# No clinical measurement without an upper end gets there, and no date, telephone or record number stays below.
LARGEST = 9999

# Names and codes of persons and places, and the first letter of what stands for them.
PSEUDONYMS = {"patient_id": "P", "site_id": "S", "therapist_id": "T", "episode_id": "E"}

# Dates and years of birth, and what leaves in their place.
REPLACED = {
    "session_date": "study_day",
    "study_week": "study_day",
    "index_date": "index_year",
    "referral_date": "referral_day",
    "end_date": "end_day",
    "onset_date": "duration_months",
    "birth_year": "age",
}
REPLACEMENTS = ("age", "duration_months", "index_year", "referral_day", "end_day", "study_day")

# Levels of any wording: those that are declared leave, the others as OTHER.
OPEN_LEVELS = {"cause": (*CAUSES, NOT_RECORDED, OTHER), "missing_reason": tuple(MISSING_REASONS.values())}

# Levels, yes and no, and measurements, which leave as they are.
UNCHANGED = (
    "arm", "cause_confirmed", "sex", "height_cm", "weight_kg", "allocation", "severity", "nerve_status", "sensory",
    "motor", "autonomic", "expectation", "anticoagulant", "pacemaker", "skin_ulcer", "lymphoedema", "opioid",
    "gabapentinoid", "snri", "tca", "end_reason", "encounter", "status", "phase", "duration_min", "pain_pre",
    "pain_post", "assessor_blinded", "needled", "needles_n", "ltr_n", "retention_min", "manipulation", "depth_mm",
    "gauge_mm", "estim", "estim_hz", "estim_us", "estim_ma", "estim_min", "exercise", "cupping", "soft_tissue",
    "education", "home_adherence", "ae_any", "ae_grade", "ae_serious", "ae_related", "rescue", "discontinued",
    "oral_morphine_mg", "hba1c", "glucose", "b12", "egfr", "chemo_cycle", "day_in_cycle", "on_chemo",
)  # fmt: skip

_FREE_TEXT = "free text can hold anything, a name among it"
WITHHELD = {
    "birth_date": "a date of birth never leaves",
    "cause_detail": _FREE_TEXT,
    "affected_sites": _FREE_TEXT,
    "prior_treatments": _FREE_TEXT,
    "visit_label": _FREE_TEXT,
    "points": _FREE_TEXT,
    "ae_term": _FREE_TEXT,
    "chemo_agent": _FREE_TEXT,
    "note": _FREE_TEXT,
}

_MEANINGS = {
    "patient_id": "Pseudonym of the patient, drawn at random for this file.",
    "site_id": "Pseudonym of the site, drawn at random for this file.",
    "therapist_id": "Pseudonym of the therapist, drawn at random for this file.",
    "episode_id": "Pseudonym of the episode, drawn at random for this file.",
    "cause": "Cause of the neuropathy. other: any that neither the schema nor the plan lists.",
    "missing_reason": "Why the score is missing. other: any reason in words of the site's own.",
    "age": f"Age at time zero in whole years. {OLDEST} stands for everyone who was {OLDEST} or older at time zero or "
    "by the last recorded day.",
}


def exportable_columns(plan: Plan | None = None) -> dict[str, Column]:
    """Return the columns that may leave, in the order of the schema, with the values that each may hold.

    Parameters
    ----------
    plan : Plan, optional
        Adds the instruments that it declares with both ends of their range, its events (yes or no), its arms and its
        causes.

    Returns
    -------
    dict of str to Column

    Examples
    --------
    >>> columns = exportable_columns()
    >>> "note" in columns, "birth_year" in columns, columns["age"].range_label, columns["missing_reason"].type
    (False, False, '18 to 90', 'level')
    """
    allowed = {*PSEUDONYMS, *OPEN_LEVELS, *REPLACEMENTS, *UNCHANGED, *_instruments()}
    columns = {
        name: replace(
            column,
            description=_MEANINGS.get(name, column.description),
            maximum=LARGEST if column.is_number and math.isinf(column.maximum) else column.maximum,
        )
        for name, column in COLUMNS.items()
        if name in allowed
    }
    columns["age"] = replace(columns["age"], type="integer", maximum=OLDEST)
    for name, levels in OPEN_LEVELS.items():
        columns[name] = replace(columns[name], type="level", levels=tuple(dict.fromkeys(levels)))
    return columns if plan is None else columns | _declared_columns(plan, columns)


def _instruments() -> set[str]:
    """Return the instruments that leave: the package's, and of those that a script registered the bounded ones."""
    unbounded = {
        declared.code
        for declared in INSTRUMENTS.registered()
        if not (math.isfinite(declared.minimum) and math.isfinite(declared.maximum))
    }
    return set(INSTRUMENTS) - unbounded


def _declared_columns(plan: Plan, columns: dict[str, Column]) -> dict[str, Column]:
    """Return the columns that a plan adds or widens."""
    causes = tuple(dict.fromkeys((*columns["cause"].levels, *plan.causes)))
    events = [
        declared.event for declared in plan.estimand.intercurrent_events if _may_be_declared(declared.event)
    ]
    bounded = {
        name: declared
        for name, declared in plan.instruments.items()
        if _may_be_declared(name) and math.isfinite(declared.minimum) and math.isfinite(declared.maximum)
    }
    return {
        "arm": replace(columns["arm"], levels=tuple(dict.fromkeys((*ARMS, *plan.arms)))),
        "cause": replace(columns["cause"], levels=causes),
        **{name: Column(name, "yes_no", "encounter", "An event that the plan names.") for name in events},
        **{name: declared_column(name, declared.model_dump()) for name, declared in bounded.items()},
    }


def _may_be_declared(name: str) -> bool:
    """Whether a plan may say what a column is: not of one that the schema knows as something else than a score."""
    return name in INSTRUMENTS or not (name in COLUMNS or is_identifier(fold_name(name)))
