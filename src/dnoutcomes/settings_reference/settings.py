"""Settings: all keys of plans and mappings, from the models that read them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from importlib.resources import files
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.plan import Plan
from dnoutcomes.readers import SiteMapping
from dnoutcomes.registry import did_you_mean
from dnoutcomes.report.names.results_dictionary import COLUMN_MEANINGS
from dnoutcomes.settings_reference.attributes import meanings
from dnoutcomes.settings_reference.type_words import type_words
from dnoutcomes.starting.toml_text import toml_value

FILES: dict[str, type[BaseModel]] = {"plan": Plan, "mapping": SiteMapping}
REQUIRED = "must be given"
NONE = "none"


@dataclass(frozen=True)
class Setting:
    """One key of a settings file.

    Attributes
    ----------
    file : {"plan", "mapping"}
    key : str
        With a dot where it stands in a table: "estimand.population".
    type : str
        What may stand behind it, in words.
    default : str
        What holds without it, as TOML; "none", or "must be given".
    meaning : str
        What its class says of it.
    example : str
        TOML that stands by itself in a file.
    without : str
        What goes wrong, or what holds, where it isn't given.
    """

    file: str
    key: str
    type: str
    default: str
    meaning: str
    example: str
    without: str


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    """What the models can't say: file, key, then `example` and `without`."""
    text = files("dnoutcomes.settings_reference").joinpath("keys.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _settings(file: str, model: type, prefix: str = "") -> Iterator[Setting]:
    told = meanings(model)
    for name, field in _fields(model):
        key = f"{prefix}{name}"
        text = _texts()[file].get(key, {"example": "", "without": ""})
        yield Setting(
            file,
            key,
            type_words(field),
            _default(field),
            told.get(name, ""),
            text["example"].strip(),
            text["without"],
        )
        for inner in _models_in(field.annotation):
            yield from _settings(file, inner, f"{key}.")


def _fields(model: type) -> list[tuple[str, FieldInfo]]:
    if issubclass(model, BaseModel):
        return list(model.model_fields.items())
    if not is_dataclass(model):
        raise TypeError(f"{model.__name__} is no table of settings")
    types = get_type_hints(model, include_extras=True)
    return [
        (
            field.name,
            FieldInfo.from_annotation(types[field.name])
            if field.default is MISSING
            else FieldInfo.from_annotated_attribute(types[field.name], field.default),
        )
        for field in fields(model)
    ]


def _models_in(annotation: Any) -> list[type]:
    """Return the tables that a type holds: Visit in tuple[Visit, ...]."""
    if isinstance(annotation, type) and (issubclass(annotation, BaseModel) or is_dataclass(annotation)):
        return [annotation]
    return list(dict.fromkeys(model for inner in get_args(annotation) for model in _models_in(inner)))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return REQUIRED
    value = field.get_default(call_default_factory=True)
    plain = _plain(value)
    return NONE if plain in (None, "", [], {}, float("inf"), float("-inf")) else toml_value(plain)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        given = {name: _plain(getattr(value, name)) for name in type(value).model_fields}
        return {name: part for name, part in given.items() if part not in (None, [], {})}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def column_of_results(name: str) -> str:
    """Return what a column of results.csv means; empty where there's none of this name.

    Examples
    --------
    >>> column_of_results("visit")
    'Planned visit.'
    """
    return str(COLUMN_MEANINGS.get(name.strip().lower(), ""))


def _all() -> tuple[Setting, ...]:
    return tuple(setting for file, model in FILES.items() for setting in _settings(file, model))


#: Every key, those of a table behind it.
SETTINGS: tuple[Setting, ...] = _all()


def settings_called(name: str) -> list[Setting]:
    """Return the keys of a name: of both files, and with what stands in their tables.

    Parameters
    ----------
    name : str
        A key with or without its file and tables: "visits", "plan.visits", "intercurrent_events".

    Raises
    ------
    DnOutcomesError
        No key is called so; the nearest is named.

    Examples
    --------
    >>> [f"{setting.file}: {setting.key}" for setting in settings_called("same_day")]
    ['plan: same_day', 'mapping: same_day']
    >>> settings_called("covariate")
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.DnOutcomesError: no key 'covariate' in plans, mappings and results.csv; did you mean 'covariates'?
    """
    asked = name.strip().strip("[]").lower()
    named = [setting for setting in SETTINGS if asked in _names(setting)]
    if not named:
        choices = [*(name for setting in SETTINGS for name in _names(setting)), *COLUMN_MEANINGS]
        raise DnOutcomesError(
            f"no key {name!r} in plans, mappings and results.csv{did_you_mean(asked, choices)}"
        )
    return [
        setting
        for setting in SETTINGS
        if any(
            setting.file == one.file and (setting.key == one.key or setting.key.startswith(f"{one.key}."))
            for one in named
        )
    ]


def _names(setting: Setting) -> tuple[str, ...]:
    return (setting.key, f"{setting.file}.{setting.key}", setting.key.rpartition(".")[2])
