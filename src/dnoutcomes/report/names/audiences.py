"""Audiences: for whom a report can be."""

from __future__ import annotations

from dataclasses import dataclass

from dnoutcomes.errors import PlanError
from dnoutcomes.registry import Registry


@dataclass(frozen=True)
class Audience:
    """A kind of reader.

    Attributes
    ----------
    readers : str
        How messages call them.
    is_outside : bool
        Whether what they get leaves the clinic, so that it may never show a small group.
    """

    readers: str
    is_outside: bool = False


AUDIENCES: Registry[Audience] = Registry(
    "audience",
    [
        ("clinic", Audience("the clinic")),
        ("patients", Audience("patients", is_outside=True)),
        ("funder", Audience("a funder", is_outside=True)),
        ("paper", Audience("a paper")),
    ],
    error=PlanError,
)
EVERYBODY = tuple(AUDIENCES)


def all_but(*names: str) -> tuple[str, ...]:
    """Name all audiences but some.

    Examples
    --------
    >>> all_but("patients", "paper")
    ('clinic', 'funder')
    """
    return tuple(name for name in AUDIENCES if name not in names)
