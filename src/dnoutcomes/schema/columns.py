"""All columns in one registry: the patient's, the encounter's, and one per outcome instrument, a user's among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dnoutcomes.errors import DataError
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.instruments.instrument import Instrument
from dnoutcomes.registry import OpenRegistry
from dnoutcomes.schema.column import Column
from dnoutcomes.schema.encounter_columns import ENCOUNTER_COLUMNS, TIME_COLUMNS
from dnoutcomes.schema.patient_columns import PATIENT_COLUMNS

DEFAULT_OUTCOME = "pain_nrs"
# What users call the pain score in files that hold one outcome.
PAIN_ALIASES = ("pain", "pain_score", "nrs")


def instrument_column(instrument: Instrument) -> Column:
    """Return the column that holds an instrument's score.

    Examples
    --------
    >>> instrument_column(INSTRUMENTS["pain_nrs"]).range_label
    '0 to 10'
    """
    return Column(
        instrument.code,
        "number",
        "encounter",
        f"{instrument.label}. {instrument.direction.capitalize()} is better."
        + ("" if instrument.is_outcome else " For screening or process only, no outcome."),
        minimum=instrument.minimum,
        maximum=instrument.maximum,
        step=instrument.step,
        decimals=instrument.decimals,
        unit=instrument.unit,
        aliases=instrument.aliases + (PAIN_ALIASES if instrument.code == DEFAULT_OUTCOME else ()),
        cdisc="AVAL",
        label=instrument.label,
    )


def declared_column(code: str, declared: Mapping[str, Any]) -> Column:
    """Return the column of an instrument that a plan or a mapping declares: its range, `step`, `label` and `unit`."""
    return Column(
        code,
        "number",
        "encounter",
        str(declared.get("label", code)),
        minimum=float(declared.get("minimum", "-inf")),
        maximum=float(declared.get("maximum", "inf")),
        step=float(declared.get("step", 0)),
        unit=str(declared.get("unit", "")),
        cdisc="AVAL",
    )


COLUMNS: OpenRegistry[Column] = OpenRegistry(
    "column",
    Column,
    (*PATIENT_COLUMNS, *TIME_COLUMNS, *ENCOUNTER_COLUMNS),
    error=DataError,
    see="schema_frame() and docs/data-dictionary.md list them all.",
)
INSTRUMENTS.feed(COLUMNS, instrument_column)
