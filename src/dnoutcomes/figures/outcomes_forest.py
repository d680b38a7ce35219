"""The forest of outcomes: the difference in each, all on one scale with better on one side."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.compare.outcome_scores import plan_of_outcome
from dnoutcomes.compare.standardised_outcomes import standardised_outcomes
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures.arm_words import arm_in_words
from dnoutcomes.figures.forest import draw_forest
from dnoutcomes.figures.forest_data import Forest
from dnoutcomes.figures.number_text import level_text
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.shown import blank_hidden, shown_estimate
from dnoutcomes.figures.style import Look
from dnoutcomes.figures.visit_words import visit_in_words
from dnoutcomes.language import say, say_term
from dnoutcomes.plan import Plan

#: Of differences in SD: hundredths of an SD are fine enough for any purpose.
DECIMALS = 2


def plot_outcomes(
    effects: Estimates,
    *,
    plan: Plan,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw the difference in every outcome in standard deviations at the start, with better on the same side for all.

    Parameters
    ----------
    effects : Estimates
        From `compare_outcomes`. Shares of responders have no spread at the start and are left out.
    plan : Plan
        Names the outcomes and the arms; better lies where it does for the plan's own outcome.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per outcome, in SD.

    Raises
    ------
    ModelError
        The effects aren't those of `compare_outcomes`, or hold no difference in mean change.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "outcome": ["isi", "bbs"], "role": ["secondary", "exploratory"], "measure": "mean change",
    ...     "better": ["lower", "higher"], "baseline_sd": [6.0, 4.0], "visit": "W12", "estimate": [-1.5, 1.0],
    ...     "std_error": [0.6, 0.4], "conf_low": [-2.7, 0.2], "conf_high": [-0.3, 1.8], "n_subjects": [180.0, 175.0]})
    >>> plot_outcomes(Estimates(frame), plan=Plan()).data["text"].tolist()
    ['−0.25 (−0.45 to −0.05)', '−0.25 (−0.45 to −0.05)']
    """
    if "role" not in effects.frame.columns:
        raise ModelError("a forest of outcomes needs the result of compare_outcomes, which has their roles")
    rows = blank_hidden(standardised_outcomes(effects, plan.instrument.direction).frame)
    if rows.empty:
        raise ModelError("a forest of outcomes needs a difference in mean change; there is none")
    named = rows.assign(
        group=[_name(row, plan) for _, row in rows.iterrows()],
        text=[shown_estimate(row).text(DECIMALS) for row in rows.to_dict("records")],
        is_overall=False,
    )
    visit = str(rows["visit"].iloc[0])
    forest = _OutcomesForest(named, "outcome", None, plan, visit, "", effects.confidence_level)
    return draw_forest(forest, Look.of(width, theme, ax))


def _name(row: pd.Series, plan: Plan) -> str:
    label = say_term(plan_of_outcome(plan, str(row["outcome"])).instrument.label)
    return label if row["role"] == "exploratory" else say("{outcome} (planned)", outcome=label)


@dataclass(frozen=True, eq=False)
class _OutcomesForest(Forest):
    """Outcomes arranged as a forest."""

    @property
    def by_in_words(self) -> str:
        """What the rows are."""
        return say("outcome")

    @property
    def names(self) -> list[str]:
        """Names of the rows, as printed."""
        return list(self.frame["group"])

    @property
    def title(self) -> str:
        """What is compared, when and on which scale."""
        return say(
            "Difference between arms by outcome at {visit}, in SD at the start",
            visit=visit_in_words(self.visit, self.plan),
        )

    @property
    def subtitle(self) -> str:
        """Which arm less which, and what the marks are."""
        assert self.plan is not None
        arms = say(
            "{treated} minus {reference}",
            treated=arm_in_words(self.plan.treated_arm, self.plan),
            reference=arm_in_words(self.plan.reference_arm, self.plan),
        )
        parts = {"arms": arms[:1].upper() + arms[1:], "level": level_text(self.confidence_level)}
        if self.plan.instrument.direction == "lower":
            return say("{arms}. Bars: {level} intervals. Turned round where more is better.", **parts)
        return say("{arms}. Bars: {level} intervals. Turned round where less is better.", **parts)

    @property
    def caption(self) -> str:
        """Estimand, intervals, scale and what is hidden."""
        assert self.plan is not None
        parts = [
            say(
                "{title}, with {level} intervals that aren't adjusted for the number of outcomes; larger squares are "
                "more precise. Each difference is divided by the standard deviation of the outcome at the start, which "
                "is taken as known, and points to the same side where it is good. Own units are in the table.",
                title=self.title,
                level=level_text(self.confidence_level),
            ),
            say(
                "Estimand of each: {summary}; population: {population}.",
                summary=say_term(self.plan.estimand.summary),
                population=say_term(self.plan.estimand.population),
            ),
        ]
        if self.frame["hidden"].any():
            parts.append(say("Numbers of small groups are hidden."))
        return " ".join(parts)
