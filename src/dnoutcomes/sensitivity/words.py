"""The words under a sensitivity panel: agreement, disagreement, and what neither can show."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.missing.on_analysis import TippingPoint
from dnoutcomes.plan import Plan
from dnoutcomes.sensitivity.confounding import Confounding
from dnoutcomes.sensitivity.methods import METHODS, POINTS, SHARE
from dnoutcomes.sensitivity.question import Question

#: Methods whose answers differ only in whom they are about and in how they adjust.
AT_RANDOM = ("ancova", "mmrm", "overlap", "iptw", "aipw", "mar")


def panel_words(
    question: Question, frame: pd.DataFrame, tipping: TippingPoint | None, confounding: Confounding | None
) -> tuple[str, ...]:
    """Say where the methods of a panel agree and where they don't.

    Parameters
    ----------
    question : Question
    frame : pandas.DataFrame
        One row per method with `method, scale, reason` and the columns of Estimates.
    tipping : TippingPoint or None
    confounding : Confounding or None

    Returns
    -------
    tuple of str
        Sentences, each on one thing: direction and intervals, spread, what adjustment did, missing scores, complete
        cases, responders, balance, unmeasured confounding, methods without an answer.
    """
    plan, known = question.analysis.plan, frame[frame["reason"] == ""].set_index("method")
    said = [
        _direction(known, plan),
        _spread(known),
        _adjustment(known, plan),
        _missing(question, known),
        "" if tipping is None else tipping.sentence,
        _complete(question, known),
        _responders(known),
        _balance(confounding),
        _unmeasured(confounding),
        _unanswered(frame),
    ]
    return tuple(sentence for sentence in said if sentence)


def _label(name: str) -> str:
    return METHODS[name].label


def _of(known: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Keep the rows of these methods that have an answer."""
    return known.loc[[_label(name) for name in names if _label(name) in known.index]]


def _adjusted(known: pd.DataFrame) -> pd.DataFrame:
    names = [name for name, method in METHODS.items() if method.adjusted and method.scale == POINTS]
    return _of(known, *names)


def _direction(known: pd.DataFrame, plan: Plan) -> str:
    """Count the methods whose effect favours the treated arm, and those whose interval leaves out zero."""
    adjusted = _adjusted(known)
    if adjusted.empty:
        return "No method that adjusts for anything has an answer."
    favours = plan.instrument.better_sign * adjusted["estimate"] > 0
    clear = adjusted["conf_low"] * adjusted["conf_high"] > 0
    n = len(adjusted)
    if favours.all() or not favours.any():
        arm = plan.treated_arm if favours.all() else plan.reference_arm
        first = f"All {n} methods that adjust favour {arm}"
    else:
        against = ", ".join(adjusted.index[~favours])
        count = f"{favours.sum()} of {n}"
        first = f"The methods don't agree on the direction: {count} favour {plan.treated_arm}, not {against}"
    if clear.all():
        return f"{first}, and each of their intervals leaves out zero."
    if not clear.any():
        return f"{first}, but none of their intervals leaves out zero: the data leave open whether there is an effect."
    return (
        f"{first}. {clear.sum()} of {n} intervals leave out zero; {_list(adjusted.index[~clear])} can't rule zero out, "
        "so that the conclusion depends on the method."
    )


def _spread(known: pd.DataFrame) -> str:
    """Say how far those apart are that take missing scores to be missing at random."""
    alike = _of(known, *AT_RANDOM)
    if len(alike) < 2:
        return ""
    low, high = alike["estimate"].idxmin(), alike["estimate"].idxmax()
    gap = alike.loc[high, "estimate"] - alike.loc[low, "estimate"]
    error = alike["std_error"].median()
    small = "less" if gap < error else "more"
    return (
        f"Those that take missing scores to be missing at random range from {_number(alike.loc[low, 'estimate'])} "
        f"({low}) to {_number(alike.loc[high, 'estimate'])} ({high}): {small} than one standard error of a typical one "
        f"({_number(error)}). All use the same patients, so that their agreement is no repeated finding."
    )


def _adjustment(known: pd.DataFrame, plan: Plan) -> str:
    """Set the unadjusted difference beside the adjusted one."""
    both = _of(known, "unadjusted", "ancova")
    if len(both) < 2:
        return ""
    crude, adjusted = both["estimate"]
    before, after = (_interval(row) for _, row in both.iterrows())
    sentence = f"Unadjusted, the difference is {before}; adjusted by ANCOVA it is {after}."
    if plan.design == "randomised":
        return f"{sentence} The arms were made by lot, so that both estimate the same effect and ANCOVA does it better."
    moved = crude - adjusted
    how = "further from zero" if abs(crude) > abs(adjusted) else "nearer to zero"
    return (
        f"{sentence} The unadjusted one lies {_number(abs(moved))} points {how}: that much goes with the measured "
        "covariates in which the arms differed, and is no effect of treatment."
    )


def _missing(question: Question, known: pd.DataFrame) -> str:
    rows = question.rows
    unseen = rows["change"].isna()
    if not unseen.any():
        return f"No score is missing at {question.visit}: the methods for missing scores have nothing to do."
    shares = unseen.groupby(rows["arm"], observed=True).mean()
    by_arm = ", ".join(f"{100 * share:.0f} % of {arm}" for arm, share in shares.items())
    first = f"{int(unseen.sum())} of {len(rows)} scores are missing at {question.visit} ({by_arm})."
    imputed = _of(known, "mar", "j2r", "cir")
    if len(imputed) < 3:
        return first
    at_random, jump, copied = (_interval(row) for _, row in imputed.iterrows())
    return (
        f"{first} If those who left went on like similar patients of their arm, the difference is {at_random}; if they "
        f"went on as the reference arm from then on, {jump}; if they kept what they had gained, {copied}."
    )


def _complete(question: Question, known: pd.DataFrame) -> str:
    both = _of(known, "complete", "mar")
    if len(both) < 2 or question.complete.all():
        return ""
    return (
        f"The {question.complete.sum():.0f} of {len(question.rows)} patients seen at every visit show "
        f"{_interval(both.iloc[0])}. They are those who could and would stay; the row is there for comparison only."
    )


def _responders(known: pd.DataFrame) -> str:
    shares = known[known["scale"] == SHARE]
    if len(shares) < 2:
        return ""
    seen, everyone = (_percent(row) for _, row in shares.iterrows())
    return (
        f"The share of responders differs by {seen} percentage points among those seen, and by {everyone} if a missing "
        "score counts as no response."
    )


def _balance(confounding: Confounding | None) -> str:
    if confounding is None:
        return ""
    table = confounding.balance
    worst = table.loc[table["smd_before"].abs().idxmax()]
    name = f"{worst['covariate']} {worst['level']}".strip()
    sizes = " and ".join(f"{size:.0f} ({arm})" for arm, size in confounding.effective_sample_size.items())
    before, after = abs(worst["smd_before"]), table["smd_after"].abs().max()
    return (
        f"Before weighting the arms differed by up to {before:.2f} standard deviations ({name}), after overlap "
        f"weighting by at most {after:.2f}. Weighted, the arms are as informative as {sizes} equally weighted patients."
    )


def _unmeasured(confounding: Confounding | None) -> str:
    if confounding is None:
        return ""
    text = confounding.e_value.text
    return (
        f"E-value: {text[0].lower()}{text[1:]} No method above can remove such a difference between the arms: all "
        "adjust for the same measured covariates."
    )


def _unanswered(frame: pd.DataFrame) -> str:
    without = frame[frame["reason"] != ""]
    said = "; ".join(f"{row['method']}: {row['reason'].rstrip('.')}" for _, row in without.iterrows())
    return f"Without an answer: {said}." if said else ""


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "\u2212")


def _interval(row: pd.Series) -> str:
    return f"{_number(row['estimate'])} ({_number(row['conf_low'])} to {_number(row['conf_high'])})"


def _percent(row: pd.Series) -> str:
    ends = [f"{100 * row[name]:.0f}".replace("-", "\u2212") for name in ("estimate", "conf_low", "conf_high")]
    return f"{ends[0]} ({ends[1]} to {ends[2]})"


def _list(names: pd.Index) -> str:
    *others, last = np.asarray(names, dtype=str).tolist()
    return f"{', '.join(others)} and {last}" if others else last
