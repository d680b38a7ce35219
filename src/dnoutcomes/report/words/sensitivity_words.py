"""Sentences about the same comparison made in several ways: where the ways agree, and what none of them can show."""

from __future__ import annotations

import math

import pandas as pd

from dnoutcomes.figures.number_text import decimals_for, interval, number
from dnoutcomes.report.sensitivity_results import SensitivityResults
from dnoutcomes.report.words.plain_text import join_words, plain_text
from dnoutcomes.report.words.setting import Setting
from dnoutcomes.sensitivity import METHODS
from dnoutcomes.sensitivity.methods import SHARE


def agreement_sentence(rows: pd.DataFrame, setting: Setting) -> str:
    """Say whether all ways that adjust point the same way, and whether all of them leave out no difference.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the panel: `method`, `scale`, `estimate`, `conf_low`, `conf_high`.
    setting : Setting
    """
    adjusted = {method.label for method in METHODS.values() if method.adjusted and method.scale != SHARE}
    known = rows[rows["method"].isin(list(adjusted)) & rows["estimate"].notna()]
    if len(known) < 2:
        return "Too few ways of making the comparison have an answer to say whether they agree."
    sign = setting.instrument.better_sign
    better = sign * known["estimate"] > 0
    clear = known["conf_low"] * known["conf_high"] > 0
    n = len(known)
    if not (better.all() or not better.any()):
        return (
            f"The {n} ways that adjust don't agree on the direction: by {int(better.sum())} of them "
            f"{setting.outcome} was "
            f"{setting.better} with {setting.treated}, by the others {setting.worse}. Nothing firm follows."
        )
    way = setting.better if better.all() else setting.worse
    first = f"By all {n} ways that adjust, {setting.outcome} was {way} with {setting.treated}"
    if clear.all():
        return (
            f"{first}, and every interval leaves out no difference. They use the same patients, so that is no "
            f"repeated finding."
        )
    if not clear.any():
        return f"{first}, but every interval also holds no difference, so the direction isn't settled by any of them."
    open_ones = join_words([str(name).split(" (")[0] for name in known.loc[~clear, "method"]])
    return (
        f"{first}. The interval still holds no difference by {open_ones}: the conclusion depends on how it is "
        f"drawn."
    )


def missing_sentence(rows: pd.DataFrame, setting: Setting) -> str:
    """Say what the difference is if those who weren't seen did as well as the others, or as the other group."""
    known = rows.set_index("method")
    labels = [METHODS[name].label for name in ("mar", "j2r")]
    if not all(label in known.index and math.isfinite(known.loc[label, "estimate"]) for label in labels):
        return ""
    alike, jumped = (effect_cell(known.loc[label]) for label in labels)
    return (
        "If those who weren't seen went on like similar patients of their own group, the difference is "
        f"{alike} {plain_text(setting.instrument.unit)}; if they went on like patients with "
        f"{setting.reference}, it is {jumped}."
    )


def balance_sentence(found: SensitivityResults, setting: Setting) -> str:
    """Say how far apart the groups were in what was recorded, before and after weighting."""
    if found.balance.empty or not found.effective:
        return ""
    before, after = (found.balance[name].abs().max() for name in ("smd_before", "smd_after"))
    sizes = join_words(
        [f"{number(size, 0)} with {setting.arm(arm)}" for arm, size in found.effective.items()]
    )
    return (
        f"In what was recorded the groups lay up to {number(before, 2)} standard deviations apart; weighting "
        f"for it leaves "
        f"at most {number(after, 2)}. The weighted comparison tells as much as one of {sizes} patients who "
        f"all count the same."
    )


def unmeasured_sentence(found: SensitivityResults) -> str:
    """Say how strong something that nobody recorded would have to be to explain the difference (E-value)."""
    confounding = found.panel.confounding
    if confounding is None:
        return ""
    value = confounding.e_value
    said = (
        "No way of adjusting removes what was not recorded. Something unrecorded that goes with the treatment "
        "and with the "
        f"outcome, each by a risk ratio of {number(value.estimate, 1)}, could explain the whole difference (E-value)"
    )
    if value.limit > 1:
        return f"{said}; a risk ratio of {number(value.limit, 1)} could bring the interval to no difference."
    return f"{said}; the interval holds no difference already."


def effect_cell(row: pd.Series) -> str:
    """An estimate of the panel with its interval, shares as percentage points."""
    if not math.isfinite(row["estimate"]):
        return "hidden" if str(row.get("reason", "")).startswith("hidden") else "–"
    factor, decimals = (100.0, 0) if row["scale"] == SHARE else (1.0, decimals_for(float(row["std_error"])))
    return interval(factor * row["estimate"], factor * row["conf_low"], factor * row["conf_high"], decimals)
