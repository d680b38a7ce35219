"""ToldSection: what a report's other sections may say of one that it has."""

from __future__ import annotations

from dataclasses import dataclass

from dnoutcomes.disclosure import State
from dnoutcomes.report.facts.unavailable import Unavailable


@dataclass(frozen=True)
class Word:
    """A word that not everybody uses, and what it means; both are marked with `term`."""

    word: str
    meaning: str


@dataclass(frozen=True)
class ToldSection:
    """A section that a report has.

    Attributes
    ----------
    name, title : str
        The title is marked with `term`.
    words : tuple of Word
        What the glossary explains because of it.
    state : State
        Whether it shows something of its topic, and else why not.
    """

    name: str
    title: str
    words: tuple[Word, ...] = ()
    state: State = State.SHOWN


def state_of(result: object) -> State:
    """Whether a result is there to be shown, and else why not."""
    return result.state if isinstance(result, Unavailable) else State.SHOWN
