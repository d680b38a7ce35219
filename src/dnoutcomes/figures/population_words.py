"""Rows of estimates in the words of readers: a group by its name, everybody by what was done to compare them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dnoutcomes.compare.populations import (
    ALL_TOGETHER,
    MAIN_EFFECT,
    NEW_GROUP,
    POOLED_GROUPS,
    POPULATION,
    standardised_to,
)
from dnoutcomes.figures.column_words import column_words
from dnoutcomes.language import say, say_term


def population_of(row: Mapping[Hashable, Any]) -> str | None:
    """Population of a row that isn't about one group; None for a group's.

    Examples
    --------
    >>> population_of({"cause": None, "population": "all patients together"})
    'all patients together'
    >>> population_of({"cause": "diabetic", "population": None}), population_of({"cause": "diabetic"})
    (None, None)
    """
    population = row.get(POPULATION)
    return None if pd.isna(population) else str(population)


def population_words(population: str, by: str = "cause") -> str:
    """Say whom a row without a group stands for.

    Examples
    --------
    >>> population_words("all patients, standardised to the mix of causes")
    'all patients, standardised to the mix of causes'
    """
    if by != "cause" and population == standardised_to(by):
        return say("all patients, standardised to the mix of {groups}", groups=column_words(by, unit=False))
    if population == standardised_to("cause"):
        return say("all patients, standardised to the mix of causes")
    named = population in (MAIN_EFFECT, ALL_TOGETHER, POOLED_GROUPS, NEW_GROUP)
    return say_term(population) if named else population
