"""An outcome as it is called in the middle of a sentence."""

from __future__ import annotations

from dnoutcomes.language import say, say_term
from dnoutcomes.plan import Plan
from dnoutcomes.report.names.plain_text import plain_text


def outcome_in_words(plan: Plan) -> str:
    """Call a plan's outcome as the middle of a sentence does.

    Examples
    --------
    >>> outcome_in_words(Plan()), outcome_in_words(Plan(outcome="tug"))
    ('average pain', 'the time of the Timed Up and Go')
    """
    instrument = plan.instrument
    if instrument.phrase:
        # Another language puts its article here: "el dolor medio".
        return say_term(instrument.phrase, "in a sentence")
    return say("{declared_outcome}", declared_outcome=_declared(instrument.label))


def _declared(label: str) -> str:
    """A label without its scale, and without the capital that a name at the start has."""
    name = plain_text(label).split(",")[0].split(" (")[0].strip()
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
