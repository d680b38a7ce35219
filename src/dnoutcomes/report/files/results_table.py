"""Every number of the report in one tidy table, as it may leave the clinic."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, ShownCount, State
from dnoutcomes.estimates import COLUMNS, Estimates, JointTest
from dnoutcomes.report.counts.month_counts import BOTH
from dnoutcomes.report.facts.cause_results import CauseResults
from dnoutcomes.report.facts.domain_rows import domain_rows
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.model_results import ModelResults
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.releases.internal import RELEASES

TABLE_COLUMNS = (
    "table", "outcome", "cause", "population", "arm", "visit", "contrast", "analysis", *COLUMNS, "adjusted_p_value",
    "n_shown", "state", "release",
)  # fmt: skip

#: Analyses of `compare_arms` as the table names them, beside the mixed model's: not the number of the first page.
COMPARISONS = {
    "adjusted": "analysis of covariance", "unadjusted": "unadjusted", "hedges_g": "unadjusted, hedges_g",
}  # fmt: skip


#: What the difference in responders that a conclusion rests on is, by what becomes of patients without a score.
CONCLUDED = {
    "foretold": "from the mixed model, patients without a score as their earlier scores foretell",
    "left out": "patients with a score, adjusted, which the conclusion rests on",
}


def results_table(results: ReportResults) -> pd.DataFrame:
    """Put every number of a report into one table.

    Parameters
    ----------
    results : ReportResults

    Returns
    -------
    pandas.DataFrame
        One row per estimate, test or count: `table` (what kind of row it is), `outcome, cause, population, arm,
        visit, contrast, analysis`, the columns of Estimates, `adjusted_p_value` (of planned outcomes), `n_shown` (the
        number of patients as printed: a number, a range, "hidden"), `state` (a `State`) and `release`.
        Estimates are unrounded, but for those whose number of patients is withheld.
    """
    parts = [
        *_model_rows(results),
        *_comparison_rows(results),
        *_responder_rows(results),
        *_further_rows(results),
        *_cluster_rows(results),
        *(_rows(estimates, name) for name, estimates in results.added),
        *_count_rows(results),
    ]
    frame = pd.DataFrame([row for part in parts for row in part], columns=list(TABLE_COLUMNS))
    named = frame["outcome"].astype("object")
    frame["outcome"] = named.where(named.notna(), results.setting.plan.outcome)
    frame["state"] = frame["state"].where(frame["state"].notna(), _states(frame)).map(str)
    frame["n_shown"] = frame["n_shown"].map(str, na_action="ignore")
    return frame.assign(release=RELEASES[results.release])


def _states(frame: pd.DataFrame) -> pd.Series:
    """State of rows that nobody gave one: what isn't hidden and has no number could not be estimated."""
    has_number = frame[["estimate", "p_value"]].notna().any(axis=1)
    return has_number.map({True: State.SHOWN, False: State.NOT_ESTIMABLE})


def _rows(estimates: Estimates, table: str, **labels: str) -> list[dict[str, object]]:
    return [{"table": table} | labels | {str(name): value for name, value in row.items()}
            for row in estimates.frame.to_dict("records")]  # fmt: skip


def _model_rows(results: ReportResults) -> list[list[dict[str, object]]]:
    if not isinstance(results.model, ModelResults):
        return []
    population = str(results.model.differences.frame["population"].iloc[0])
    return [
        _rows(results.model.means, "mean change", analysis="mixed model", population=population),
        _rows(results.model.differences, "difference", analysis="mixed model"),
    ]


def _comparison_rows(results: ReportResults) -> list[list[dict[str, object]]]:
    parts = []
    if isinstance(results.comparisons, Estimates):
        rows = _rows(results.comparisons, "difference at the primary visit")
        parts.append([row | {"analysis": COMPARISONS[str(row["analysis"])]} for row in rows])
    if isinstance(results.causes, CauseResults):
        causes = results.causes
        if causes.method == "mixed model":
            parts.append(_rows(causes.effects, "difference by cause", analysis="mixed model"))
        if isinstance(causes.interaction, JointTest):
            parts.append([_test_row(causes.interaction, causes.method, results.setting.plan.primary_visit)])
    return parts


def _test_row(test: JointTest, method: str, visit: str) -> dict[str, object]:
    return {
        "table": "test of a dependence on cause", "visit": visit, "analysis": f"{method}, {test.hypothesis}",
        "df": test.df_denom, "statistic": test.statistic, "p_value": test.p_value,
    }  # fmt: skip


def _responder_rows(results: ReportResults) -> list[list[dict[str, object]]]:
    rules = (
        (results.responders_all, "no score counts as no response"),
        (results.responders, "patients with a score"),
    )
    counted = [
        [_responder_row(contrast, effect, results, f"{rule}, {how}")]
        for contrasts, rule in rules
        for contrast in contrasts
        for how, effect in (("as counted", contrast.counted), ("adjusted", contrast.adjusted))
    ]
    concluded = [
        [
            _responder_row(
                replace(contrast, n_patients=contrast.n_concluded),
                contrast.concluded,
                results,
                CONCLUDED[contrast.unseen],
            )
        ]
        for contrast in results.responders_all
    ]
    return concluded + counted


def _responder_row(
    contrast: ResponderContrast, effect: Effect, results: ReportResults, rule: str
) -> dict[str, object]:
    plan = results.setting.plan
    return {
        "table": "difference in responders", "visit": plan.primary_visit, "contrast": plan.contrast_label,
        "analysis": f"at least {contrast.responder.label}, {rule}", "estimate": effect.estimate,
        "std_error": effect.std_error, "conf_low": effect.conf_low, "conf_high": effect.conf_high,
        "n_subjects": contrast.n_patients, "state": contrast.state if contrast.state in NOT_TO_BE_SHOWN else None,
        "n_shown": _shown_patients(contrast),
    }  # fmt: skip


def _shown_patients(contrast: ResponderContrast) -> ShownCount | None:
    """What may be printed of its patients; None where there are no shares to stand behind."""
    if contrast.state in NOT_TO_BE_SHOWN:
        return ShownCount()
    return None if contrast.n_patients is None else ShownCount.of(contrast.n_patients)


def _further_rows(results: ReportResults) -> list[list[dict[str, object]]]:
    """Other outcomes, other methods, and adverse events."""
    parts = []
    if not isinstance(results.domains, Unavailable):
        parts += domain_rows(results.domains, results.setting.plan)
    if not isinstance(results.sensitivity, Unavailable):
        panel = results.sensitivity.panel.estimates
        frame = panel.frame.assign(analysis=panel.frame["method"] + ", " + panel.frame["scale"])
        parts.append(_rows(replace(panel, frame=frame), "the comparison by another method"))
    if not isinstance(results.safety, Unavailable):
        rates: list[dict[str, object]] = [
            {"table": "events per 100 sessions", "arm": results.setting.plan.treated_arm, "analysis": rate.name,
             "estimate": rate.per_100, "conf_low": rate.low, "conf_high": rate.high, "state": rate.state}
            for rate in results.safety.rates
        ]  # fmt: skip
        shares: list[dict[str, object]] = [
            {"table": "share of patients with an event", "arm": share.arm, "analysis": share.name,
             "estimate": share.share, "conf_low": share.low, "conf_high": share.high, "state": share.state}
            for share in results.safety.shares
        ]  # fmt: skip
        parts.append(rates + shares)
    return parts


def _cluster_rows(results: ReportResults) -> list[list[dict[str, object]]]:
    """How many clusters there are, where the plan speaks of them, and what they cost."""
    clusters, plan = results.clusters, results.setting.plan
    if clusters is None or clusters.taken != "together":
        return []
    rows: list[dict[str, object]] = [
        {"table": "clusters", "arm": arm, "analysis": f"number of clusters, {clusters.column}",
         "estimate": math.nan if of_arm.n_clusters is None else of_arm.n_clusters,
         "state": _state_of_clusters(of_arm.n_clusters)}
        for arm, of_arm in clusters.arms.items()
    ]  # fmt: skip
    if math.isfinite(clusters.design_effect):
        rows.append(
            {"table": "clusters", "visit": plan.primary_visit, "contrast": plan.contrast_label,
             "analysis": "design effect", "estimate": clusters.design_effect}
        )  # fmt: skip
    return [rows]


def _state_of_clusters(n: int | None) -> State:
    """A number of clusters is of no small group itself: where it isn't told, it would give one away."""
    if n is None:
        return State.WITHHELD
    return State.SHOWN if n else State.ZERO


def _count_rows(results: ReportResults) -> list[list[dict[str, object]]]:
    """Every count that has a place in the report: of patients, and of what they had."""
    rows: list[dict[str, object]] = []
    for key, status in results.counts.statuses.items():
        if status == "unprinted":
            continue
        name, *middle, arm = key
        value = results.counts.value(key)
        row: dict[str, object] = {
            "arm": "" if arm == BOTH else arm,
            "analysis": " / ".join([name, *middle]),
            "state": results.counts.state(key),
        }
        if results.counts.linked.counts[key].of_patients:
            row |= {"table": "number of patients", "n_shown": results.counts.shown(key),
                    "n_subjects": math.nan if value is None else value}  # fmt: skip
        else:
            row |= {
                "table": "number of sessions, events or scores",
                "estimate": math.nan if value is None else value,
            }
        rows.append(row)
    return [rows]
