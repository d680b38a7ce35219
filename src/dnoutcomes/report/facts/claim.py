"""Claim: something that a page may say beyond chance, whether it says it, and how often chance alone has it say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["better", "worse", ""]


@dataclass(frozen=True)
class Claim:
    """Whether something is said to be more than chance.

    Attributes
    ----------
    name : str
        What it is about: "difference", "responders", "causes", or a measure that is followed month by month.
    made : bool
        Whether it is said.
    rate : float
        How often, at most, it is said where there is nothing to say; 0 where there is nothing that could be said, or
        where it is only said beside another claim.
    direction : {"better", "worse", ""}
        For the treated arm, or for the clinic in the last months; empty where it isn't made, or neither way is better.
    """

    name: str
    made: bool
    rate: float
    direction: Direction = ""


def family_rate(claims: tuple[Claim, ...]) -> float:
    """How often, at most, a page with these claims makes one or more where there is nothing to say (Bonferroni)."""
    return sum(claim.rate for claim in claims)
