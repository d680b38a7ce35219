"""The methods of a sensitivity panel: what each one estimates, in whom, and what it takes missing scores for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dnoutcomes.clusters import named_clusters
from dnoutcomes.compare.adjusted import adjusted_effects
from dnoutcomes.compare.adjusted_responders import adjusted_responders
from dnoutcomes.compare.clustered_arms import clustered_arms, mean_difference
from dnoutcomes.compare.modelled_responders import modelled_responders
from dnoutcomes.compare.overall_effects import standardised_differences
from dnoutcomes.compare.score_rows import comparison_rows, score_covariates, taken_by_score
from dnoutcomes.compare.unadjusted import Row, difference_of_means
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS
from dnoutcomes.language import term
from dnoutcomes.models.mmrm.on_analysis import fit_mmrm
from dnoutcomes.plan import Responder
from dnoutcomes.registry import Registry
from dnoutcomes.sensitivity.question import Question
from dnoutcomes.weighting.effect_with_attrition import effect_with_attrition

POINTS, SHARE = term("points"), term("share of responders")


#: Why a method has no answer though it could be computed.
NO_INTERVAL = "no interval holds: the effect rests on little more than one cluster of patients"


@dataclass(frozen=True, eq=False)
class Method:
    """One way to answer the question.

    Attributes
    ----------
    label : str
        Its name for readers.
    population : str
        Whom its effect is about.
    missing_scores : str
        What it takes the scores of patients who weren't seen for.
    adjusted : bool
        Whether the arms are made comparable.
    solve : callable
        Question to the columns of Estimates, for one row.
    scale : str
        Unit of the effect.
    """

    label: str
    population: str
    missing_scores: str
    adjusted: bool
    solve: Callable[[Question], Row]
    scale: str = POINTS


def _unadjusted(question: Question) -> Row:
    scored = question.rows[question.rows["change"].notna()]
    reference, treated = scored["arm"].cat.categories
    arms = [scored.loc[scored["arm"] == arm, "change"].to_numpy() for arm in (treated, reference)]
    if not min(map(len, arms)):
        raise ModelError(f"an arm has no score at {question.visit}")
    level = question.analysis.plan.confidence_level
    if question.cluster is not None:
        shared = clustered_arms(scored["change"], scored["arm"], scored[question.cluster], level)
        if shared is None or pd.isna(mean_difference(shared)["conf_low"]):
            raise ModelError(NO_INTERVAL)
        return mean_difference(shared)
    return difference_of_means(arms[0], arms[1], level)


def _ancova(question: Question) -> Row:
    return _adjusted(question, question.rows)


def _complete_cases(question: Question) -> Row:
    return _adjusted(question, question.rows[question.complete])


def _adjusted(question: Question, rows: pd.DataFrame) -> Row:
    plan = question.analysis.plan
    effect = adjusted_effects(
        rows, None, covariates=question.analysis.covariates, errors=plan.errors, cluster=question.cluster,
        confidence_level=plan.confidence_level,
    )  # fmt: skip
    return _only_row(effect.frame)


def _mixed_model(question: Question) -> Row:
    fit = fit_mmrm(question.analysis)
    return _at_visit(standardised_differences(fit, question.analysis), question.visit)


def _weighted(estimand: str, method: str) -> Callable[[Question], Row]:
    def solve(question: Question) -> Row:
        analysis, plan = question.analysis, question.analysis.plan
        covariates = score_covariates(analysis)
        rows, cluster = named_clusters(
            comparison_rows(analysis, question.visit), analysis.clusters, taken_by_score(analysis)
        )
        effect = effect_with_attrition(
            rows, outcome="change", treatment="arm", covariates=covariates,
            estimand=estimand, method=method, attrition=covariates, confidence_level=plan.confidence_level,
            cluster=cluster,
        )  # fmt: skip
        return _only_row(effect.frame)

    return solve


def _imputed(strategy: str) -> Callable[[Question], Row]:
    def solve(question: Question) -> Row:
        return _at_visit(question.assumptions.effects[strategy].frame, question.visit)

    return solve


def _foretold(question: Question) -> Row:
    analysis = question.analysis
    if question.visit != analysis.plan.primary_visit:
        raise ModelError("shares are foretold for the primary visit only")
    threshold = _threshold(question)
    return _only_row(modelled_responders(fit_mmrm(analysis), analysis).where(threshold=threshold.label).frame)


def _responders(question: Question) -> Row:
    return _share(question, question.rows)


def _non_responders(question: Question) -> Row:
    column = _threshold(question).column
    return _share(question, question.rows.assign(**{column: question.rows[column].fillna(0.0)}))


def _share(question: Question, rows: pd.DataFrame) -> Row:
    plan = question.analysis.plan
    covariates = list(dict.fromkeys(["cause", "baseline", *question.analysis.covariates]))
    row, reason = adjusted_responders(
        rows, _threshold(question), covariates, plan.errors, plan.confidence_level, question.cluster
    )
    if row["estimate"] != row["estimate"]:
        raise ModelError(reason or "the share of responders has no adjusted difference")
    return row


def _threshold(question: Question) -> Responder:
    if not question.analysis.plan.responders:
        raise ModelError("the plan names no responder threshold")
    return question.analysis.plan.responders[0]


def _at_visit(frame: pd.DataFrame, visit: str) -> Row:
    rows = frame[frame["visit"].astype(str) == visit]
    if rows.empty:
        raise ModelError(f"no scores at {visit}")
    return _only_row(rows)


def _only_row(frame: pd.DataFrame) -> Row:
    (values,) = frame[list(COLUMNS)].to_dict("records")
    if pd.isna(values["conf_low"]):
        raise ModelError(NO_INTERVAL)
    return {str(name): float(value) for name, value in values.items()}


_SEEN = term("patients with a score")
_ALL = term("all patients with a baseline")
_FORETOLD = term("as their earlier scores foretell")
_LEFT_OUT = term("left out: as seen patients with the same covariates")
_STOOD_IN_FOR = term("stood in for by seen patients of the arm with the same covariates")

METHODS: Registry[Method] = Registry(
    "method of the panel",
    [
        (
            "unadjusted",
            Method(
                term("Unadjusted"), term("patients with a score, each arm as it came about"), term("left out"), False,
                _unadjusted,
            ),
        ),
        ("ancova", Method(term("ANCOVA"), _SEEN, _LEFT_OUT, True, _ancova)),
        (
            "mmrm",
            Method(
                term("MMRM"), term("patients seen at least once"), _FORETOLD, True,
                _mixed_model,
            ),
        ),
        (
            "overlap",
            Method(
                term("Overlap weights"), term("patients who might have had either treatment"), _STOOD_IN_FOR, True,
                _weighted("overlap", "weighted"),
            ),
        ),
        (
            "iptw",
            Method(
                term("Inverse probability weights"), _ALL, _STOOD_IN_FOR, True, _weighted("ate", "weighted"),
            ),
        ),
        (
            "aipw",
            Method(
                term("Augmented weights (AIPW)"), _ALL, term("as covariates foretell in the arm, or by weights"), True,
                _weighted("ate", "aipw"),
            ),
        ),
        (
            "mar",
            Method(
                term("Imputed at random (MAR)"), _ALL, term("as similar patients of the arm went on"), True,
                _imputed("MAR"),
            ),
        ),
        (
            "j2r",
            Method(
                term("Jump to reference"), _ALL, term("as the reference arm from leaving on"), True, _imputed("JR"),
            ),
        ),
        (
            "cir",
            Method(
                term("Copy increments"), _ALL, term("what was gained stays, then as the reference arm goes on"), True,
                _imputed("CIR"),
            ),
        ),
        (
            "complete",
            Method(
                term("Complete cases"), term("patients seen at every visit so far"),
                term("left out with all their scores"), True, _complete_cases,
            ),
        ),
        ("foretold", Method(term("Responders, by mixed model"), _ALL, _FORETOLD, True, _foretold, SHARE)),
        ("responders", Method(term("Responders, seen"), _SEEN, _LEFT_OUT, True, _responders, SHARE)),
        (
            "non_responder",
            Method(
                term("Missing as non-responders"), _ALL, term("no response"), True, _non_responders, SHARE,
            ),
        ),
    ],
    error=ModelError,
)  # fmt: skip
