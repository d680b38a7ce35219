"""Codes and words of levels, and of yes and no: those that the vocabulary has, and a question for each other one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dnoutcomes.checks.missing_codes import looks_like_code
from dnoutcomes.readers.cells import MISSING_KINDS, Rules
from dnoutcomes.readers.cells.level_cells import level_reader
from dnoutcomes.readers.cells.yes_no_cells import yes_no_reader
from dnoutcomes.readers.header_names import fold_name
from dnoutcomes.readers.quote import quote
from dnoutcomes.schema import Column
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.question import Answer, Question, one_of
from dnoutcomes.starting.roles import Roles
from dnoutcomes.starting.vocabulary import fold_word, level_words, missing_words, yes_no_words

Answers = Mapping[str, str | int]
_CODE = re.compile(r"-?\d{1,4}(\.0*)?")
_READ = ("level", "synonym", "folded", "yes_no", *MISSING_KINDS)
_YES_NO = ("yes", "no")
# The answer that a column isn't what its name says.
IGNORE = "ignore"
# H and V are a man in Spanish, where M is a woman; in Dutch V is a woman, and a man is M elsewhere.
_OTHER_SEX = ("h", "v")
# Two codes of a column with more levels are these two.
_OF_TWO = {"sex": ("F", "M")}
# More unknown texts than these are asked all at once: they're words of the clinic's own.
_MOST_ASKED = 12
_MOST_OF_OPTIONAL = 4


def decide_levels(roles: Roles, draft: Draft, answers: Answers) -> Draft:
    """Say what codes and words of all columns of levels mean, or ask."""
    for column in roles.of_type("level", "yes_no"):
        draft = _decide_column(column, roles, draft, answers)
    return draft


def _decide_column(column: Column, roles: Roles, draft: Draft, answers: Answers) -> Draft:
    texts = roles.texts_of(column.name)
    read = yes_no_reader(Rules()) if column.type == "yes_no" else level_reader(column, Rules())
    if column.name == "sex" and _is_two_letters(texts):
        return draft.ask(_letters_of_sexes(texts), answers)
    unread = [text for text in texts if read(text).kind not in _READ]
    words = yes_no_words() if column.type == "yes_no" else level_words(column.name)
    meant = {text: words[fold_word(text)] for text in unread if fold_word(text) in words}
    absent = [text for text in unread if text not in meant and _is_absent(text)]
    left = [text for text in unread if text not in meant and text not in absent]
    if column.type == "yes_no" and any(_CODE.fullmatch(text) for text in left):
        # 1 is read as yes and 0 as no, but beside a 2 or a 3 nobody knows.
        left = [text for text in texts if text in left or (_CODE.fullmatch(text) and text not in absent)]
    draft = _ask(column, left, roles, draft, answers) if left else draft
    if set(roles.sites_of(column.name)) <= set(draft.settings.get("ignore", ())):
        return draft
    draft = draft.decide({"values": {column.name: meant}}, "Words of the vocabulary in another language.")
    codes = {"missing_codes": {column.name: absent}} if absent else {}
    return draft.decide(codes, "Stands for an absent value.")


def _is_absent(text: str) -> bool:
    if fold_word(text) in missing_words():
        return True
    return (
        bool(_CODE.fullmatch(text))
        and looks_like_code(float(text))
        and (float(text) < 0 or float(text) > 100)
    )


def _is_two_letters(texts: Mapping[str, int]) -> bool:
    letters = {text.casefold() for text in texts}
    return "m" in letters and any(letter in letters for letter in _OTHER_SEX)


def _letters_of_sexes(texts: Mapping[str, int]) -> Question:
    """Ask for the two letters of sexes, of which M means a man or a woman."""
    ms = [text for text in texts if text.casefold() == "m"]
    others = [text for text in texts if text.casefold() in _OTHER_SEX]
    other, m = others[0], ms[0]
    first, second = (
        ("varón and mujer", "man and vrouw")
        if other.casefold() == "v"
        else ("hombre and mujer", "hembra and macho")
    )

    def meaning(of_m: str, of_other: str) -> Mapping[str, Any]:
        return {"values": {"sex": {**dict.fromkeys(others, of_other), **dict.fromkeys(ms, of_m)}}}

    return one_of(
        "values_sex",
        f"sex is {quote(other)} and {quote(m)}. Which is which?",
        ("m_female", f"{m} is female ({first})", meaning("F", "M")),
        ("m_male", f"{m} is male ({second})", meaning("M", "F")),
    )


def _ask(column: Column, left: list[str], roles: Roles, draft: Draft, answers: Answers) -> Draft:
    """Ask for the texts that are left; where somebody says that the column is something else, for none of them."""
    questions = _questions(column, left, roles)
    for question in questions:
        if question.name in answers and question.answer(answers[question.name]).name == IGNORE:
            return draft.ask(question, answers)
    for question in questions:
        draft = draft.ask(question, answers)
    return draft


def _questions(column: Column, left: list[str], roles: Roles) -> list[Question]:
    texts = roles.texts_of(column.name)
    levels = _YES_NO if column.type == "yes_no" else column.levels
    pair = _OF_TWO.get(column.name, levels)
    codes = [text for text in texts if not _is_absent(text)]
    is_pair = len(pair) == len(codes) == 2 and set(codes) == set(left)
    ignored = () if column.required else (_ignored(roles.sites_of(column.name)),)
    if is_pair:
        return [_pair(column.name, codes, pair, ignored)]
    if len(left) > (_MOST_ASKED if column.required else max(len(levels), _MOST_OF_OPTIONAL)):
        return [_all_at_once(column, left, ignored)]
    names = [fold_name(text) or "sign" for text in left]
    return [
        _one_text(column, text, texts[text], ignored, name if names.count(name) == 1 else f"{name}_{place}")
        for place, (text, name) in enumerate(zip(left, names), start=1)
    ]


def _ignored(sites: list[str]) -> Answer:
    return Answer(IGNORE, "the column is something else, and isn't taken", {"ignore": sites})


def _pair(column: str, codes: list[str], levels: tuple[str, ...], ignored: tuple[Answer, ...]) -> Question:
    """Ask which of two codes is which of two levels."""
    one, other = sorted(codes)
    answers = [
        Answer(
            f"{first}_{one}",
            f"{one} is {first}, {other} is {second}",
            {"values": {column: {one: first, other: second}}},
        )
        for first, second in (levels, levels[::-1])
    ]
    asks = f"{column} is {quote(one)} or {quote(other)}. Which is which?"
    return Question(f"values_{column}", asks, (*answers, *ignored))


def _one_text(column: Column, text: str, n: int, ignored: tuple[Answer, ...], name: str) -> Question:
    """Ask what one text means; a cause may be one that the standard list doesn't have."""
    levels = _YES_NO if column.type == "yes_no" else column.levels
    answers = [Answer(level, level, {"values": {column.name: {text: level}}}) for level in levels]
    if column.name != "arm":
        absent: dict[str, Any] = {"missing_codes": {column.name: [text]}}
        answers.append(Answer("missing", "it means that nothing was recorded", absent))
    if column.name == "cause" and not _CODE.fullmatch(text):
        kept = {"values": {"cause": {text: text}}}
        answers.append(Answer("as_written", "a cause of its own, kept as written", kept))
    asks = f"{column.name}: what does {quote(text)} mean ({n} cells)?"
    return Question(f"values_{column.name}_{name}", asks, (*answers, *ignored))


def _all_at_once(column: Column, left: list[str], ignored: tuple[Answer, ...]) -> Question:
    answers = ignored
    if column.name == "cause":
        kept = {"values": {"cause": {text: text for text in left}}}
        answers = (Answer("as_written", "causes of their own, kept as written", kept),)
    return Question(
        f"values_{column.name}",
        f"{column.name} has {len(left)} texts that aren't known, such as {', '.join(map(quote, left[:3]))}. "
        f"Say under [values.{column.name}] what they mean",
        answers,
    )
