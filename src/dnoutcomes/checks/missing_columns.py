"""A file without a column that nothing can be done without."""

from __future__ import annotations

from difflib import get_close_matches

from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.header_names import fold_name
from dnoutcomes.readers.mapped_table import MappedTable
from dnoutcomes.readers.quote import quote
from dnoutcomes.schema import COLUMNS
from dnoutcomes.schema.columns import PAIN_ALIASES

TIME_COLUMNS = ("session_date", "study_day", "study_week")
_SHOWN = 30
# Words in the names of columns that users mean when they don't use ours.
_WORDS = {
    "patient_id": ("id", "record", "number", "no"),
    "arm": ("group", "treatment", "therapy", "trt", "allocation", "randomisation"),
    "cause": ("diagnosis", "type", "reason"),
    "session_date": ("date", "day", "days", "week", "visit", "time"),
}


def missing_columns(table: MappedTable, outcome: str) -> list[Finding]:
    """Refuse a file that lacks a required column; name what it has and what comes nearest."""
    present = set(table.frame.columns)
    needed = [name for name in ("patient_id", "arm", "cause") if name not in present]
    if not present & set(TIME_COLUMNS):
        needed.append("session_date")
    if outcome not in present:
        needed.append(outcome)
    if not needed:
        return []
    header = [str(name) for name in table.raw.frame.columns]
    has = ", ".join(quote(name) for name in header[:_SHOWN]) + (", ..." if len(header) > _SHOWN else "")
    left = [name for name in header if name in table.ignored]
    return [
        Finding(
            "reject",
            f"missing column {label(name)}{_nearest(name, left)}; the file has {has}",
            column=name,
            remedy="Add it, or name the site's column in a mapping, under [columns].",
        )
        for name in needed
    ]


def label(name: str) -> str:
    """Name a required column with the other names under which it's found.

    Examples
    --------
    >>> label("pain_nrs")
    'pain_nrs (or pain, pain_score, nrs)'
    """
    if name == "session_date":
        return "session_date (or study_day, study_week)"
    aliases = COLUMNS[name].aliases if name in COLUMNS else ()
    shown = [alias for alias in aliases if alias in PAIN_ALIASES] or list(aliases[:3])
    return f"{name} (or {', '.join(shown)})" if shown else name


def _nearest(name: str, left: list[str]) -> str:
    aliases = COLUMNS[name].aliases if name in COLUMNS else ()
    folded = {fold_name(column): column for column in left}
    near = [
        column
        for wanted in (name, *aliases)
        for column in get_close_matches(wanted, list(folded), n=2, cutoff=0.6)
    ]
    words = {*_WORDS.get(name, ()), *(word for word in name.split("_") if len(word) > 3)}
    near += [column for column in folded if words & set(column.split("_"))]
    shown = list(dict.fromkeys(near))[:3]
    return f"; nearest: {', '.join(quote(folded[column]) for column in shown)}" if shown else ""
