"""The table of instruments: one file of TOML per family, one entry per instrument, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WrapValidator, model_validator

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.instruments.instrument import (
    Confidence,
    Direction,
    Instrument,
    Threshold,
    ThresholdKind,
    ThresholdScale,
)
from dnoutcomes.instruments.scoring import ItemScore
from dnoutcomes.instruments.scoring_rules import SCORING_RULES, Scoring
from dnoutcomes.registry import Registry, did_you_mean
from dnoutcomes.settings_file import in_words

#: Families in the order in which instruments are listed; each is a file.
FAMILIES = (
    "pain", "neuropathic_symptoms", "neuropathy_signs", "cipn", "sensory_tests", "nerve_conduction", "function", "hand",
    "sleep", "mood", "quality_of_life", "global_impression", "autonomic",
)  # fmt: skip


def _as_written(value: float, check: Callable[[float], float]) -> float:
    check(value)
    return value


# A whole number stays one: it is shown as it's written.
Number = Annotated[float, WrapValidator(_as_written)]


class Row(BaseModel):
    """A part of the table: no other keys, and no text where a number should be."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ThresholdRow(Row):
    """A threshold as it's written in the table; see `Threshold`. `source` names a line of sources.toml."""

    value: Number = Field(gt=0)
    scale: ThresholdScale
    kind: ThresholdKind
    population: str = Field(min_length=1)
    method: str = Field(min_length=1)
    meaning: str = ""
    source: str
    confidence: Confidence


class InstrumentRow(Row):
    """An instrument as it's written in the table; see `Instrument`.

    `range` is minimum and maximum, `better` the direction, and `licence` names a line of sources.toml. `scoring` is
    "sum" or "mean" of the `items`, each answered from the first to the second of `answers`, or the name of a rule in
    `SCORING_RULES`.
    """

    label: str = Field(min_length=1)
    phrase: str = ""
    domain: str = Field(min_length=1)
    range: list[Number] = Field(min_length=2, max_length=2)
    step: Number = Field(default=0.0, ge=0)
    decimals: int = Field(default=2, ge=0)
    unit: str = Field(min_length=1)
    better: Direction
    recall: str = ""
    scoring: str = ""
    items: list[str] = Field(default_factory=list)
    answers: list[Number] = Field(default_factory=list, max_length=2)
    least_answered: int = Field(default=0, ge=0)
    reverse: bool = False
    missing_items: str = Field(min_length=1)
    percent_change: bool = True
    is_outcome: bool = True
    aliases: list[str] = Field(default_factory=list)
    licence: str
    notes: str = ""
    thresholds: list[ThresholdRow] = Field(default_factory=list)

    @model_validator(mode="after")
    def _items_and_rule_agree(self) -> InstrumentRow:
        given = bool(self.items), len(self.answers) == 2, 0 < self.least_answered <= len(self.items)
        if self.scoring in ("sum", "mean"):
            if not all(given):
                raise ValueError(
                    f"scoring {self.scoring!r} needs items, answers (lowest and highest) and least_answered "
                    f"(1 to the number of items)"
                )
        elif self.items or self.answers or self.least_answered or self.reverse:
            raise ValueError(
                f"items, answers, least_answered and reverse go with scoring 'sum' or 'mean', not {self.scoring!r}"
            )
        elif self.scoring and self.scoring not in SCORING_RULES:
            rules = ["sum", "mean", *SCORING_RULES]
            raise ValueError(
                f"unknown scoring rule {self.scoring!r}{did_you_mean(self.scoring, rules)} Known: {', '.join(rules)}"
            )
        return self


def shipped_instruments() -> tuple[Instrument, ...]:
    """The instruments of the package, family by family."""
    folder = resources.files("dnoutcomes.instruments") / "families"
    return tuple(instrument for family in FAMILIES for instrument in read_family(folder / f"{family}.toml"))


def read_family(path: Traversable) -> Iterator[Instrument]:
    """Read the instruments of one file.

    Parameters
    ----------
    place : Traversable
        A TOML file with one table per instrument, under its code, and the keys of `InstrumentRow`.

    Raises
    ------
    DnOutcomesError
        The file isn't TOML, or an entry can't be used. The message names the file, the entry and the key.
    """
    for code, entry in _read(path).items():
        name = f"{path.name}, {code}"
        try:
            yield _instrument(code, InstrumentRow.model_validate(entry))
        except ValidationError as error:
            keys = [*InstrumentRow.model_fields, *ThresholdRow.model_fields]
            raise DnOutcomesError(in_words(error, name, keys)) from None
        except DnOutcomesError as error:
            raise DnOutcomesError(f"{name}: {error}") from None


def _instrument(code: str, row: InstrumentRow) -> Instrument:
    minimum, maximum = row.range
    return Instrument(
        code=code,
        label=row.label,
        phrase=row.phrase,
        domain=row.domain,
        minimum=minimum,
        maximum=maximum,
        unit=row.unit,
        direction=row.better,
        step=row.step,
        decimals=row.decimals,
        recall=row.recall,
        scoring=_scoring(row),
        missing_items=row.missing_items,
        percent_change=row.percent_change,
        is_outcome=row.is_outcome,
        thresholds=tuple(_threshold(threshold) for threshold in row.thresholds),
        aliases=tuple(row.aliases),
        licence=sources()["licence"][row.licence],
        notes=row.notes,
    )


def _scoring(row: InstrumentRow) -> Scoring | None:
    if row.scoring not in ("sum", "mean"):
        return SCORING_RULES[row.scoring] if row.scoring else None
    low, high = row.answers
    combine: Literal["sum", "mean"] = "sum" if row.scoring == "sum" else "mean"
    return ItemScore(tuple(row.items), low, high, combine, row.least_answered, row.reverse)


def _threshold(row: ThresholdRow) -> Threshold:
    citation = sources()["source"][row.source]
    return Threshold(
        row.value, row.scale, row.kind, row.population, row.method, citation, row.confidence, row.meaning
    )


@cache
def sources() -> Mapping[str, Registry[str]]:
    """What entries name instead of writing it out: each "source" of thresholds and each "licence"."""
    path = resources.files("dnoutcomes.instruments") / "sources.toml"
    named = _read(path)
    return {
        "source": Registry("source", [*named["references"].items(), *named["descriptions"].items()]),
        "licence": Registry("licence", list(named["licences"].items())),
    }


def _read(path: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DnOutcomesError(f"{path.name}: not valid TOML: {error}") from None
