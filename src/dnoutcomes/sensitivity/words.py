"""The words under a sensitivity panel: agreement, disagreement, and what neither can show."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.language import say, say_count, say_term, term
from dnoutcomes.language.in_force import in_force
from dnoutcomes.missing.tipping_on_analysis import TippingPoint
from dnoutcomes.plan import Plan
from dnoutcomes.schema import COLUMNS
from dnoutcomes.sensitivity.confounding import Confounding
from dnoutcomes.sensitivity.direction_words import direction_words
from dnoutcomes.sensitivity.methods import METHODS, POINTS
from dnoutcomes.sensitivity.question import Question

# Covariates that no column of the data is called by.
# The baseline is derived and has no column.
_CALLED = {"baseline": term("score at the start")}

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
        One row per method with `name, method, scale, reason` and the columns of Estimates.
    tipping : TippingPoint or None
    confounding : Confounding or None

    Returns
    -------
    tuple of str
        Sentences, each on one thing: direction and intervals, spread, what adjustment did, missing scores, complete
        cases, responders, balance, unmeasured confounding, methods without an answer.
    """
    plan, answered = question.analysis.plan, frame[frame["reason"] == ""].set_index("name")
    said = [
        direction_words(_adjusted(answered), plan),
        _spread(answered),
        _adjustment(answered, plan),
        _missing(question, answered),
        "" if tipping is None else tipping.sentence,
        _complete(question, answered),
        _responders(answered),
        _balance(confounding),
        _unmeasured(confounding),
        _unanswered(frame),
    ]
    return tuple(sentence for sentence in said if sentence)


def _of(answered: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Keep the rows of these methods that have an answer."""
    return answered.loc[[name for name in names if name in answered.index]]


def _label(name: object) -> str:
    return say_term(METHODS[str(name)].label)


def _adjusted(answered: pd.DataFrame) -> pd.DataFrame:
    names = [name for name, method in METHODS.items() if method.adjusted and method.scale == POINTS]
    return _of(answered, *names)


def _spread(answered: pd.DataFrame) -> str:
    """Say how far those apart are that take missing scores to be missing at random."""
    alike = _of(answered, *AT_RANDOM)
    if len(alike) < 2:
        return ""
    low, high = alike["estimate"].min(), alike["estimate"].max()
    error = alike["std_error"].median()
    parts = {
        "low": _number(low),
        "lowest": _label(alike["estimate"].idxmin()),
        "high": _number(high),
        "highest": _label(alike["estimate"].idxmax()),
        "error": _number(error),
    }
    if high - low < error:
        return say(
            "Those that take missing scores to be missing at random range from {low} ({lowest}) to {high} ({highest}): "
            "less than one standard error of a typical one ({error}). All use the same patients, so that their "
            "agreement is no repeated finding.",
            **parts,
        )
    return say(
        "Those that take missing scores to be missing at random range from {low} ({lowest}) to {high} ({highest}): "
        "more than one standard error of a typical one ({error}). All use the same patients, so that their agreement "
        "is no repeated finding.",
        **parts,
    )


def _adjustment(answered: pd.DataFrame, plan: Plan) -> str:
    """Set the unadjusted difference beside the adjusted one."""
    both = _of(answered, "unadjusted", "ancova")
    if len(both) < 2:
        return ""
    crude, adjusted = both["estimate"]
    before, after = (_interval(row) for _, row in both.iterrows())
    sentence = say(
        "Unadjusted, the difference is {before}; adjusted by ANCOVA it is {after}.",
        before=before,
        after=after,
    )
    if plan.design == "randomised":
        lot = say(
            "The arms were made by lot, so that both estimate the same effect and ANCOVA does it better."
        )
        return f"{sentence} {lot}"
    moved = _number(abs(crude - adjusted))
    if abs(crude) > abs(adjusted):
        how = say(
            "The unadjusted one lies {points} points further from zero: that much goes with the measured covariates in "
            "which the arms differed, and is no effect of treatment.",
            points=moved,
        )
    else:
        how = say(
            "The unadjusted one lies {points} points nearer to zero: that much goes with the measured covariates in "
            "which the arms differed, and is no effect of treatment.",
            points=moved,
        )
    return f"{sentence} {how}"


def _missing(question: Question, answered: pd.DataFrame) -> str:
    rows = question.rows
    unseen = rows["change"].isna()
    if not unseen.any():
        return say(
            "No score is missing at {visit}: the methods for missing scores have nothing to do.",
            visit=question.analysis.plan.visit(question.visit).words,
        )
    shares = unseen.groupby(rows["arm"], observed=True).mean()
    by_arm = [
        say("{share} of {arm}", share=f"{_number(100 * share, 0)} %", arm=say_term(str(arm)))
        for arm, share in shares.items()
    ]
    first = say_count(
        "{n} of {total} scores is missing at {visit} ({by_arm}).",
        "{n} of {total} scores are missing at {visit} ({by_arm}).",
        int(unseen.sum()),
        total=_number(len(rows), 0),
        visit=question.analysis.plan.visit(question.visit).words,
        by_arm=", ".join(by_arm),
    )
    imputed = _of(answered, "mar", "j2r", "cir")
    if len(imputed) < 3:
        return first
    at_random, jump, copied = (_interval(row) for _, row in imputed.iterrows())
    assumed = say(
        "If those who left went on like similar patients of their arm, the difference is {at_random}; if they went on "
        "as the reference arm from then on, {jump}; if they kept what they had gained, {copied}.",
        at_random=at_random,
        jump=jump,
        copied=copied,
    )
    return f"{first} {assumed}"


def _complete(question: Question, answered: pd.DataFrame) -> str:
    both = _of(answered, "complete", "mar")
    if len(both) < 2 or question.complete.all():
        return ""
    return say(
        "The {n} of {total} patients seen at every visit show {difference}. They are those who could and would stay; "
        "the row is there for comparison only.",
        n=_number(question.complete.sum(), 0),
        total=_number(len(question.rows), 0),
        difference=_interval(both.iloc[0]),
    )


def _responders(answered: pd.DataFrame) -> str:
    shares = _of(answered, "foretold", "responders", "non_responder")
    if len(shares) < 2:
        return ""
    intervals = [_interval(row, 100, 0) for _, row in shares.iterrows()]
    if len(shares) == 3:
        return say(
            "The share of responders differs by {foretold} percentage points if those not seen are as the mixed model "
            "foretells, by {seen} among those seen, and by {everyone} if a missing score counts as no response.",
            foretold=intervals[0],
            seen=intervals[1],
            everyone=intervals[2],
        )
    if "foretold" in shares.index:
        return ""
    seen, everyone = intervals
    return say(
        "The share of responders differs by {seen} percentage points among those seen, and by {everyone} if a missing "
        "score counts as no response.",
        seen=seen,
        everyone=everyone,
    )


def _balance(confounding: Confounding | None) -> str:
    if confounding is None:
        return ""
    table = confounding.balance[confounding.balance["adjusted"]]
    worst = table.loc[table["smd_before"].abs().idxmax()]
    differed = say(
        "Before weighting the arms differed by up to {before} standard deviations ({covariate}), after overlap "
        "weighting by at most {after}.",
        before=_number(abs(worst["smd_before"])),
        covariate=f"{_covariate(str(worst['covariate']))} {worst['level']}".strip(),
        after=_number(table["smd_after"].abs().max()),
    )
    (reference, n_reference), (treated, n_treated) = confounding.effective_sample_size.items()
    informative = say(
        "Weighted, the arms are as informative as {n_reference} ({reference}) and {n_treated} ({treated}) equally "
        "weighted patients.",
        n_reference=_number(n_reference, 0),
        reference=say_term(str(reference)),
        n_treated=_number(n_treated, 0),
        treated=say_term(str(treated)),
    )
    return " ".join([differed, *_not_adjusted(confounding.balance), informative])


def _not_adjusted(balance: pd.DataFrame) -> tuple[str, ...]:
    """Name where the arms stay furthest apart in what is recorded and not adjusted for."""
    others = balance[~balance["adjusted"] & balance["smd_after"].notna()]
    if others.empty:
        return ()
    worst = others.loc[others["smd_after"].abs().idxmax()]
    return (
        say(
            "Of what is recorded and isn't adjusted for, they stay furthest apart in {characteristic}: by {after} "
            "standard deviations.",
            characteristic=f"{_covariate(str(worst['covariate']))} {worst['level']}".strip(),
            after=_number(abs(worst["smd_after"])),
        ),
    )


def _unmeasured(confounding: Confounding | None) -> str:
    if confounding is None:
        return ""
    text = confounding.e_value.text
    return say(
        "E-value: {strength} No method above can remove such a difference between the arms: all adjust for the same "
        "measured covariates.",
        strength=text[0].lower() + text[1:],
    )


def _unanswered(frame: pd.DataFrame) -> str:
    without = frame[frame["reason"] != ""]
    if without.empty:
        return ""
    said = [f"{say_term(row['method'])}: {row['reason'].rstrip('.')}" for _, row in without.iterrows()]
    return say("Without an answer: {methods}.", methods="; ".join(said))


def _covariate(name: str) -> str:
    if name in INSTRUMENTS:
        return say_term(INSTRUMENTS[name].label)
    label = COLUMNS[name].label if name in COLUMNS and COLUMNS[name].name == name else ""
    return say_term(label or _CALLED.get(name, name))


def _number(value: float, decimals: int = 2) -> str:
    return in_force().numerals.localised(f"{value:,.{decimals}f}").replace("-", "\u2212")


def _interval(row: pd.Series, scale: int = 1, decimals: int = 2) -> str:
    estimate, low, high = (
        _number(scale * row[name], decimals) for name in ("estimate", "conf_low", "conf_high")
    )
    return f"{estimate} ({say('{low} to {high}', low=low, high=high)})"
