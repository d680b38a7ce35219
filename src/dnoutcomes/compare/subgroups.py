"""Subgroups: the effect within each level of what might modify it, with one test per modifier, all counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from dnoutcomes.analysis import NOT_RECORDED, AnalysisData
from dnoutcomes.compare.adjusted import adjusted_effects
from dnoutcomes.compare.groups import clustered_rows, rows_at_visit
from dnoutcomes.compare.populations import POPULATION
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS, Estimates, JointTest
from dnoutcomes.language import say, say_count, say_number, say_term, term
from dnoutcomes.models.shared.multiplicity_methods import holm

DURATION = term("duration")
#: Bands of `duration_months`: the label and the longest duration in it.
DURATION_BANDS = ((term("up to 1 year"), 12.0), (term("1 to 3 years"), 36.0), (term("over 3 years"), np.inf))

#: What clinicians name as modifiers of response, where the data have it.
MODIFIERS = ("cause", "severity", "nerve_status", DURATION, "site_id")


def compare_subgroups(
    analysis: AnalysisData, visit: str | None = None, *, by: Sequence[str] | None = None
) -> Estimates:
    """Compare the arms within the levels of several modifiers, with one interaction test for each.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        Default: the primary visit.
    by : sequence of str, optional
        Categorical patient-level columns known at time zero; "duration" stands for `duration_months` in bands (up to 1
        year, 1 to 3, over 3 years). Default: cause, severity, nerve_status, duration and site_id, those the data have.

    Returns
    -------
    Estimates
        One row per modifier and level: `outcome, modifier, level, population, visit, contrast`, then the columns of
        Estimates; the last row is the main effect in all patients, without modifier and level. P-values
        within levels are left out: they aren't evidence that levels differ. `details["tests"]` has one row per
        modifier: `modifier, df_num, df_denom, statistic, p_value, p_value_holm`.

    Raises
    ------
    ModelError
        No modifier can be used.

    Notes
    -----
    Each modifier: change ~ arm x modifier + baseline + cause + covariates by least squares, as in `compare_arms`. With
    k true null hypotheses tested at 5 %, the chance of at least one p-value below 0.05 is about 1 - 0.95^k; the notes
    state it for the number of tests made.
    """
    plan = analysis.plan
    name = plan.visit(visit or plan.primary_visit).name
    banded = _with_duration_bands(analysis)
    modifiers = [modifier for modifier in by or MODIFIERS if by or modifier in banded.patients.columns]
    if not modifiers:
        raise ModelError(f"the data have none of {', '.join(MODIFIERS)}; name the modifiers in `by`")
    frames, tests = [], {}
    notes: list[str] = []
    for modifier in modifiers:
        rows, cluster = clustered_rows(analysis, rows_at_visit(banded, modifier, name), modifier)
        effects = adjusted_effects(
            rows, modifier, covariates=analysis.covariates, errors=plan.errors, cluster=cluster,
            confidence_level=plan.confidence_level,
        )  # fmt: skip
        levels = effects.frame[effects.frame[POPULATION].isna()]
        frames.append(levels.assign(modifier=modifier, level=levels[modifier].astype(str), p_value=np.nan))
        tests[modifier] = effects.interaction
        notes += effects.group_notes
    rows, cluster = clustered_rows(analysis, rows_at_visit(analysis, None, name), None)
    overall = adjusted_effects(
        rows, None, covariates=analysis.covariates, errors=plan.errors, cluster=cluster,
        confidence_level=plan.confidence_level,
    )  # fmt: skip
    frames.append(overall.frame.assign(modifier=None, level=None))
    frame = pd.concat(frames, ignore_index=True).assign(
        outcome=plan.outcome, visit=name, contrast=plan.contrast_label
    )
    table = _tests(tests)
    return Estimates(
        frame[["outcome", "modifier", "level", POPULATION, "visit", "contrast", *COLUMNS]],
        confidence_level=plan.confidence_level,
        kind="difference between arms by subgroup",
        notes=(estimand_note(plan, name), *dict.fromkeys(notes), subgroup_words(table)),
        details={"tests": table},
    )


def subgroup_words(tests: pd.DataFrame) -> str:
    """Say how many tests were made, what they give, and what chance alone would.

    Parameters
    ----------
    tests : pandas.DataFrame
        As `details["tests"]`.

    Returns
    -------
    str
    """
    made = tests[tests["p_value"].notna()]
    if made.empty:
        return say("No modifier has two levels with an effect, so that nothing was tested.")
    tests_made = ", ".join(
        f"{say_term(str(row.modifier))} p = {_p_text(row.p_value)}" for row in made.itertuples()
    )
    chance = 1 - 0.95 ** len(made)
    return say_count(
        "Does the effect differ? One test for {n} modifier: {tests}. If it never did, the chance of at least one "
        "p-value below {limit} would be {chance} %; allowing for their number the smallest is p = {smallest} (Holm).",
        "Does the effect differ? One test for each of {n} modifiers: {tests}. If it never did, the chance of at least "
        "one p-value below {limit} would be {chance} %; allowing for their number the smallest is p = {smallest} "
        "(Holm).",
        len(made),
        tests=tests_made,
        limit=say_number(0.05),
        chance=say_number(round(100 * chance)),
        smallest=_p_text(made["p_value_holm"].min()),
    )


def _p_text(p_value: float) -> str:
    return say_number(float(f"{p_value:.3g}"))


def _tests(tests: dict[str, JointTest | None]) -> pd.DataFrame:
    rows = [
        {"modifier": modifier}
        | (
            dict.fromkeys(("df_num", "df_denom", "statistic", "p_value"), np.nan)
            if test is None
            else {
                "df_num": test.df_num,
                "df_denom": test.df_denom,
                "statistic": test.statistic,
                "p_value": test.p_value,
            }
        )
        for modifier, test in tests.items()
    ]
    table = pd.DataFrame(rows)
    made = table["p_value"].notna()
    table.loc[made, "p_value_holm"] = holm(table.loc[made, "p_value"].to_numpy(dtype=float))
    return table.reindex(columns=[*table.columns.drop("p_value_holm", errors="ignore"), "p_value_holm"])


def _with_duration_bands(analysis: AnalysisData) -> AnalysisData:
    """Add `duration`, in bands; a duration that wasn't recorded is a band of its own."""
    patients = analysis.patients
    if "duration_months" not in patients.columns or DURATION in patients.columns:
        return analysis
    months = patients["duration_months"].astype("float64")
    if "duration_months" in analysis.gaps.columns:
        months = months.mask(analysis.gaps["duration_months"].to_numpy())
    labels = [label for label, _ in DURATION_BANDS]
    edges = [-np.inf, *(longest for _, longest in DURATION_BANDS)]
    bands = pd.cut(months, edges, labels=labels).astype(object).fillna(NOT_RECORDED)
    present = [label for label in (*labels, NOT_RECORDED) if (bands == label).any()]
    return replace(analysis, patients=patients.assign(duration=pd.Categorical(bands, categories=present)))
