"""How often a first page claims something where there is nothing, in words."""

from __future__ import annotations

from dnoutcomes.figures.number_text import level_text
from dnoutcomes.language import say, say_number
from dnoutcomes.report.facts.claim import Claim, family_rate
from dnoutcomes.report.facts.first_page_claims import MARKED


def family_sentence(claims: tuple[Claim, ...], units: str = "") -> str:
    """Say the rate of error that the claims of the first page share; nothing where it can claim nothing.

    Parameters
    ----------
    claims : tuple of Claim
        As from `first_page_claims`.
    units : str
        Those whose patients errors take for independent, such as "therapists": the rate holds if they do equally well.

    Examples
    --------
    >>> family_sentence((Claim("difference", made=False, rate=0.05), Claim("causes", made=False, rate=0.01)))
    'Where nothing differs or changes, at most 6 % of such pages say by chance that something does.'
    """
    rate = family_rate(claims)
    if rate == 0:
        return ""
    if units:
        return say(
            "Where nothing differs or changes, and {units} do equally well, at most {share} of such pages say by "
            "chance that something does.",
            units=units,
            share=level_text(round(rate, 4)),
        )
    return say(
        "Where nothing differs or changes, at most {share} of such pages say by chance that something does.",
        share=level_text(round(rate, 4)),
    )


def family_method(claims: tuple[Claim, ...], confidence_level: float, units: str = "") -> str:
    """Say by what rule the first page claims something, for the methods.

    Parameters
    ----------
    claims : tuple of Claim
        As from `first_page_claims`.
    confidence_level : float
        Of the headline's interval.
    units : str
        As in `family_sentence`.
    """
    rates = {claim.name: claim.rate for claim in claims}
    said = [
        say(
            "The first page says that the groups differ only where the {level} interval of the headline excludes "
            "zero, and that one has more responders only where the interval of that difference does so too, in the "
            "same direction.",
            level=level_text(confidence_level),
        )
    ]
    if rates["causes"]:
        said.append(
            say(
                "It says that the difference depends on the cause only where the one test has p below {limit}.",
                limit=say_number(round(rates["causes"], 4)),
            )
        )
    if any(rates[name] for name in MARKED):
        said.append(
            say(
                "It says that something changed from month to month only where the control chart of the change, of "
                "the visits held or of the adverse events has a signal in the last three months."
            )
        )
    alone = say(
        "Behind the first page, intervals and tests are those of each comparison by itself where nothing else is "
        "said: what they show is exploratory."
    )
    return " ".join(filter(None, [*said, family_sentence(claims, units), alone]))
