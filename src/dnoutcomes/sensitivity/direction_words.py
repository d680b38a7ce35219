"""The direction of the methods in words: whom they favour, and whose intervals exclude zero."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.language import say, say_count, say_term
from dnoutcomes.plan import Plan


def direction_words(adjusted: pd.DataFrame, plan: Plan) -> str:
    """Count the methods whose effect favours the treated arm, and those whose interval excludes zero.

    Parameters
    ----------
    adjusted : pandas.DataFrame
        One row per method that adjusts and has an answer, indexed by its label, with `estimate, conf_low, conf_high`.
    plan : Plan
        Names the arms and says which way is better.
    """
    if adjusted.empty:
        return say("No method that adjusts for anything has an answer.")
    favours = plan.instrument.better_sign * adjusted["estimate"] > 0
    clear = adjusted["conf_low"] * adjusted["conf_high"] > 0
    if favours.all() or not favours.any():
        arm = plan.treated_arm if favours.all() else plan.reference_arm
        first = _agreed(clear, say_term(arm))
    else:
        against = ", ".join(say_term(method) for method in adjusted.index[~favours])
        first = _divided(clear, say_term(plan.treated_arm), int(favours.sum()), against)
    if clear.all() or not clear.any():
        return first
    depends = say_count(
        "{n} of {total} intervals excludes zero; {methods} can't rule zero out, so that the conclusion depends on "
        "the method.",
        "{n} of {total} intervals exclude zero; {methods} can't rule zero out, so that the conclusion depends on "
        "the method.",
        int(clear.sum()),
        total=len(clear),
        methods=_list(adjusted.index[~clear]),
    )
    return f"{first} {depends}"


def _agreed(clear: pd.Series, arm: str) -> str:
    """Say that all methods favour an arm, and at once whether all or none of their intervals exclude zero."""
    n = len(clear)
    if clear.all():
        return say_count(
            "The {n} method that adjusts favours {arm}, and its interval excludes zero.",
            "All {n} methods that adjust favour {arm}, and each of their intervals excludes zero.",
            n,
            arm=arm,
        )
    if not clear.any():
        return say_count(
            "The {n} method that adjusts favours {arm}, but its interval includes zero: the data leave open "
            "whether there is an effect.",
            "All {n} methods that adjust favour {arm}, but all of their intervals include zero: the data leave "
            "open whether there is an effect.",
            n,
            arm=arm,
        )
    return say("All {n} methods that adjust favour {arm}.", n=n, arm=arm)


def _divided(clear: pd.Series, arm: str, n: int, against: str) -> str:
    """Say that the methods favour different arms, and at once whether all or none of their intervals exclude zero."""
    parts = {"n": str(n), "total": str(len(clear)), "arm": arm, "against": against}
    if clear.all():
        return say(
            "The methods don't agree on the direction: {n} of {total} favour {arm}, not {against}, and each of their "
            "intervals excludes zero.",
            **parts,
        )
    if not clear.any():
        return say(
            "The methods don't agree on the direction: {n} of {total} favour {arm}, not {against}, but all of their "
            "intervals include zero: the data leave open whether there is an effect.",
            **parts,
        )
    return say(
        "The methods don't agree on the direction: {n} of {total} favour {arm}, not {against}.", **parts
    )


def _list(names: pd.Index) -> str:
    *others, last = (say_term(str(name)) for name in names)
    return say("{first} and {last}", first=", ".join(others), last=last) if others else last
