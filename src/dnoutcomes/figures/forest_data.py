"""What a forest figure draws, worked out before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf

import pandas as pd

from dnoutcomes.compare.populations import ALL_TOGETHER, POPULATION
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates, JointTest
from dnoutcomes.figures.arm_words import arm_in_words
from dnoutcomes.figures.column_words import column_words, level_words
from dnoutcomes.figures.number_text import decimals_for, level_text, number, p_text
from dnoutcomes.figures.population_words import population_of, population_words
from dnoutcomes.figures.shown import blank_hidden, shown_estimate
from dnoutcomes.figures.visit_words import visit_in_words
from dnoutcomes.language import say, say_number, say_term
from dnoutcomes.plan import Plan


@dataclass(frozen=True, eq=False)
class Forest:
    """Effects by group and overall.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per group, then one per effect in everybody: `group` (the group, or the population), `is_overall`,
        `hidden`, `text` (estimate and interval as printed) beside the labels and numbers of the estimates.
    by : str
        What the groups are: "cause".
    interaction : JointTest or None
    plan : Plan or None
    visit, contrast : str
        Of all rows; empty where they don't say.
    confidence_level : float
    """

    frame: pd.DataFrame
    by: str
    interaction: JointTest | None
    plan: Plan | None
    visit: str
    contrast: str
    confidence_level: float

    @property
    def title(self) -> str:
        """What is compared, where and when."""
        by, visit = self.by_in_words, visit_in_words(self.visit, self.plan)
        if self.plan is None:
            return (
                say("Difference between arms by {by} at {visit}", by=by, visit=visit)
                if visit
                else say("Difference between arms by {by}", by=by)
            )
        instrument = self.plan.instrument
        outcome, unit = say_term(instrument.label), say_term(instrument.unit)
        if not visit:
            return say(
                "{outcome}: difference between arms by {by}, {unit}", outcome=outcome, by=by, unit=unit
            )
        return say(
            "{outcome}: difference between arms by {by} at {visit}, {unit}",
            outcome=outcome,
            by=by,
            visit=visit,
            unit=unit,
        )

    @property
    def by_in_words(self) -> str:
        """What the groups are, as printed."""
        return column_words(self.by, unit=False)

    @property
    def names(self) -> list[str]:
        """Names of the rows, as printed."""
        named = zip(self.frame["group"], self.frame["is_overall"])
        return [
            population_words(group, self.by) if everybody else level_words(group, self.by)
            for group, everybody in named
        ]

    @property
    def subtitle(self) -> str:
        """Which arm less which, and what the marks are."""
        bars = say("Bars and diamonds: {level} intervals.", level=level_text(self.confidence_level))
        if self.plan is None:
            return f"{self.contrast}. {bars}" if self.contrast else bars
        treated, reference = (
            arm_in_words(arm, self.plan) for arm in (self.plan.treated_arm, self.plan.reference_arm)
        )
        arms = say("{treated} minus {reference}.", treated=treated, reference=reference)
        return f"{arms[:1].upper()}{arms[1:]} {bars}"

    @property
    def favours(self) -> tuple[str, str]:
        """What it means to lie left and right of zero; empty without a plan, which knows which way is better."""
        if self.plan is None:
            return "", ""
        left, right = self._better_off(self.plan)
        return say("← favours {arm}", arm=left), say("favours {arm} →", arm=right)

    @staticmethod
    def _better_off(plan: Plan) -> tuple[str, str]:
        """Name the arm that does better left of zero, and the one right of it."""
        treated, reference = (arm_in_words(arm, plan) for arm in (plan.treated_arm, plan.reference_arm))
        return (treated, reference) if plan.instrument.direction == "lower" else (reference, treated)

    @property
    def test(self) -> str:
        """The one test of whether the effect differs between groups; empty without one."""
        if self.interaction is None:
            return ""
        denominator = self.interaction.df_denom
        df = "∞" if isinf(denominator) else number(denominator, 0 if denominator >= 30 else 1)
        return say(
            "Does the difference vary by {by}? One test for all: F({df_num}, {df}) = {statistic}, {p}.",
            by=self.by_in_words,
            df_num=say_number(self.interaction.df_num),
            df=df,
            statistic=number(self.interaction.statistic, 2),
            p=p_text(self.interaction.p_value),
        )

    @property
    def alt_text(self) -> str:
        """The numbers in words, row by row."""
        named = zip(self.names, self.frame.to_dict("records"))
        rows = [f"{name} {row['text']}{shown_estimate(row).count}" for name, row in named]
        parts = [say("Forest plot."), f"{self.title}.", self.subtitle]
        if self.plan is not None:
            left, right = self._better_off(self.plan)
            parts.append(say("Left of 0 favours {left}, right of 0 favours {right}.", left=left, right=right))
        return " ".join(filter(None, [*parts, f"{'; '.join(rows)}.", self.test]))

    @property
    def caption(self) -> str:
        """Estimand, intervals, n and what is hidden."""
        parts = [
            say(
                "{title}, with {level} intervals that aren't adjusted for their number; larger squares are more "
                "precise.",
                title=self.title,
                level=level_text(self.confidence_level),
            ),
            say(
                "Whether rows differ is answered by the one test of all of them, not by which intervals hold 0."
            ),
        ]
        if self.plan is not None:
            estimand = self.plan.estimand
            parts.append(
                say(
                    "Estimand: {estimand}; population: {population}.",
                    estimand=say_term(estimand.summary),
                    population=say_term(estimand.population),
                )
            )
        if self.frame["hidden"].any():
            parts.append(say("Numbers of small groups are hidden."))
        return " ".join(parts)


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
    group = by or _group_column(effects)
    if group not in effects.frame.columns:
        raise ModelError(f"no label column {group!r} among the effects; there are {effects.label_columns}")
    rows = _named(blank_hidden(effects.frame), group)
    if rows[["group", "is_overall"]].duplicated().any():
        raise ModelError(
            f"these effects have several rows for one {group}; choose with Estimates.where, such as one "
            "visit and one analysis"
        )
    frame = pd.concat([rows[~rows["is_overall"]], rows[rows["is_overall"]], *_overall_rows(overall, group)])
    frame = frame.reset_index(drop=True)
    decimals = decimals_for(float(frame["std_error"].median()))
    frame["text"] = [shown_estimate(row).text(decimals) for row in frame.to_dict("records")]
    return Forest(
        frame,
        group,
        interaction if interaction is not None else effects.details.get("interaction"),
        plan,
        _only(frame, "visit"),
        _only(frame, "contrast"),
        effects.confidence_level,
    )


def _overall_rows(overall: Estimates | None, group: str) -> list[pd.DataFrame]:
    if overall is None:
        return []
    rows = _named(blank_hidden(overall.frame), group)
    return [rows.assign(group=rows["group"].where(rows["is_overall"], ALL_TOGETHER), is_overall=True)]


def _named(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    """Add `group`, what a row is called, and `is_overall`, whether that is a population and no group."""
    records = rows.to_dict("records")
    populations = [population_of(row) for row in records]
    names = [
        str(row.get(group)) if everybody is None else everybody
        for row, everybody in zip(records, populations)
    ]
    return rows.assign(group=names, is_overall=[everybody is not None for everybody in populations])


def _adjusted_only(effects: Estimates) -> Estimates:
    """Of everything that `compare_arms` answers, the adjusted differences."""
    several = "analysis" in effects.frame.columns and effects.frame["analysis"].nunique() > 1
    return effects.where(analysis="adjusted") if several else effects


def _group_column(effects: Estimates) -> str:
    labels = [label for label in effects.label_columns if label not in ("hidden", POPULATION)]
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
