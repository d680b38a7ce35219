"""The plan that goes with a k-anonymous table: the original's, as far as the table can follow it."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from dnoutcomes.plan import Plan

# Words of the plan's own, dates of the calendar, and what needs sites, therapists or months: they stay behind.
STAYS_BEHIND = ("title", "data_cutoff", "change_points", "funnels", "sections")
FIRST_LINE = "# The plan of the analysis, as far as this table can follow it."


def release_plan(
    plan: Plan, columns: Collection[str], days: Collection[int], causes: Collection[str]
) -> Plan:
    """Return the plan with which a table is analysed.

    Parameters
    ----------
    plan : Plan
        The original's.
    columns : collection of str
        Columns of the table.
    days : collection of int
        Planned days that are in the table.
    causes : collection of str
        Causes that are in the table.

    Returns
    -------
    Plan
        Without covariates, visits and instruments that the table doesn't have, and without words and dates of the
        plan's own. Windows are the original's.
    """
    fields = {name: getattr(plan, name) for name in plan.model_fields_set if name not in STAYS_BEHIND}
    fields |= {
        "visits": tuple(visit for visit in plan.visits if visit.day in days),
        "primary_visit": plan.primary_visit,
        "covariates": tuple(name for name in plan.covariates if name in columns),
        "secondary_outcomes": tuple(name for name in plan.secondary_outcomes if name in columns),
        "instruments": {name: instrument for name, instrument in plan.instruments.items() if name in columns},
        "estimand": {"intercurrent_events": plan.estimand.intercurrent_events},
    }
    # A cause that the plan lists and the table hasn't would tell of somebody who was joined to others or left out.
    fields["causes"] = tuple(
        cause for cause in dict.fromkeys([*plan.causes, *sorted(causes)]) if cause in causes
    )
    members = {
        name: tuple(cause for cause in joined if cause in causes)
        for name, joined in plan.pooled_causes.items()
    }
    fields["pooled_causes"] = {name: joined for name, joined in members.items() if joined}
    return Plan(**fields)


def plan_text(plan: Plan) -> str:
    """Write a plan as TOML, which `Plan.from_toml` reads as the same plan.

    Examples
    --------
    >>> plan_text(Plan(covariates=["age"], seed=5)).splitlines()[-1]
    'seed = 5'
    """
    fields = {
        name: value
        for name, value in plan.model_dump(mode="python").items()
        if name in plan.model_fields_set and value not in (None, (), {})
    }
    return "\n".join([FIRST_LINE, *(f"{name} = {_toml(value)}" for name, value in fields.items())]) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A string of JSON is one of TOML, but for the one control character that JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(part) for part in value)}]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {_toml(part)}" for key, part in value.items() if part is not None)
        return f"{{ {', '.join(pairs)} }}"
    return value.isoformat() if isinstance(value, date) else repr(value)
