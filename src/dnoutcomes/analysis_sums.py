"""AnalysisSums: what a plan makes of a file in a database, as counts and sums; no row of a patient leaves it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import pandas as pd

from dnoutcomes.analysis import NO_BASELINE, NO_SCORE, AnalysisData
from dnoutcomes.checks.windows import count_windows, judge_windows
from dnoutcomes.derive import derive_change, derive_responder, missing_because
from dnoutcomes.derive.patients import NOT_RECORDED, cause_levels
from dnoutcomes.engines.analysis_tables import (
    count_patients,
    days_with_scores,
    make_tables,
    refuse_plan,
)
from dnoutcomes.engines.patient_groups import (
    GroupedPatients,
    add_sums,
    grouped_patients,
    means_of,
    split_covariates,
    sum_numbers,
    sum_patients,
)
from dnoutcomes.engines.typed_file import TypedFile
from dnoutcomes.engines.visit_groups import VISIT_KEYS, count_visits
from dnoutcomes.errors import DataError
from dnoutcomes.modelled_causes import ModelledCauses, causes_of_counts
from dnoutcomes.outcomes import StoredOutcomes
from dnoutcomes.plan import Plan
from dnoutcomes.plan_against_data import check_arms_with_baseline, check_columns
from dnoutcomes.readers.finding import data_error
from dnoutcomes.schema import NOT_RECORDED as CAUSE_NOT_RECORDED


@dataclass(frozen=True, eq=False)
class AnalysisSums:
    """Counts and sums of an analysis; `fit_mmrm` takes it in place of an `AnalysisData`.

    Attributes
    ----------
    plan : Plan
        What was specified.
    counts : pandas.DataFrame
        One row per arm and cause: `arm, cause`, patients `without_score` and `without_baseline`, and of those with a
        baseline `n`, `scored` at any visit, and a column per visit.
    modelled_causes : ModelledCauses
        Which causes models keep apart, as in `AnalysisData`.
    grouped : GroupedPatients
        Sums over patients who share arm, cause as models have it, other levels and visits; the columns of `groups` are
        categorical as in `AnalysisData.patients`.
    means : dict of str to float
        Covariates that are numbers to their means over patients, with which a missing value counts; `grouped.products`
        have them after the baseline.
    outcomes : StoredOutcomes
        The file.
    """

    plan: Plan
    counts: pd.DataFrame
    modelled_causes: ModelledCauses
    grouped: GroupedPatients
    means: dict[str, float]
    outcomes: StoredOutcomes

    @property
    def numbers(self) -> tuple[str, ...]:
        """Covariates that are numbers."""
        return tuple(self.means)

    @cached_property
    def derived(self) -> dict[Hashable, object]:
        """What functions marked with `once` derived of these sums."""
        return {}

    @property
    def patients(self) -> pd.DataFrame:
        """Patients with a baseline: `arm, cause, cause_modelled, n_patients`, one row per combination that occurs."""
        counts = self.counts[self.counts["n"] > 0]
        return labelled(counts[["arm", "cause"]], self).assign(n_patients=counts["n"].to_numpy())

    @property
    def excluded(self) -> pd.DataFrame:
        """Patients left out: `arm, cause, reason, n_patients`, one row per combination that occurs."""
        left_out = self.counts.rename(columns={"without_score": NO_SCORE, "without_baseline": NO_BASELINE})
        rows = left_out.melt(["arm", "cause"], [NO_SCORE, NO_BASELINE], "reason", "n_patients")
        return rows[rows["n_patients"] > 0].reset_index(drop=True)

    @cached_property
    def visits(self) -> pd.DataFrame:
        """Patients with a baseline by planned visit, score and baseline: the columns of `AnalysisData.visits`.

        `n_patients` of each combination stands in place of their ids and days.
        """
        plan = self.plan
        counts = reduce_file(self.outcomes, partial(count_visits, plan=plan), list(VISIT_KEYS))
        names = pd.Categorical.from_codes(counts["visit"], categories=plan.visit_names, ordered=True)
        nothing = pd.Series(False, index=counts.index)
        reasons = missing_because(counts["value"].notna(), nothing, counts["seen_later"].astype(bool))
        rows = labelled(counts[["arm", "cause"]], self).assign(
            visit=names,
            **{name: counts[name] for name in ("value", "baseline", "n_patients")},
            missing_because=reasons,
            composite_failure=False,
        )
        return derive_responder(derive_change(rows, plan.instrument), plan.responders, plan.instrument)

    def __repr__(self) -> str:
        by_arm = self.counts.groupby("arm")["n"].sum()
        counts = ", ".join(f"{by_arm.get(arm, 0)} {arm}" for arm in self.plan.arms)
        return (
            f"AnalysisSums: {int(self.counts['n'].sum())} patients with a baseline ({counts}) in {len(self.grouped.n)} "
            "groups"
        )


Analysis = AnalysisData | AnalysisSums


def count_in(rows: pd.DataFrame, where: pd.Series) -> int:
    """Count the patients of some rows: one each, or `n_patients` where rows stand for several.

    Examples
    --------
    >>> rows = pd.DataFrame({"arm": ["needling", "standard"], "n_patients": [3, 4]})
    >>> count_in(rows, rows["arm"] == "standard"), count_in(rows[["arm"]], rows["arm"] == "standard")
    (4, 1)
    """
    return int(rows.loc[where, "n_patients"].sum() if "n_patients" in rows.columns else where.sum())


def sum_analysis(outcomes: StoredOutcomes, plan: Plan) -> AnalysisSums:
    """Derive baseline, visits and change in the database, as `build_analysis` does, and keep counts and sums.

    Parameters
    ----------
    outcomes : StoredOutcomes
        From `read_outcomes(path, plan=plan, engine="duckdb")`.
    plan : Plan
        The pre-specification.

    Returns
    -------
    AnalysisSums

    Raises
    ------
    EngineError
        The plan asks for what isn't reduced to sums: clusters, a strategy for events that changes scores, covariates of
        encounters.
    DataError
        As `build_analysis`.

    Notes
    -----
    Sums of whole scores are exact, whatever the order in which they're added; others agree to about 1e-12.

    Examples
    --------
    >>> from dnoutcomes import load_sample
    >>> type(load_sample()).__name__  # a file read by pandas has its rows: build_analysis(...)
    'Outcomes'
    """
    if not isinstance(outcomes, StoredOutcomes):
        raise DataError(
            f"sums are made of a file in a database, and {outcomes.source.name} was read by {outcomes.engine}. Use "
            "build_analysis"
        )
    check_columns(outcomes.file.columns, outcomes.file.columns["arm"].ranked.values, plan)
    refuse_plan(outcomes.file, plan)
    numbers, levels = split_covariates(outcomes.file, plan)
    parts = outcomes.reduce(partial(_count_part, plan=plan))
    lost = add_sums([part.windows for part in parts], ["window", "arm"])
    asked = [found for found in judge_windows(lost, plan, outcomes.confirmed) if found.severity == "ask"]
    if asked:
        raise data_error(asked, outcomes.source.name)
    counts = add_sums([part.patients for part in parts], ["arm", "cause"])
    counts["cause"] = counts["cause"].fillna(CAUSE_NOT_RECORDED)
    analysed = counts[counts["n"] > 0]
    check_arms_with_baseline(set(analysed["arm"]), plan)
    causes = causes_of_counts(
        analysed.assign(primary=analysed[plan.visit(plan.primary_visit).name])[
            ["arm", "cause", "n", "scored", "primary"]
        ].astype({"arm": str, "cause": str}),
        plan,
    )
    means = means_of(add_sums([part.numbers for part in parts], ["covariate"]), numbers)
    keys = ["arm", "cause", *levels, *(f"o{place}" for place in range(len(plan.visits)))]
    sums = reduce_file(outcomes, partial(_sum_part, plan=plan, means=means), keys)
    grouped = grouped_patients(sums, plan, levels)
    grouped = replace(grouped, groups=with_levels(grouped.groups, plan, causes))
    return AnalysisSums(plan, counts, causes, grouped, means, outcomes)


@dataclass(frozen=True, eq=False)
class _PartCounts:
    """Counts of a part of a file: who is lost by windows, patients by arm and cause, sums of covariates."""

    windows: pd.DataFrame
    patients: pd.DataFrame
    numbers: pd.DataFrame


def _count_part(file: TypedFile, plan: Plan) -> _PartCounts:
    make_tables(file, plan)
    windows = count_windows(*days_with_scores(file), plan)
    return _PartCounts(windows, count_patients(file, plan), sum_numbers(file, plan))


def _sum_part(file: TypedFile, plan: Plan, means: Mapping[str, float]) -> pd.DataFrame:
    make_tables(file, plan)
    return sum_patients(file, plan, means)


def reduce_file(
    outcomes: StoredOutcomes, reduction: Callable[[TypedFile], pd.DataFrame], keys: Sequence[str]
) -> pd.DataFrame:
    """Reduce a file to counts and sums, part by part, and add up the parts.

    Parameters
    ----------
    outcomes : StoredOutcomes
    reduction : callable
        A part to a frame of counts and sums; no patient is in two parts. A part may have been opened anew, on whatever
        machine, and then has no tables yet.
    keys : sequence of str
        Columns of that frame that say what a row counts.
    """
    return add_sums(outcomes.reduce(reduction), keys)


def labelled(groups: pd.DataFrame, sums: AnalysisSums) -> pd.DataFrame:
    """Give arms and causes the levels that they have in `AnalysisData`, and say how models have the cause.

    Parameters
    ----------
    groups : pandas.DataFrame
        `arm, cause` as records have them.
    sums : AnalysisSums

    Returns
    -------
    pandas.DataFrame
        `arm, cause, cause_modelled`.
    """
    plan = sums.plan
    levels = cause_levels(sums.counts["cause"], plan).categories
    recorded = groups["cause"].fillna(CAUSE_NOT_RECORDED).astype(str).to_numpy()
    cause = pd.Series(pd.Categorical(recorded, categories=levels))
    arm = pd.Categorical(groups["arm"], categories=[plan.reference_arm, plan.treated_arm])
    return pd.DataFrame({"arm": arm, "cause": cause, "cause_modelled": sums.modelled_causes.modelled(cause)})


def with_levels(groups: pd.DataFrame, plan: Plan, causes: ModelledCauses) -> pd.DataFrame:
    """Give groups the levels that `AnalysisData.patients` has, cause as models have it."""
    recorded = pd.Series(cause_levels(groups["cause"].fillna(CAUSE_NOT_RECORDED), plan))
    levels = {"arm": pd.Categorical(groups["arm"], categories=[plan.reference_arm, plan.treated_arm]),
              "cause": causes.modelled(recorded)}  # fmt: skip
    for name in groups.columns.difference([*levels]):
        text = groups[name].astype("object").where(groups[name].notna(), NOT_RECORDED).astype(str)
        levels[name] = pd.Categorical(text, categories=sorted(set(text)))
    return pd.DataFrame(levels)[list(groups.columns)]
