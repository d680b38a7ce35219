"""compare_arms: the difference between the arms at one visit, by cause and overall, as reports need it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.adjusted import adjusted_effects
from dnoutcomes.compare.adjusted_responders import adjusted_responders
from dnoutcomes.compare.clustered_arms import clustered_arms, mean_difference, standardised_mean_difference
from dnoutcomes.compare.groups import clustered_rows, groups_of, rows_at_visit
from dnoutcomes.compare.populations import ALL_TOGETHER, POPULATION, population_labels
from dnoutcomes.compare.responder_effects import cluster_within, responder_rows
from dnoutcomes.compare.responders import OBSERVED, analysis_label, needed_in_words
from dnoutcomes.compare.unadjusted import difference_of_means, standardised_difference
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS, Estimates

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

ADJUSTED_DIFFERENCE = "risk difference, adjusted"
UNADJUSTED = {"unadjusted": difference_of_means, "hedges_g": standardised_difference}
CLUSTERED = {"unadjusted": mean_difference, "hedges_g": standardised_mean_difference}


def compare_arms(
    analysis: AnalysisData, by: str | None = "cause", visit: str | None = None, *, errors: str | None = None
) -> Estimates:
    """Compare the arms at one visit.

    Parameters
    ----------
    analysis : AnalysisData
        From `build_analysis`.
    by : str, optional
        Groups within which the arms are compared as well: "cause" (as the models pool causes) or another categorical
        patient-level column known at time zero. None compares them overall only.
    visit : str, optional
        Default: the plan's primary visit.
    errors : {"HC3", "classical"}, optional
        Standard errors of the adjusted differences. Default: what the plan says.

    Returns
    -------
    Estimates
        One row per analysis and group: `outcome`, the column of the group, `population`, `visit`, `contrast`,
        `analysis`, then the columns of Estimates. Analyses are

        - "adjusted": difference in mean change from an analysis of covariance;
        - "unadjusted": difference in mean change, Welch;
        - "hedges_g": difference in mean change in pooled standard deviations of change;
        - for each responder threshold of the plan, "30 % responders: risk difference", "...: risk ratio", "...: number
          needed to treat to benefit" and "...: number needed to treat to harm" of the patients with a score (each a
          segment that ends at infinity where the interval of the difference holds 0), and "30 % responders, missing as
          non-responders: risk difference" of all patients with a baseline; and once over all patients "30 % responders:
          risk difference, adjusted", standardised to the covariates of the patients with a score.

        Groups without patients in both arms keep their row, empty. A row of everybody has no group; its `population`
        is "all patients, main effect", "all patients, standardised to the mix of causes" or, for what isn't modelled by
        cause, "all patients together". `details` holds `interaction` (a JointTest or None), `cells` (patients with a
        score by group and arm), `mix` (the weights of the standardised effect) and `numbers_needed` (with text and
        segments).

    Raises
    ------
    ModelError
        An arm has no score at the visit, `by` can't be used, or there are fewer patients than coefficients.

    Notes
    -----
    Adjusted: change ~ arm + cause + arm x cause + baseline + covariates by least squares over the patients with a score
    at the visit; a group's row is the arm difference at that level. The main effect is the same model without arm x
    cause. The standardised effect is sum_k w_k (difference in cause k), with w_k the share of cause k among all
    patients of the whole file with a baseline (`analysis.modelled_causes.shares`), taken as fixed. Score and change as
    outcome give the same differences, since baseline is in the model. With another `by`, cause stays in as a covariate.

    Where the plan names clusters, errors are CR2 by cluster with Satterthwaite's degrees of freedom, in every row: of
    "unadjusted" in place of Welch's, of shares as means of 0 and 1, of ratios on the logarithmic scale. With the
    clusters themselves as `by`, what stands within one takes its patients for independent.

    Whether the effect differs between groups is one question with one joint test, `details["interaction"]`. The p-value
    of a group's row asks whether there's an effect in that group and doesn't answer it.

    See Also
    --------
    dnoutcomes.compare.ancova.ancova, dnoutcomes.compare.interaction.interaction_test
    """
    plan = analysis.plan
    rows = rows_at_visit(analysis, by, visit or plan.primary_visit)
    _require_both_arms(rows, visit or plan.primary_visit)
    rows, cluster = clustered_rows(analysis, rows, by)
    kind_of_errors = errors or plan.errors
    adjusted = adjusted_effects(
        rows,
        by,
        covariates=analysis.covariates,
        shares=analysis.modelled_causes.shares if by == "cause" else None,
        errors=kind_of_errors,
        cluster=cluster,
        confidence_level=plan.confidence_level,
    )
    responders, responder_notes = _adjusted_responder_rows(rows, by, analysis, kind_of_errors, cluster)
    crude = _crude_rows(rows, by, plan.confidence_level, cluster)
    frames = [adjusted.frame, crude, responder_rows(rows, by, plan, cluster), responders]
    frame = pd.concat([part for part in frames if len(part)], ignore_index=True)
    frame = frame.assign(
        outcome=plan.outcome, visit=visit or plan.primary_visit, contrast=plan.contrast_label
    )
    return Estimates(
        frame[["outcome", by or "cause", POPULATION, "visit", "contrast", "analysis", *COLUMNS]],
        confidence_level=plan.confidence_level,
        kind="difference between arms",
        notes=(
            estimand_note(plan, visit or plan.primary_visit),
            *_notes(rows, plan),
            *adjusted.notes,
            *responder_notes,
        ),
        details={
            "interaction": adjusted.interaction,
            "mix": adjusted.mix,
            "errors": kind_of_errors,
            "cells": _cells(rows, by),
            "numbers_needed": _numbers_needed(rows, by, plan, cluster),
        },
    )


def _require_both_arms(rows: pd.DataFrame, visit: str) -> None:
    for arm in rows["arm"].cat.categories:
        if not rows.loc[rows["arm"] == arm, "change"].notna().any():
            raise ModelError(
                f"no patient of arm {arm!r} has a score at visit {visit}, so the arms can't be compared there; "
                "choose another visit or widen its window in the plan"
            )


def _crude_rows(rows: pd.DataFrame, by: str | None, level: float, cluster: str | None) -> pd.DataFrame:
    """Differences in mean change that nothing is adjusted for, one row per analysis and group."""
    reference, treated = rows["arm"].cat.categories
    scored = rows[rows["change"].notna()]
    estimated = []
    for analysis, estimate in UNADJUSTED.items():
        for group in groups_of(scored, by):
            here = scored[group.inside]
            within = cluster_within(group, cluster)
            together = within and clustered_arms(here["change"], here["arm"], here[within], level)
            if not together:
                arms = [here.loc[here["arm"] == arm, "change"] for arm in (treated, reference)]
                row = estimate(arms[0].to_numpy(), arms[1].to_numpy(), level)
            else:
                row = CLUSTERED[analysis](together)
            estimated.append({"analysis": analysis} | group.labels | row)
    return pd.DataFrame(estimated)


def _adjusted_responder_rows(
    rows: pd.DataFrame, by: str | None, analysis: AnalysisData, errors: str, cluster: str | None
) -> tuple[pd.DataFrame, list[str]]:
    """Adjusted differences in shares of responders over all patients, one row per threshold, and their notes."""
    covariates = list(dict.fromkeys([by or "cause", "cause", "baseline", *analysis.covariates]))
    covariates = [name for name in covariates if name != "arm"]
    adjusted, notes = [], []
    for responder in analysis.plan.responders:
        level = analysis.plan.confidence_level
        row, note = adjusted_responders(rows, responder, covariates, errors, level, cluster)
        label = analysis_label(responder, OBSERVED, ADJUSTED_DIFFERENCE)
        adjusted.append({"analysis": label} | population_labels(by, ALL_TOGETHER) | row)
        notes += [note] if note else []
    return pd.DataFrame(adjusted), notes


def _numbers_needed(
    rows: pd.DataFrame, by: str | None, plan: Plan, cluster: str | None
) -> list[dict[str, Any]]:
    numbers = []
    for responder in plan.responders:
        for group in groups_of(rows, by):
            needed = needed_in_words(
                rows[group.inside], responder, plan.confidence_level, cluster_within(group, cluster)
            )
            if needed is not None:
                segments = [asdict(segment) for segment in needed.segments]
                numbers.append(
                    group.labels | {"threshold": responder.label, "text": needed.text, "segments": segments}
                )
    return numbers


def _cells(rows: pd.DataFrame, by: str | None) -> list[dict[str, Any]]:
    """Patients with a score, by group and arm: what decides whether a row may be shown."""
    scored = rows["change"].notna()
    return [
        group.labels | {"arm": arm, "n": int((scored & group.inside & (rows["arm"] == arm)).sum())}
        for group in groups_of(rows, by)
        for arm in rows["arm"].cat.categories
    ]


def _notes(rows: pd.DataFrame, plan: Plan) -> tuple[str, ...]:
    unseen = int(rows["change"].isna().sum())
    notes = []
    if unseen:
        notes.append(
            f"{unseen} of {len(rows)} patients with a baseline have no score at {rows['visit'].iloc[0]} and are left "
            "out; a mixed model uses their other visits."
        )
    if plan.design == "observational":
        notes.append(
            "Patients weren't allocated to the arms at random: a difference may be due to who was needled."
        )
    return tuple(notes)
