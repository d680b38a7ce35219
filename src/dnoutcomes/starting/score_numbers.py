"""Numbers of a column as the draft reads them, with the codes and texts that stand for absent ones."""

from __future__ import annotations

from collections.abc import Mapping

from dnoutcomes.checks.missing_codes import looks_like_code
from dnoutcomes.readers.cells import Rules
from dnoutcomes.readers.cells.number_cells import number_reader
from dnoutcomes.readers.header_names import fold_name
from dnoutcomes.schema import Column
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.question import Question, one_of
from dnoutcomes.starting.roles import Roles
from dnoutcomes.starting.vocabulary import fold_word, missing_words

Answers = Mapping[str, str | int]
# Scores of another scale run this far; beyond it only codes do.
_LONGEST_SCALE = 100.0


def numbers_of(column: str, roles: Roles, draft: Draft) -> dict[float, int]:
    """Return the different numbers of a column with their numbers of cells, those that are missing left out."""
    settings = draft.settings
    codes = tuple(settings.get("missing_codes", {}).get(column, ()))
    read = number_reader(
        Rules(settings.get("decimal", "."), settings.get("thousands", ""), missing_codes=codes)
    )
    counts: dict[float, int] = {}
    for text, n in roles.texts_of(column).items():
        value = read(text).value
        if isinstance(value, float):
            counts[value] = counts.get(value, 0) + n
    return counts


def decide_missing_numbers(roles: Roles, draft: Draft, answers: Answers) -> Draft:
    """Say which texts and numbers stand for absent ones in columns of numbers, or ask."""
    for column in roles.of_type("number", "integer"):
        absent = [text for text in roles.texts_of(column.name) if fold_word(text) in missing_words()]
        if absent:
            draft = draft.decide({"missing_codes": {column.name: absent}}, "Stands for an absent number.")
        numbers = numbers_of(column.name, roles, draft)
        codes = [
            value for value in numbers if looks_like_code(value) and not _can_hold(column, value, numbers)
        ]
        sure = [value for value in codes if numbers[value] > 1 and _is_beyond_any_scale(column, value)]
        if sure:
            why = "Out of every range in which scores run, and the same number again and again: a code."
            draft = draft.decide({"missing_codes": {column.name: list(map(_plain, sorted(sure)))}}, why)
        for value in (value for value in codes if value not in sure):
            draft = draft.ask(_question(column.name, value, numbers[value]), answers)
    return draft


def runs_to_a_hundred(column: Column, numbers: Mapping[float, int]) -> bool:
    """Whether the scores of a column from 0 to 10 run on to 100, single ones aside."""
    if (column.minimum, column.maximum) != (0, 10):
        return False
    past = sum(
        n for value, n in numbers.items() if 10 < value <= _LONGEST_SCALE and not looks_like_code(value)
    )
    return past > 1 and past >= 0.1 * sum(numbers.values())


def _can_hold(column: Column, value: float, numbers: Mapping[float, int]) -> bool:
    in_hundred = 0 <= value <= _LONGEST_SCALE and runs_to_a_hundred(column, numbers)
    # A line of 100 mm holds 99; beside scores up to 100 it may be a code, which nobody can tell.
    return column.holds(value) or (in_hundred and value != 99)


def _is_beyond_any_scale(column: Column, value: float) -> bool:
    return (value < 0 <= column.minimum) or value > max(_LONGEST_SCALE, column.maximum)


def _question(column: str, value: float, n: int) -> Question:
    return one_of(
        f"missing_{column}_{fold_name(str(_plain(value))) or 'code'}{'_minus' if value < 0 else ''}",
        f"{column}: does {_plain(value)} ({n} cells) mean that there's no score?",
        ("missing", "yes, a code for a missing score", {"missing_codes": {column: [_plain(value)]}}),
    )


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value
