"""Scales of scores and units of numbers: decided where name and content say the same, asked else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from dnoutcomes.readers.quote import quote
from dnoutcomes.schema import Column
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.header_name import HeaderName, read_header_name
from dnoutcomes.starting.question import one_of
from dnoutcomes.starting.roles import Roles
from dnoutcomes.starting.score_numbers import numbers_of, runs_to_a_hundred
from dnoutcomes.starting.vocabulary import conversions_of

Answers = Mapping[str, str | int]


def decide_scales(roles: Roles, draft: Draft, answers: Answers) -> Draft:
    """State the scale of scores that aren't on their instrument's own, or ask."""
    for column in roles.of_type("number"):
        if column.level_of == "encounter" and math.isfinite(column.maximum) and math.isfinite(column.minimum):
            draft = _decide_scale(column, roles, draft, answers)
    return draft


def _decide_scale(column: Column, roles: Roles, draft: Draft, answers: Answers) -> Draft:
    if column.name in draft.settings.get("scale", {}):
        return draft
    numbers = numbers_of(column.name, roles, draft)
    named = {_range_named(read_header_name(site)) for site in roles.sites_of(column.name)} - {""}
    own = f"{column.minimum:g}-{column.maximum:g}"
    past = runs_to_a_hundred(column, numbers)
    if named == {"0-100"} and past and max(numbers) <= 100:
        why = "The name of the column says so, and scores run past 10."
        return draft.decide({"scale": {column.name: "0-100"}}, why)
    if past or (named and named != {own}):
        stated = sorted(named - {own}) or ["0-100"]
        asks = (
            f"{column.name}: scores run from {min(numbers):g} to {max(numbers):g}, its range is {column.range_label}"
            + (f", and the name of the column says {', '.join(sorted(named))}" if named else "")
            + ". On which scale are they? If some are mistakes, correct the file"
        )
        choices: list[tuple[str, str, Mapping[str, Any]]] = [
            (scale, f"all of them from {scale.replace('-', ' to ')}", {"scale": {column.name: scale}})
            for scale in stated
        ]
        if not past:
            choices.append(
                (own, f"all of them from {own.replace('-', ' to ')}", {"scale": {column.name: own}})
            )
        return draft.ask(one_of(f"scale_{column.name}", asks, *choices), answers)
    return draft


def _range_named(name: HeaderName) -> str:
    return name.scale or ("0-100" if name.unit == "mm" else "")


def decide_units(roles: Roles, draft: Draft, answers: Answers) -> Draft:
    """State the unit of numbers that aren't in their column's own, or ask."""
    for column in roles.meant:
        factors = conversions_of(column)
        sites = roles.sites_of(column)
        name = read_header_name(sites[0])
        if not factors or name.is_exact or len(sites) != 1:
            continue
        settings: dict[str, Mapping[str, Any]] = {
            unit: {"units": {column: {"multiply": factor}}} if factor != 1 else {}
            for unit, factor in factors.items()
        }
        if name.unit in factors:
            draft = draft.decide(settings[name.unit], "The name of the column says the unit.")
            continue
        stated: dict[str, Mapping[str, Any]] = {
            unit: {"units": {column: {"multiply": factor}}} for unit, factor in factors.items()
        }
        draft = draft.ask(
            one_of(
                f"unit_{column}",
                f"{quote(sites[0])} doesn't say in what it's measured. Is it in {' or '.join(factors)}?",
                *((unit, unit, stated[unit]) for unit in factors),
            ),
            answers,
        )
    return draft
