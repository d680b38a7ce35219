"""Populations: whom a row stands for that isn't about one group of patients."""

from __future__ import annotations

from dnoutcomes.language import term

#: Column of estimates that says it; the column of the group is empty in such a row, and this one in a group's.
POPULATION = "population"

MAIN_EFFECT = term("all patients, main effect")
ALL_TOGETHER = term("all patients together")
POOLED_GROUPS = term("the groups pooled")
NEW_GROUP = term("a group not seen so far")


def standardised_to(by: str) -> str:
    """Name the population of an effect that is averaged over the mix of groups.

    Examples
    --------
    >>> standardised_to("cause"), standardised_to("site_id")
    ('all patients, standardised to the mix of causes', 'all patients, standardised to the mix of site_id')
    """
    return f"all patients, standardised to the mix of {'causes' if by == 'cause' else by}"


def population_labels(by: str | None, population: str) -> dict[str, str | None]:
    """Label a row of a population: no group, and whom it stands for.

    Examples
    --------
    >>> population_labels(None, ALL_TOGETHER)
    {'cause': None, 'population': 'all patients together'}
    """
    return {by or "cause": None, POPULATION: population}
