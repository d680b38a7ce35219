"""The other outcomes in the data, each compared once, at the primary visit, by analysis of covariance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from dnoutcomes.analysis import AnalysisData, build_analysis
from dnoutcomes.compare.adjusted import adjusted_effects
from dnoutcomes.compare.groups import rows_at_visit
from dnoutcomes.compare.outcome_scores import plan_of_outcome
from dnoutcomes.describe.completion import recorded_instruments
from dnoutcomes.disclosure import Key, ProtectedCounts
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.instruments import Instrument
from dnoutcomes.report.release import release
from dnoutcomes.report.results import Unavailable


@dataclass(frozen=True, eq=False)
class DomainResults:
    """Differences in other outcomes.

    Attributes
    ----------
    effects : Estimates
        One row per instrument: `outcome`, then the columns of released estimates.
    instruments : dict of str to Instrument
        By code.
    not_compared : tuple of str
        Labels of instruments without a score at the start or at the primary visit.
    """

    effects: Estimates
    instruments: dict[str, Instrument]
    not_compared: tuple[str, ...]


def domain_analyses(analysis: AnalysisData) -> dict[str, AnalysisData | None]:
    """Derive every other outcome in the data as the plan derives its own; None without scores at the start."""
    found: dict[str, AnalysisData | None] = {}
    for code in recorded_instruments(analysis):
        if code == analysis.plan.outcome:
            continue
        try:
            found[code] = build_analysis(analysis.outcomes, plan_of_outcome(analysis.plan, code))
        except DataError:  # no score at the start, as of a global impression of change
            found[code] = None
    return found


def scored_keys(code: str, arms: tuple[str, ...]) -> tuple[Key, ...]:
    """Keys of the patients with a score of an instrument at the start and at the primary visit."""
    return tuple(("scored on", code, arm) for arm in arms)


def domain_results(
    analyses: Mapping[str, AnalysisData | None], analysis: AnalysisData, counts: ProtectedCounts
) -> DomainResults | Unavailable:
    """Compare the arms in every other outcome, and release what small groups allow."""
    if not analyses:
        return Unavailable("The file holds no other outcome than the one of the plan.")
    rows, instruments, without = [], {}, []
    for code, own in analyses.items():
        instrument = plan_of_outcome(analysis.plan, code).instrument
        effect = None if own is None else _effect(own)
        if effect is None:
            without.append(instrument.label)
            continue
        instruments[code] = instrument
        rows.append({"outcome": code, **effect})
    if not rows:
        return Unavailable(
            "No other outcome has scores of both groups at the start and at the primary visit."
        )
    effects = Estimates(
        pd.DataFrame(rows)[["outcome", *COLUMNS]],
        confidence_level=analysis.plan.confidence_level,
        kind="difference between arms in other outcomes",
    )
    released = release(effects, lambda row: scored_keys(str(row["outcome"]), analysis.plan.arms), counts)
    return DomainResults(replace(released), instruments, tuple(without))


def _effect(analysis: AnalysisData) -> dict[str, float] | None:
    plan = analysis.plan
    rows = rows_at_visit(analysis, None, plan.primary_visit)
    try:
        found = adjusted_effects(
            rows,
            None,
            covariates=analysis.covariates,
            errors=plan.errors,
            confidence_level=plan.confidence_level,
        )
    except ModelError:  # too few scores, or scores that don't vary
        return None
    (values,) = found.frame[list(COLUMNS)].to_dict("records")
    if math.isnan(values["estimate"]):
        return None
    return {str(name): float(value) for name, value in values.items()}
