"""How often a first page claims something where there is nothing, in words."""

from __future__ import annotations

from dnoutcomes.language import say, say_number
from dnoutcomes.report.claim import Claim, family_rate


def family_sentence(claims: tuple[Claim, ...]) -> str:
    """Say the rate of error that the claims of the first page share; nothing where it can claim nothing.

    Examples
    --------
    >>> family_sentence((Claim("difference", made=False, rate=0.05), Claim("causes", made=False, rate=0.01)))
    'Where nothing differs and nothing changes, at most 6 % of such pages say by chance that something does.'
    """
    rate = family_rate(claims)
    if rate == 0:
        return ""
    return say(
        "Where nothing differs and nothing changes, at most {share} of such pages say by chance that something does.",
        share=f"{say_number(round(100 * rate, 1))} %",
    )
