"""What a forest figure shows and says, worked out before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf

import pandas as pd

from dnoutcomes.compare.populations import ALL_TOGETHER, POPULATION
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates, JointTest
from dnoutcomes.figures.arm_words import arm_in_words
from dnoutcomes.figures.column_words import column_words, level_words
from dnoutcomes.figures.number_text import decimals_for, level_text, number, p_text
from dnoutcomes.figures.plan_words import visit_in_words
from dnoutcomes.figures.population_words import population_of, population_words
from dnoutcomes.figures.shown import blank_hidden, shown_estimate
from dnoutcomes.language import say, say_number, say_term
from dnoutcomes.plan import Plan


@dataclass(frozen=True, eq=False)
class Forest:
    """Effects below each other and the words around them.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per effect, those in everybody last: `group`, `is_overall`, `state`, `text` (estimate and interval as
        printed) beside the labels and numbers of the estimates.
    names : list of str
        Of the rows, as printed.
    by : str
        What the rows are, as printed.
    title, subtitle, caption : str
    confidence_level : float
    plan : Plan or None
    test : str
        What stands below: a test, or what has no place on the axis.
    """

    frame: pd.DataFrame
    names: list[str]
    by: str
    title: str
    subtitle: str
    caption: str
    confidence_level: float
    plan: Plan | None = None
    test: str = ""

    @property
    def favours(self) -> tuple[str, str]:
        """What it means to lie left and right of zero; empty without a plan, which knows which way is better."""
        if self.plan is None:
            return "", ""
        left, right = _better_off(self.plan)
        return say("← favours {arm}", arm=left), say("favours {arm} →", arm=right)

    @property
    def alt_text(self) -> str:
        """The numbers in words, row by row."""
        named = zip(self.names, self.frame.to_dict("records"))
        rows = [f"{name} {row['text']}{shown_estimate(row).count}" for name, row in named]
        parts = [say("Forest plot."), f"{self.title}.", self.subtitle]
        if self.plan is not None:
            left, right = _better_off(self.plan)
            parts.append(say("Left of 0 favours {left}, right of 0 favours {right}.", left=left, right=right))
        return " ".join(filter(None, [*parts, f"{'; '.join(rows)}.", self.test]))


def forest_of(
    effects: Estimates,
    overall: Estimates | None,
    interaction: JointTest | None,
    plan: Plan | None,
    by: str | None,
) -> Forest:
    """Arrange effects as a forest: groups first, overall effects below.

    Raises
    ------
    ModelError
        The effects vary by several labels, have no such label, or have several rows for a group.
    """
    effects = _adjusted_only(effects)
    by = by or _group_column(effects)
    if by not in effects.frame.columns:
        raise ModelError(f"no label column {by!r} among the effects; there are {effects.label_columns}")
    rows = _grouped(blank_hidden(effects.frame), by)
    if rows[["group", "is_overall"]].duplicated().any():
        raise ModelError(
            f"these effects have several rows for one {by}; choose with Estimates.where, such as one "
            "visit and one analysis"
        )
    rows = pd.concat([rows[~rows["is_overall"]], rows[rows["is_overall"]], *_overall_rows(overall, by)])
    names = [
        population_words(group, by) if everybody else level_words(group, by)
        for group, everybody in zip(rows["group"], rows["is_overall"])
    ]
    test = interaction if interaction is not None else effects.details.get("interaction")
    words = column_words(by, unit=False)
    return worded(rows, names, words, plan, effects.confidence_level, _test_words(test, words))


def worded(
    rows: pd.DataFrame, names: list[str], by: str, plan: Plan | None, confidence_level: float, test: str
) -> Forest:
    """Say what effects of groups and of everybody are, in the words of `by`."""
    frame = with_texts(rows)
    title, level = _title(frame, by, plan), level_text(confidence_level)
    contrast = _only(frame, "contrast")
    differences = difference_words(plan) if plan is not None else contrast and f"{contrast}."
    caption = [
        say(
            "{title}, with {level} intervals that aren't adjusted for their number; larger squares are more precise.",
            title=title,
            level=level,
        ),
        say("Whether rows differ is answered by the one test of all of them, not by which intervals hold 0."),
    ]
    if plan is not None:
        estimand, population = say_term(plan.estimand.summary), say_term(plan.estimand.population)
        caption.append(
            say("Estimand: {estimand}; population: {population}.", estimand=estimand, population=population)
        )
    return Forest(
        frame,
        names,
        by,
        title,
        " ".join(filter(None, [differences, say("Bars and diamonds: {level} intervals.", level=level)])),
        " ".join(filter(None, [*caption, hidden_words(frame)])),
        confidence_level,
        plan,
        test,
    )


def with_texts(rows: pd.DataFrame, decimals: int | None = None) -> pd.DataFrame:
    """Number rows anew and give them `text`, with the same decimals for all; by default those of a typical error."""
    if decimals is None:
        decimals = decimals_for(float(rows["std_error"].median()))
    texts = [shown_estimate(row).text(decimals) for row in rows.to_dict("records")]
    return rows.reset_index(drop=True).assign(text=texts)


def difference_words(plan: Plan) -> str:
    """Say which arm minus which, as a sentence.

    Examples
    --------
    >>> difference_words(Plan())
    'Needling plus standard care minus standard care alone.'
    """
    treated, reference = (arm_in_words(arm, plan) for arm in (plan.treated_arm, plan.reference_arm))
    words = say("{treated} minus {reference}.", treated=treated, reference=reference)
    return f"{words[:1].upper()}{words[1:]}"


def hidden_words(frame: pd.DataFrame) -> str:
    """Say that numbers are hidden, where some are."""
    return say("Numbers of small groups are hidden.") if frame["state"].isin(NOT_TO_BE_SHOWN).any() else ""


def _better_off(plan: Plan) -> tuple[str, str]:
    """Name the arm that does better left of zero, and the one right of it."""
    treated, reference = (arm_in_words(arm, plan) for arm in (plan.treated_arm, plan.reference_arm))
    return (treated, reference) if plan.instrument.direction == "lower" else (reference, treated)


def _title(frame: pd.DataFrame, by: str, plan: Plan | None) -> str:
    """What is compared, where and when."""
    visit = visit_in_words(_only(frame, "visit"), plan)
    if plan is None:
        if not visit:
            return say("Difference between arms by {by}", by=by)
        return say("Difference between arms by {by} at {visit}", by=by, visit=visit)
    parts = {
        "outcome": say_term(plan.instrument.label), "by": by, "visit": visit, "unit": say_term(plan.instrument.unit)
    }  # fmt: skip
    if not visit:
        return say("{outcome}: difference between arms by {by}, {unit}", **parts)
    return say("{outcome}: difference between arms by {by} at {visit}, {unit}", **parts)


def _test_words(test: JointTest | None, by: str) -> str:
    """The one test of whether the effect differs between groups; empty without one."""
    if test is None:
        return ""
    return say(
        "Does the difference vary by {by}? One test for all: F({df_num}, {df}) = {statistic}, {p}.",
        by=by,
        df_num=say_number(test.df_num),
        df="∞" if isinf(test.df_denom) else number(test.df_denom, 0 if test.df_denom >= 30 else 1),
        statistic=number(test.statistic, 2),
        p=p_text(test.p_value),
    )


def _overall_rows(overall: Estimates | None, by: str) -> list[pd.DataFrame]:
    if overall is None:
        return []
    rows = _grouped(blank_hidden(overall.frame), by)
    return [rows.assign(group=rows["group"].where(rows["is_overall"], ALL_TOGETHER), is_overall=True)]


def _grouped(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Add `group`, the group or the population of a row, and `is_overall`, whether it is a population."""
    records = rows.to_dict("records")
    populations = [population_of(row) for row in records]
    groups = [
        str(row.get(by)) if population is None else population
        for row, population in zip(records, populations)
    ]
    return rows.assign(group=groups, is_overall=[population is not None for population in populations])


def _adjusted_only(effects: Estimates) -> Estimates:
    """Of everything that `compare_arms` answers, the adjusted differences."""
    several = "analysis" in effects.frame.columns and effects.frame["analysis"].nunique() > 1
    return effects.where(analysis="adjusted") if several else effects


def _group_column(effects: Estimates) -> str:
    labels = [label for label in effects.label_columns if label != POPULATION]
    varying = [label for label in labels if effects.frame[label].nunique() > 1]
    if len(varying) > 1:
        raise ModelError(
            f"a forest has one row per group, these effects vary by {varying}; choose with Estimates.where"
        )
    return (varying or [label for label in labels if label == "cause"] or labels[:1] or ["cause"])[0]


def _only(frame: pd.DataFrame, label: str) -> str:
    if label not in frame.columns or frame[label].dropna().nunique() != 1:
        return ""
    return str(frame[label].dropna().iloc[0])
