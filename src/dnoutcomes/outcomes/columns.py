"""Decide what each column of a mapped table is, by the schema, the plan and the mapping, and read its cells."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.errors import DataError
from dnoutcomes.readers.cells import MISSING_KINDS, ParsedColumn, Rules, parse_column
from dnoutcomes.readers.cells.units import convert_numbers, scale_factors
from dnoutcomes.readers.coded_text import translated
from dnoutcomes.readers.mapped_table import MappedTable
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.registry import did_you_mean
from dnoutcomes.schema import COLUMNS, NOT_RECORDED, Column, declared_column

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

_FLOAT_ID = re.compile(r"\s*(\d+)\.0*\s*")


def declared_causes(mapping: SiteMapping, plan: Plan | None) -> tuple[str, ...] | None:
    """Return the causes that the plan or the mapping declares, or None where neither does."""
    if plan is not None and "causes" in plan.model_fields_set:
        return plan.causes
    return mapping.causes or None


def wanted_columns(plan: Plan | None) -> tuple[str, ...]:
    """Return the columns that a plan needs and the schema doesn't know."""
    if plan is None:
        return ()
    events = [planned_event.event for planned_event in plan.estimand.intercurrent_events]
    clusters = [plan.clusters] if plan.clusters else []
    wanted = (*plan.covariates, *events, *plan.instruments, *clusters, *plan.funnel_columns)
    return tuple(name for name in dict.fromkeys(wanted) if name not in COLUMNS)


def read_columns(table: MappedTable, mapping: SiteMapping, plan: Plan | None) -> dict[str, ParsedColumn]:
    """Read the cells of every column of a table.

    Returns
    -------
    dict of str to ParsedColumn
        By canonical name, in the order of the file; free notes aren't among them.
    """
    _check_conversions(table, mapping)
    columns = {}
    for name in table.frame.columns:
        texts = table.frame[name]
        if name == "patient_id" and mapping.normalise_ids:
            texts = translated(texts, _whole_id)
        missing = (*_codes_for(name, mapping), *table.missing_reasons.get(name, {}))
        rules = Rules(mapping.decimal, mapping.thousands, mapping.date_format, missing)
        column = column_of(name, mapping, plan)
        if column and not column.kept and not column.identifies:
            continue
        parsed = parse_column(column, texts, rules) if column else _parse_unknown(name, texts, rules, plan)
        columns[name] = _converted(parsed, mapping)
        if column is None and (plan is None or name not in plan.covariates):
            columns[name] = _of_encounters_where_it_changes(columns[name], table.frame["patient_id"])
    return columns


def _of_encounters_where_it_changes(parsed: ParsedColumn, patients: pd.Series) -> ParsedColumn:
    """A column that nobody declared is the patient's only where each patient has one value of it."""
    values = parsed.values().groupby(patients.to_numpy())
    if parsed.column.level_of == "patient" and (values.nunique() > 1).any():
        return replace(parsed, column=replace(parsed.column, level_of="encounter"))
    return parsed


def column_of(name: str, mapping: SiteMapping, plan: Plan | None) -> Column | None:
    """Return what a column is, or None where the schema, the plan and the mapping don't know it."""
    if plan is not None and name in plan.instruments:
        return declared_column(name, plan.instruments[name].model_dump())
    if name in mapping.instruments:
        return declared_column(name, mapping.instruments[name].model_dump())
    if name == "arm" and plan is not None:
        return replace(COLUMNS["arm"], levels=plan.arms)
    causes = declared_causes(mapping, plan)
    if name == "cause" and causes is not None:
        return replace(COLUMNS["cause"], levels=tuple(dict.fromkeys((*causes, NOT_RECORDED))))
    if name in COLUMNS:
        return COLUMNS[name]
    return declared_column(name, {}) if name == mapping.outcome else None


def declared_columns(mapping: SiteMapping, plan: Plan | None) -> dict[str, Column]:
    """Return what columns hold of which the plan or the mapping says more than the schema: levels and outcomes."""
    names = ("arm", "cause", mapping.outcome, *mapping.instruments, *(plan.instruments if plan else ()))
    columns = {name: column_of(name, mapping, plan) for name in names if name}
    return {name: column for name, column in columns.items() if column is not None}


def columns_left_out(table: MappedTable) -> dict[str, str]:
    """Return the columns of a file that reach no record, by their names in the file, and what they are."""
    unkept = [name for name in table.frame.columns if name in COLUMNS and not COLUMNS[name].kept]
    return {
        **dict.fromkeys(table.identifiers, "identifier"),
        **{
            table.renamed.get(name, name): "identifier" if COLUMNS[name].identifies else "free text"
            for name in unkept
        },
        **dict.fromkeys(table.ignored, "unknown"),
    }


def _whole_id(text: str) -> str:
    match = _FLOAT_ID.fullmatch(text)
    return match[1] if match else text


def _parse_unknown(name: str, texts: pd.Series, rules: Rules, plan: Plan | None) -> ParsedColumn:
    """Read a column that only the caller knows: as numbers where every cell is one, else as text."""
    events = [planned_event.event for planned_event in plan.estimand.intercurrent_events] if plan else []
    if name in events:
        return parse_column(Column(name, "yes_no", "encounter", ""), texts, rules)
    number = parse_column(Column(name, "number", "patient", ""), texts, rules)
    if all(cell.kind in ("number", "negative_zero", *MISSING_KINDS) for cell in number.cells):
        return number
    return parse_column(Column(name, "text", "patient", ""), texts, rules)


def _codes_for(name: str, mapping: SiteMapping) -> tuple[str | int | float, ...]:
    """Return the missing codes of a column; those for every column don't touch ids and arms."""
    of_column = mapping.missing_codes.get(name, ())
    everywhere = () if name in ("patient_id", "arm") else mapping.missing_codes.get("", ())
    return (*of_column, *everywhere)


def _converted(parsed: ParsedColumn, mapping: SiteMapping) -> ParsedColumn:
    if parsed.name in mapping.units:
        unit = mapping.units[parsed.name]
        parsed = convert_numbers(parsed, unit.multiply, unit.add)
    if parsed.name in mapping.scale:
        parsed = convert_numbers(parsed, *scale_factors(parsed.column, mapping.scale[parsed.name]))
    return parsed


def _check_conversions(table: MappedTable, mapping: SiteMapping) -> None:
    present = list(table.frame.columns)
    for key, names in (
        ("units", mapping.units),
        ("scale", mapping.scale),
        ("missing_codes", mapping.missing_codes),
    ):
        for name in names:
            if name and name not in present:
                raise DataError(
                    f"mapping: {key}: the file has no column {name!r}{did_you_mean(name, present)}"
                )
