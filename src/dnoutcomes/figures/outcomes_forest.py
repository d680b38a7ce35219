"""The forest of outcomes: the difference in each, all on one scale with better on one side."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.compare.outcome_scores import plan_of_outcome
from dnoutcomes.compare.standardised_outcomes import standardised_outcomes
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures.forest import forest_page
from dnoutcomes.figures.forest_data import Forest, difference_words, hidden_words, with_texts
from dnoutcomes.figures.number_text import level_text
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.plan_words import visit_in_words
from dnoutcomes.figures.shown import blank_hidden
from dnoutcomes.figures.style import Look
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
    look = Look.of(width, theme, ax)
    return forest_page(_forest_of(rows, plan, effects.confidence_level), look).draw(look)


def _forest_of(rows: pd.DataFrame, plan: Plan, confidence_level: float) -> Forest:
    names = [_name(row, plan) for _, row in rows.iterrows()]
    frame = with_texts(rows.assign(group=names, is_overall=False), DECIMALS)
    visit, level = visit_in_words(str(rows["visit"].iloc[0]), plan), level_text(confidence_level)
    title = say("Difference between arms by outcome at {visit}, in SD at the start", visit=visit)
    bars = say("Bars: {level} intervals.", level=level)
    turned = (
        say("Turned round where more is better.")
        if plan.instrument.direction == "lower"
        else say("Turned round where less is better.")
    )
    caption = [
        say(
            "{title}, with {level} intervals that aren't adjusted for the number of outcomes; larger squares are more "
            "precise. Each difference is divided by the standard deviation of the outcome at the start, which is taken "
            "as known, and points to the same side where it is good. Own units are in the table.",
            title=title,
            level=level,
        ),
        say(
            "Estimand of each: {summary}; population: {population}.",
            summary=say_term(plan.estimand.summary),
            population=say_term(plan.estimand.population),
        ),
        hidden_words(frame),
    ]
    return Forest(
        frame,
        names,
        say("outcome"),
        title,
        f"{difference_words(plan)} {bars} {turned}",
        " ".join(filter(None, caption)),
        confidence_level,
        plan,
    )


def _name(row: pd.Series, plan: Plan) -> str:
    label = say_term(plan_of_outcome(plan, str(row["outcome"])).instrument.label)
    return label if row["role"] == "exploratory" else say("{outcome} (planned)", outcome=label)
