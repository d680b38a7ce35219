"""Draft: settings that were decided, each with its reason, and the questions that are left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dnoutcomes.starting.question import Answer, Question

Path = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Draft:
    """What a mapping or a plan is to say.

    Attributes
    ----------
    settings : dict
        As in its file.
    reasons : dict of tuple of str to str
        Why a key stands there, by its path: `("values", "arm", "0")`.
    questions : tuple of Question
        Open ones.
    notes : tuple of str
        What a reader of the draft should know and no key says.
    answered : tuple of str
        Names of the questions that were answered.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    reasons: dict[Path, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()

    def decide(self, settings: Mapping[str, Any], why: str) -> Draft:
        """Return the draft with more settings, all for one reason."""
        if not paths_of(settings):
            return self
        reasons = {path: self._with_earlier_reason(path, why) for path in paths_of(settings)}
        return replace(self, settings=merged(self.settings, settings), reasons=self.reasons | reasons)

    def _with_earlier_reason(self, path: Path, why: str) -> str:
        """Keep why a list was begun beside why it goes on."""
        earlier = self.reasons.get(path, why)
        return why if earlier == why else f"{earlier} {why}"

    def note(self, *notes: str) -> Draft:
        """Return the draft with more notes."""
        return replace(self, notes=(*self.notes, *notes))

    def ask(self, question: Question, answers: Mapping[str, str | int]) -> Draft:
        """Return the draft with a question, or with what its answer says where it's among those given."""
        if question.name not in answers:
            return replace(self, questions=(*self.questions, question))
        answer = question.answer(answers[question.name])
        draft = replace(self, answered=(*self.answered, question.name))
        return draft.decide(answer.settings, f"answered: {answer.words}")


def merged(settings: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Put nested settings together: tables are joined, lists added to, and other values replaced.

    Examples
    --------
    >>> merged({"columns": {"Pt": "patient_id"}, "keep": ["a"]}, {"columns": {"Arm": "arm"}, "keep": ["b", "a"]})
    {'columns': {'Pt': 'patient_id', 'Arm': 'arm'}, 'keep': ['a', 'b']}
    """
    result = dict(settings)
    for key, value in more.items():
        before = result.get(key)
        if isinstance(value, Mapping):
            result[key] = merged(before if isinstance(before, Mapping) else {}, value)
        elif isinstance(value, list) and isinstance(before, list):
            result[key] = before + [entry for entry in value if entry not in before]
        else:
            result[key] = value
    return result


def paths_of(settings: Mapping[str, Any], above: Path = ()) -> list[Path]:
    """Return the paths of all values that aren't tables.

    Examples
    --------
    >>> paths_of({"decimal": ",", "values": {"arm": {"0": "standard"}}})
    [('decimal',), ('values', 'arm', '0')]
    """
    paths = []
    for key, value in settings.items():
        path = (*above, str(key))
        paths += paths_of(value, path) if isinstance(value, Mapping) else [path]
    return paths


def lines_of_answer(answer: Answer) -> list[tuple[Path, Any]]:
    """Return the values that an answer adds, each with its path."""
    lines = []
    for path in paths_of(answer.settings):
        value: Any = answer.settings
        for key in path:
            value = value[key]
        lines.append((path, value))
    return lines
