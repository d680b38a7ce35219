"""Values that look like a direct identifier in a column that shouldn't hold one."""

from __future__ import annotations

from functools import partial

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding
from dnoutcomes.schema.identifying_text import ANYWHERE, AS_PSEUDONYM, Kinds, points_to


def identifying_values(context: Context) -> list[Finding]:
    """Warn of ids and texts that look like a social security number, an address of a person or a name."""
    findings = []
    for parsed in context.columns.values():
        if parsed.column.type != "text" or not parsed.column.kept:
            continue
        kinds = AS_PSEUDONYM if parsed.name in ("patient_id", "therapist_id") else ANYWHERE
        for kind in kinds:
            rows = parsed.rows_like(partial(_is_of, kinds=(kind,))) & context.live
            if rows.any():
                findings.append(
                    Finding(
                        "warn",
                        f"{parsed.name} looks like {kind[1]} in {int(rows.sum())} rows (values not shown)",
                        column=parsed.name,
                        remedy="Use a pseudonym instead.",
                        source_rows=context.source_rows[rows],
                    )
                )
                break
    return findings


def _is_of(text: str, kinds: Kinds) -> bool:
    return bool(points_to(text, kinds))
