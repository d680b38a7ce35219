"""Sentences about the same comparison made in several ways: where the ways agree, and what none of them can show."""

from __future__ import annotations

import math

import pandas as pd

from dnoutcomes.disclosure import State
from dnoutcomes.figures.number_text import decimals_for, number
from dnoutcomes.language import say, say_count, say_term
from dnoutcomes.report.blocks.cell import Cell, hidden_cell, interval_cell, no_cell
from dnoutcomes.report.facts.sensitivity_results import SensitivityResults
from dnoutcomes.report.names.plain_text import join_words
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.sensitivity import METHODS
from dnoutcomes.sensitivity.methods import SHARE

# Standard deviations below which nothing is left to two decimals.
NONE_LEFT = 0.01


def agreement_sentence(rows: pd.DataFrame, setting: Setting) -> str:
    """Say whether all ways that adjust point the same way, and whether all intervals exclude zero.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the panel: `name`, `method`, `scale`, `estimate`, `conf_low`, `conf_high`.
    setting : Setting
    """
    adjusted = [name for name, method in METHODS.items() if method.adjusted and method.scale != SHARE]
    answered = rows[rows["name"].isin(adjusted) & rows["estimate"].notna()]
    if len(answered) < 2:
        return say("Too few ways of making the comparison have an answer to say whether they agree.")
    lower = answered["estimate"] < 0
    clear = answered["conf_low"] * answered["conf_high"] > 0
    parts = {"n": number(len(answered), 0), "what": setting.outcome, "treated": setting.treated}
    if lower.any() and not lower.all():
        return _split(lower, parts, lower_is_better=setting.lower_is_better)
    parts["open"] = join_words([say_term(str(method)) for method in answered.loc[~clear, "method"]])
    how = "all" if clear.all() else "some" if clear.any() else "none"
    return _agreed(parts)[how, bool(lower.all())]


def _split(lower: pd.Series, parts: dict[str, str], *, lower_is_better: bool) -> str:
    """The ways point in both directions: how many of them the better one."""
    if lower_is_better:
        return say(
            "The {n} ways that adjust don't agree on the direction: by {k} of them {what} was lower with {treated}, "
            "by the others higher. Nothing firm follows.",
            k=number(lower.sum(), 0),
            **parts,
        )
    return say(
        "The {n} ways that adjust don't agree on the direction: by {k} of them {what} was higher with {treated}, "
        "by the others lower. Nothing firm follows.",
        k=number((~lower).sum(), 0),
        **parts,
    )


def _agreed(parts: dict[str, str]) -> dict[tuple[str, bool], str]:
    """What to say by how many intervals exclude zero, and by whether the outcome was lower."""
    return {
        ("all", True): say(
            "By all {n} ways that adjust, {what} was lower with {treated}, and every interval excludes zero. "
            "They use the same patients, so that is no repeated finding.",
            **parts,
        ),
        ("all", False): say(
            "By all {n} ways that adjust, {what} was higher with {treated}, and every interval excludes zero. "
            "They use the same patients, so that is no repeated finding.",
            **parts,
        ),
        ("none", True): say(
            "By all {n} ways that adjust, {what} was lower with {treated}, but every interval also includes "
            "zero, so none of them settles the direction.",
            **parts,
        ),
        ("none", False): say(
            "By all {n} ways that adjust, {what} was higher with {treated}, but every interval also includes "
            "zero, so none of them settles the direction.",
            **parts,
        ),
        ("some", True): say(
            "By all {n} ways that adjust, {what} was lower with {treated}. By {open} the interval still "
            "includes zero: the conclusion depends on the method.",
            **parts,
        ),
        ("some", False): say(
            "By all {n} ways that adjust, {what} was higher with {treated}. By {open} the interval still "
            "includes zero: the conclusion depends on the method.",
            **parts,
        ),
    }


def missing_sentence(rows: pd.DataFrame, setting: Setting) -> str:
    """Say what the difference is if those who weren't seen did as well as the others, or as the other group."""
    by_name = rows.set_index("name")
    names = ("mar", "j2r")
    if not all(name in by_name.index and math.isfinite(by_name.loc[name, "estimate"]) for name in names):
        return ""
    alike, jumped = (panel_cell(by_name.loc[name]) for name in names)
    return say(
        "If those who weren't seen went on like similar patients of their own group, the difference is {alike} {unit}; "
        "if they went on like patients with {reference}, it is {jumped}.",
        alike=alike,
        unit=setting.unit,
        reference=setting.reference,
        jumped=jumped,
    )


def weights_sentence(rows: pd.DataFrame) -> str:
    """Say why weights can't be had, where they can't, and what stands instead.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the panel: `name`, `obstacle`, `estimate`.
    """
    by_name = rows.set_index("name")
    first, *others = (by_name.loc[name, "obstacle"] for name in ("overlap", "iptw", "aipw"))
    if first == "separation":
        return say(
            "There are no weights for these patients: what was recorded tells of some of them which group they were "
            "in, so that nobody in the other group is like them. ANCOVA and the mixed model stand instead. For such "
            "patients they rely on the course of others, which these data can't check."
        )
    if first == "few":
        return say(
            "There are no weights for these patients: too few were seen, so that the comparison would hang on single "
            "ones. ANCOVA and the mixed model stand instead."
        )
    if any(others):
        return say(
            "Some of the weighted comparisons have no answer: in one group too few were seen for it. Overlap weights "
            "stand instead, beside ANCOVA and the mixed model."
        )
    return ""


def balance_sentence(released: SensitivityResults, setting: Setting) -> str:
    """Say how far apart the groups were in what was recorded, before and after weighting."""
    if released.balance.empty:
        return ""
    before, after = (released.balance[name].abs().max() for name in ("smd_before", "smd_after"))
    if not released.effective:
        return _apart(before, after)
    sizes = [
        say_count("{n} patient with {arm}", "{n} patients with {arm}", round(size), arm=setting.arm(arm))
        for arm, size in released.effective.items()
    ]
    precise = say(
        "As some patients count more than others, the weighted comparison is about as precise as one without weights "
        "of {sizes}.",
        sizes=join_words(sizes),
    )
    return f"{_apart(before, after)} {precise}"


def _apart(before: float, after: float) -> str:
    if after < NONE_LEFT:
        return say(
            "In what was recorded the groups lay up to {before} standard deviations apart; weighting for it leaves "
            "less than {least}.",
            before=number(before, 2),
            least=number(NONE_LEFT, 2),
        )
    return say(
        "In what was recorded the groups lay up to {before} standard deviations apart; weighting for it leaves at most "
        "{after}.",
        before=number(before, 2),
        after=number(after, 2),
    )


def unmeasured_sentence(released: SensitivityResults) -> str:
    """Say how strong something that nobody recorded would have to be to explain the difference (E-value)."""
    confounding = released.panel.confounding
    if confounding is None or not math.isfinite(confounding.e_value.estimate):
        return ""
    value = confounding.e_value
    ratio = number(value.estimate, 1)
    if value.limit > 1:
        return say(
            "No way of adjusting removes what was not recorded. Something unrecorded that goes with the treatment and "
            "with the outcome, each by a risk ratio of {ratio}, could explain the whole difference (E-value, with a "
            "difference of d standard deviations taken as a risk ratio of exp({factor} d)); a risk ratio of {limit} "
            "could bring the interval to zero.",
            ratio=ratio,
            limit=number(value.limit, 1),
            factor=number(0.91, 2),
        )
    return say(
        "No way of adjusting removes what was not recorded. Something unrecorded that goes with the treatment and with "
        "the outcome, each by a risk ratio of {ratio}, could explain the whole difference (E-value, with a "
        "difference of d standard deviations taken as a risk ratio of exp({factor} d)); the interval includes zero "
        "already.",
        ratio=ratio,
        factor=number(0.91, 2),
    )


def panel_cell(row: pd.Series) -> Cell:
    """An estimate of the panel with its interval, shares as percentage points."""
    if not math.isfinite(row["estimate"]):
        return hidden_cell() if row["state"] == State.HIDDEN else no_cell()
    factor, decimals = (100.0, 0) if row["scale"] == SHARE else (1.0, decimals_for(float(row["std_error"])))
    return interval_cell(
        factor * row["estimate"], factor * row["conf_low"], factor * row["conf_high"], decimals
    )
