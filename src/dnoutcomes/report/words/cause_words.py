"""Sentences about causes: one test for all of them together, and never a verdict on a single one."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

from dnoutcomes.disclosure import SmallGroups
from dnoutcomes.figures.column_words import level_words
from dnoutcomes.figures.number_text import p_text
from dnoutcomes.figures.population_words import population_of, population_words
from dnoutcomes.language import say, say_number
from dnoutcomes.report.facts.claim import Claim
from dnoutcomes.report.names.plain_text import join_words, plain_text


def cause_name(cause: str) -> str:
    """A cause in prose.

    Examples
    --------
    >>> cause_name("not_recorded")
    'not recorded'
    """
    return plain_text(level_words(cause, "cause"))


def cause_or_population(row: Mapping[Hashable, Any]) -> str:
    """Name a row of effects by cause: its cause, or whom it stands for.

    Examples
    --------
    >>> cause_or_population({"cause": None, "population": "all patients, main effect"})
    'all patients, main effect'
    """
    population = population_of(row)
    return cause_name(row["cause"]) if population is None else population_words(population)


def interaction_sentence(p_value: float, claim: Claim) -> str:
    """Say what the one test of a dependence on cause allows to be said.

    Parameters
    ----------
    p_value : float
    claim : Claim
        Whether a dependence is claimed, and below which p: `rate`.

    Examples
    --------
    >>> interaction_sentence(float("nan"), Claim("causes", made=False, rate=0.0))
    'Whether the difference between the groups depends on the cause could not be tested.'
    """
    if not math.isfinite(p_value):
        return say("Whether the difference between the groups depends on the cause could not be tested.")
    parts = {"p": p_text(p_value), "limit": say_number(round(claim.rate, 4))}
    if claim.made:
        return say(
            "The difference between the groups seems to depend on the cause (one test for all causes together, {p}; "
            "below {limit} counts). That is a finding about all causes together; it doesn't say which cause does "
            "better, and it needs to be seen again in other patients.",
            **parts,
        )
    return say(
        "There is no clear sign that the difference between the groups depends on the cause (one test for all causes "
        "together, {p}; below {limit} would count). That isn't proof that it is the same for every cause: such a test "
        "misses much unless the groups are large.",
        **parts,
    )


def hidden_causes_sentence(names: list[str], small: SmallGroups) -> str:
    """Name the causes of which nothing is shown; with a smallest cell of 1 they are those that the model joins.

    Examples
    --------
    >>> hidden_causes_sentence(["hereditary", "infectious"], SmallGroups(11))
    'Without a row of their own, so that no group of fewer than 11 patients can be recognised or worked out, or because
    the plan joins them: hereditary and infectious.'
    >>> hidden_causes_sentence(["hereditary", "infectious"], SmallGroups(1))
    'Without a row of their own, because the plan joins them or too few patients for a model have them: hereditary and
    infectious.'
    """
    if not names:
        return ""
    listed = join_words([cause_name(name) for name in names])
    if not small.exist:
        return say(
            "Without a row of their own, because the plan joins them or too few patients for a model have them: "
            "{causes}.",
            causes=listed,
        )
    return say(
        "Without a row of their own, so that no group of fewer than {n} patients can be recognised or worked out, or "
        "because the plan joins them: {causes}.",
        n=small.smallest_cell,
        causes=listed,
    )
