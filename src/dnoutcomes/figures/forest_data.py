"""What a forest figure draws, worked out before anything is drawn."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from math import isfinite, isinf
from typing import Any

import pandas as pd

from dnoutcomes.compare.groups import ALL_TOGETHER, MAIN_EFFECT, standardised_label
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates, JointTest
from dnoutcomes.figures.arm_words import arm_in_words
from dnoutcomes.figures.number_text import decimals_for, interval, number, p_text
from dnoutcomes.figures.small_groups import hide_small_groups
from dnoutcomes.figures.visit_words import visit_in_words
from dnoutcomes.plan import Plan

HIDDEN = "hidden (small group)"
NOT_ESTIMABLE = "not estimable"


@dataclass(frozen=True, eq=False)
class Forest:
    """Effects by group and overall.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per group, then one per overall effect: `group`, `is_overall`, `hidden`, `text` (estimate and interval
        as printed) beside the labels and numbers of the estimates.
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
        when = f" at {visit_in_words(self.visit, self.plan)}" if self.visit else ""
        if self.plan is None:
            return f"Difference between arms by {self.by}{when}"
        instrument = self.plan.instrument
        return f"{instrument.label}: difference between arms by {self.by}{when}, {instrument.unit}"

    @property
    def subtitle(self) -> str:
        """Which arm less which, and what the marks are."""
        arms = (
            ""
            if self.plan is None
            else (f"{arm_in_words(self.plan.treated_arm)} minus {arm_in_words(self.plan.reference_arm)}. ")
        )
        words = arms[:1].upper() + arms[1:] if arms else f"{self.contrast}. " if self.contrast else ""
        return f"{words}Bars and diamonds: {100 * self.confidence_level:g} % intervals."

    @property
    def favours(self) -> tuple[str, str]:
        """What it means to lie left and right of zero; empty without a plan, which knows which way is better."""
        if self.plan is None:
            return "", ""
        treated, reference = (
            f"favours {arm_in_words(self.plan.treated_arm)}",
            f"favours {arm_in_words(self.plan.reference_arm)}",
        )
        left, right = (
            (treated, reference) if self.plan.instrument.direction == "lower" else (reference, treated)
        )
        return f"← {left}", f"{right} →"

    @property
    def test(self) -> str:
        """The one test of whether the effect differs between groups; empty without one."""
        if self.interaction is None:
            return ""
        denominator = self.interaction.df_denom
        df = "∞" if isinf(denominator) else number(denominator, 0 if denominator >= 30 else 1)
        return (
            f"Does the difference vary by {self.by}? One test for all: F({self.interaction.df_num:g}, {df}) = "
            f"{number(self.interaction.statistic, 2)}, {p_text(self.interaction.p_value)}."
        )

    @property
    def alt_text(self) -> str:
        """The numbers in words, row by row."""
        named = zip(self.frame["group"], self.frame["text"], self.frame["n_subjects"])
        rows = [f"{group} {text}{_count(n_subjects)}" for group, text, n_subjects in named]
        left, right = self.favours
        sides = f" Left of 0 {left[2:]}, right of 0 {right[:-2]}." if left else ""
        return f"Forest plot. {self.title}. {self.subtitle}{sides} {'; '.join(rows)}. {self.test}".strip()

    @property
    def caption(self) -> str:
        """Estimand, intervals, n and what is hidden."""
        level = f"{100 * self.confidence_level:g} %"
        parts = [
            f"{self.title}, with {level} intervals that aren't adjusted for their number; larger squares are more "
            "precise. Whether rows differ is answered by the one test below, not by which intervals hold 0."
        ]
        if self.plan is not None:
            estimand = self.plan.estimand
            parts.append(f"Estimand: {estimand.summary}; population: {estimand.population}.")
        if self.frame["hidden"].any():
            parts.append("Numbers of small groups are hidden.")
        return " ".join(parts)


def _count(n_subjects: float) -> str:
    return f", {number(n_subjects, 0)} patients" if isfinite(n_subjects) else ""


def forest_of(
    effects: Estimates,
    overall: Estimates | None,
    interaction: JointTest | None,
    plan: Plan | None,
    by: str | None,
    smallest_cell: int | None,
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
    rows = hide_small_groups(effects.frame, smallest_cell)
    rows = rows.assign(group=rows[group].astype(str))
    if rows["group"].duplicated().any():
        raise ModelError(
            f"these effects have several rows for one {group}; choose with Estimates.where, such as one "
            "visit and one analysis"
        )
    overall_names = (MAIN_EFFECT, ALL_TOGETHER, standardised_label(group))
    rows = rows.assign(is_overall=rows["group"].isin(overall_names))
    frame = pd.concat([rows[~rows["is_overall"]], rows[rows["is_overall"]], *_overall_rows(overall, group)])
    frame = frame.reset_index(drop=True)
    decimals = decimals_for(float(frame["std_error"].median()))
    frame["text"] = [_row_text(row, decimals) for row in frame.to_dict("records")]
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
    named = overall.frame[group].astype(str) if group in overall.frame.columns else "overall"
    return [hide_small_groups(overall.frame, None).assign(group=named, is_overall=True)]


def _adjusted_only(effects: Estimates) -> Estimates:
    """Of everything that `compare_arms` answers, the adjusted differences."""
    several = "analysis" in effects.frame.columns and effects.frame["analysis"].nunique() > 1
    return effects.where(analysis="adjusted") if several else effects


def _group_column(effects: Estimates) -> str:
    labels = [label for label in effects.label_columns if label != "hidden"]
    varying = [label for label in labels if effects.frame[label].nunique() > 1]
    if len(varying) > 1:
        raise ModelError(
            f"a forest has one row per group, these effects vary by {varying}; choose with Estimates.where"
        )
    return (varying or [label for label in labels if label == "cause"] or labels[:1] or ["cause"])[0]


def _row_text(row: dict[Hashable, Any], decimals: int) -> str:
    if row["hidden"]:
        return HIDDEN
    if not isfinite(row["estimate"]):
        return NOT_ESTIMABLE
    return interval(row["estimate"], row["conf_low"], row["conf_high"], decimals)


def _only(frame: pd.DataFrame, label: str) -> str:
    if label not in frame.columns or frame[label].dropna().nunique() != 1:
        return ""
    return str(frame[label].dropna().iloc[0])
