"""Question: what the content of a file doesn't decide, with the answers that there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dnoutcomes.errors import DataError
from dnoutcomes.registry import did_you_mean


@dataclass(frozen=True)
class Answer:
    """One answer to a question.

    Attributes
    ----------
    name : str
        How it's given: "day_first".
    words : str
        What it says, for readers.
    settings : mapping of str to object
        What it adds to the draft, as in its file: nested tables, lists are added to.
    """

    name: str
    words: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """What the content of a file doesn't decide.

    Attributes
    ----------
    name : str
        Short and without spaces: "arm_0_1".
    asks : str
        The question, with what was seen that raises it.
    answers : tuple of Answer
        What there is to choose from; empty where the file itself has to be changed.
    typed : callable, optional
        From what somebody writes in place of an answer's name to what it adds to the draft; None where it's no answer.
    """

    name: str
    asks: str
    answers: tuple[Answer, ...] = ()
    typed: Callable[[str], Mapping[str, Any] | None] | None = None

    def answer(self, given: str | int) -> Answer:
        """Return an answer by its name, by its number, counted from 1, or as somebody writes it.

        Raises
        ------
        DataError
            There is no such answer.
        """
        names = [answer.name for answer in self.answers]
        text = str(given).strip()
        if text in names:
            return self.answers[names.index(text)]
        if text.isdecimal() and 1 <= int(text) <= len(names):
            return self.answers[int(text) - 1]
        written = self.typed(text) if self.typed is not None else None
        if written is not None:
            return Answer(text, text, written)
        raise DataError(
            f"question {self.name}: no answer {text!r}{did_you_mean(text, names)} There are: {', '.join(names)}",
            verdict="ask",
        )


def one_of(name: str, asks: str, *answers: tuple[str, str, Mapping[str, Any]]) -> Question:
    """Return a question of its answers, each given by its name, words and settings."""
    return Question(name, asks, tuple(Answer(*answer) for answer in answers))


def numbers_in(text: str, n: int) -> list[int] | None:
    """Return so many whole numbers with commas between, or None where a text isn't that.

    Examples
    --------
    >>> numbers_in("0, 28, 84", 3), numbers_in("0, 28", 3), numbers_in("0,x,1", 3)
    ([0, 28, 84], None, None)
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != n or not all(part.removeprefix("-").isdecimal() for part in parts):
        return None
    return [int(part) for part in parts]
