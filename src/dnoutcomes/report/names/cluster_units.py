"""How those are called whose patients may go together: therapists, sites, or groups of a column."""

from __future__ import annotations

from dnoutcomes.figures.column_words import column_words
from dnoutcomes.language import say
from dnoutcomes.monitoring import FUNNEL_UNITS
from dnoutcomes.report.names.plain_text import plain_text


def unit_words(column: str) -> dict[str, str]:
    """Name one cluster and several, for sentences.

    Examples
    --------
    >>> unit_words("therapist_id"), unit_words("home_ward")["units"]
    ({'unit': 'therapist', 'units': 'therapists'}, 'groups (home ward)')
    """
    for entry in FUNNEL_UNITS.values():
        if entry.column == column:
            return dict(zip(("unit", "units"), entry.words))
    name = plain_text(column_words(column, unit=False))
    return {"unit": say("group ({column})", column=name), "units": say("groups ({column})", column=name)}


def no_interval_sentence(column: str) -> str:
    """Say why there is no difference on the first page: it rests on too few clusters for an interval."""
    return say(
        "The plan takes patients of one {unit} to go together, and the difference rests on so few {units} that "
        "nobody can say how sure it is. Only a description of the groups is given.",
        **unit_words(column),
    )
