"""How many of several comparisons look clear, never without the number that chance alone would make."""

from __future__ import annotations

from dnoutcomes.figures.number_text import number
from dnoutcomes.language import say, say_number
from dnoutcomes.report.facts.chance_count import ChanceCount


def exploratory_count_sentence(count: ChanceCount) -> str:
    """Say how many exploratory outcomes look clear; nothing where none is shown."""
    if not count.n_shown:
        return ""
    return say(
        "Exploratory outcomes whose interval excludes zero: {count}; if the groups differed in none, chance alone "
        "would make about {expected}.",
        count=_counted(count),
        expected=_expected(count),
    )


def causes_count_sentence(count: ChanceCount) -> str:
    """Say how many causes look clear; nothing where none is shown."""
    if not count.n_shown:
        return ""
    return say(
        "Causes whose interval excludes zero: {count}; if the groups differed in none, chance alone would make about "
        "{expected}.",
        count=_counted(count),
        expected=_expected(count),
    )


def _counted(count: ChanceCount) -> str:
    parts = {"clear": number(count.n_clear, 0), "shown": number(count.n_shown, 0)}
    if count.n_shown == count.n_compared:
        return say("{clear} of {shown}", **parts)
    return say(
        "{clear} of the {shown} that are shown, of {compared} compared",
        compared=number(count.n_compared, 0),
        **parts,
    )


def _expected(count: ChanceCount) -> str:
    return say_number(round(count.expected, 2))
