"""The draft of a plan: what can be read from a file, and what only people can decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dnoutcomes.derive.days import derive_day
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.outcomes import Outcomes
from dnoutcomes.schema import ARMS, COLUMNS, DEFAULT_OUTCOME
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.question import one_of
from dnoutcomes.starting.visit_days import visits_of

Answers = Mapping[str, str | int]


def draft_plan(outcomes: Outcomes, answers: Answers) -> Draft:
    """Draft the plan of an analysis of a file.

    Parameters
    ----------
    outcomes : Outcomes
        Of the file, read with its drafted mapping.
    answers : mapping of str to str

    Returns
    -------
    Draft
        Outcome, visits and what is left to people: design, covariates and estimand keep the package's defaults, which
        claim least, and stand as notes.
    """
    measured = [name for name in outcomes.records.columns if _is_outcome(name, outcomes)]
    draft = _decide_outcome(measured, Draft(), answers)
    draft = _decide_visits(outcomes, draft.settings.get("outcome", DEFAULT_OUTCOME), draft, answers)
    return draft.note(*_left_to_people(outcomes, measured, draft))


def _is_outcome(name: str, outcomes: Outcomes) -> bool:
    return name in INSTRUMENTS and INSTRUMENTS[name].is_outcome and bool(outcomes.records[name].notna().any())


def _decide_outcome(measured: list[str], draft: Draft, answers: Answers) -> Draft:
    if len(measured) == 1:
        label = INSTRUMENTS[measured[0]]
        why = f"{label.label}: the only outcome of the file; {label.direction} is better."
        return draft.decide({"outcome": measured[0]}, why)
    if DEFAULT_OUTCOME in measured:
        others = ", ".join(name for name in measured if name != DEFAULT_OUTCOME)
        why = f"Average pain is the outcome unless you plan another one. Also measured: {others}."
        return draft.decide({"outcome": DEFAULT_OUTCOME}, why)
    return draft.ask(
        one_of(
            "outcome",
            f"The file has {len(measured)} outcomes. Which one is the primary one?",
            *(
                (
                    name,
                    f"{INSTRUMENTS[name].label}, {INSTRUMENTS[name].direction} is better",
                    {"outcome": name},
                )
                for name in measured
            ),
        ),
        answers,
    )


def _decide_visits(outcomes: Outcomes, outcome: str, draft: Draft, answers: Answers) -> Draft:
    scored = (
        outcomes.records[outcomes.records[outcome].notna()]
        if outcome in outcomes.records
        else outcomes.records
    )
    days = derive_day(outcomes.records).loc[scored.index, "day"].dropna()
    visits: list[dict[str, Any]] = visits_of(days.tolist(), int(scored["patient_id"].nunique()))
    if visits:
        why = (
            "Scores gather around these days after time zero. A window runs to the midpoints between them unless a "
            "visit has first and last. What was planned counts, not what came about: correct them where they differ."
        )
        return draft.decide({"visits": visits}, why)
    return draft.note(
        "Scores lie on so many different days that no visits can be told from them: weeks 2, 4, 8, 12 and 24 are "
        "planned unless visits are named here."
    )


def _left_to_people(outcomes: Outcomes, measured: list[str], draft: Draft) -> list[str]:
    covariates = [
        name
        for name in outcomes.records.columns
        if name in COLUMNS and COLUMNS[name].level_of == "patient" and COLUMNS[name].label
        and name not in ("arm", "cause", "index_year") and outcomes.records[name].notna().mean() > 0.5
    ]  # fmt: skip
    notes = [
        "Write down what was decided before anybody looked at the results, and nothing else.",
        'design = "observational" unless patients were assigned to their arm by chance: then design = "randomised".',
    ]
    if outcomes.arms != ARMS:
        notes.append(f"arms: {', '.join(outcomes.arms)}")
    if covariates:
        notes.append(
            "Models adjust for the score at the start by themselves. What else decided who was needled? Known of the "
            f"patients: covariates = [{', '.join(repr(name) for name in covariates)}] or some of them.".replace(
                "'", '"'
            )
        )
    return notes
