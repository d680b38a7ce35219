"""The sensitivity panel: one comparison by every method, in one table and in words."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.unadjusted import empty_row
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError, SeparationError
from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.language import say, say_term
from dnoutcomes.missing.tipping_on_analysis import TippingPoint
from dnoutcomes.plan import Plan
from dnoutcomes.sensitivity.confounding import Confounding, weigh_confounding
from dnoutcomes.sensitivity.methods import METHODS
from dnoutcomes.sensitivity.question import Question
from dnoutcomes.sensitivity.words import panel_words

LABELS = (
    "outcome",
    "visit",
    "contrast",
    "name",
    "method",
    "population",
    "missing_scores",
    "scale",
    "reason",
    "obstacle",
)


@dataclass(frozen=True, eq=False)
class SensitivityPanel:
    """One comparison by every method.

    Attributes
    ----------
    estimates : Estimates
        One row per method: `outcome, visit, contrast, name` (in `sensitivity.METHODS`), `method` (its label),
        `population` (whom the effect is about), `missing_scores` (what they are taken for), `scale` ("points" or "share
        of responders"), `reason` (why a method has no answer, else empty), `obstacle` (the same without numbers:
        "separation" where covariates tell the arm of some patients, "few" for the rest), then the columns of Estimates.
    words : tuple of str
        Where the methods agree, where they don't, and what that says.
    tipping : TippingPoint or None
        How much worse missing scores would have to be; None where scores can't be imputed.
    confounding : Confounding or None
        Balance, effective numbers and E-value; None where the plan says that the arms were allocated by lot, or where
        there is no score.
    plan : Plan
        What was specified.
    """

    estimates: Estimates
    words: tuple[str, ...]
    tipping: TippingPoint | None
    confounding: Confounding | None
    plan: Plan

    def __repr__(self) -> str:
        columns = ["method", "estimate", "conf_low", "conf_high", "n_subjects", "scale"]
        table = self.estimates.frame[columns].to_string(index=False, float_format="%.3g")
        return "\n".join([self._head(), table, "", *self.words])

    def _repr_html_(self) -> str:
        frame = self.estimates.frame.drop(columns=["outcome", "visit", "contrast", "name"])
        table = frame.to_html(index=False, border=0, float_format=lambda value: f"{value:.3g}")
        words = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.words)
        return f"<p><strong>{escape(self._head())}</strong></p>{table}{words}"

    def _head(self) -> str:
        row = self.estimates.frame.iloc[0]
        return say(
            "Sensitivity panel: {outcome} at {visit}, {treated} minus {reference}",
            outcome=row["outcome"],
            visit=row["visit"],
            treated=say_term(self.plan.treated_arm),
            reference=say_term(self.plan.reference_arm),
        )


def sensitivity_panel(analysis: AnalysisData, visit: str | None = None) -> SensitivityPanel:
    """Answer the question of the plan by every method, and say where the answers agree.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        Default: the primary visit.

    Returns
    -------
    SensitivityPanel
        Draw it with `figures.plot_sensitivity`.

    Notes
    -----
    Methods, in `sensitivity.METHODS`: the unadjusted difference; ANCOVA; the mixed model with one effect per visit;
    overlap weights, inverse probability weights and AIPW, each with weights for attrition and jackknife errors;
    imputation at random, by jump to reference and by copied increments, with conditional means and a jackknife;
    complete cases; responders of the plan's first threshold: from the mixed model, adjusted among those seen, and
    adjusted with missing scores as no response.

    The methods answer for different people and take missing scores for different things, as the columns `population`
    and `missing_scores` say; a difference between two rows can be a difference of questions. A method that can't be
    used has an empty row with the reason. Where the plan names clusters every method has errors by cluster.
    """
    plan = analysis.plan
    question = Question(analysis, plan.visit(visit or plan.primary_visit).name)
    frame = pd.DataFrame([_row(name, question) for name in METHODS])
    frame = frame.assign(outcome=plan.outcome, visit=question.visit, contrast=plan.contrast_label)
    estimates = Estimates(
        frame[[*LABELS, *COLUMNS]],
        confidence_level=plan.confidence_level,
        kind="difference between arms by method",
        notes=(estimand_note(plan, question.visit), *_cluster_notes(analysis)),
    )
    tipping = None if frame.set_index("name").loc["mar", "reason"] else question.assumptions.tipping
    confounding = weigh_confounding(question, frame)
    words = panel_words(question, frame, tipping, confounding)
    return SensitivityPanel(estimates, words, tipping, confounding, plan)


def _cluster_notes(analysis: AnalysisData) -> tuple[str, ...]:
    if analysis.clusters is None:
        return ()
    return (f"The errors of every method allow for patients who share {analysis.clusters.column}.",)


def _row(name: str, question: Question) -> dict[str, object]:
    method = METHODS[name]
    labels: dict[str, object] = {
        "name": name, "method": method.label, "population": method.population, "missing_scores": method.missing_scores,
        "scale": method.scale,
    }  # fmt: skip
    try:
        return {**labels, "reason": "", "obstacle": "", **method.solve(question)}
    except ModelError as error:
        obstacle = "separation" if isinstance(error, SeparationError) else "few"
        return {**labels, "reason": str(error), "obstacle": obstacle, **empty_row(0)}
