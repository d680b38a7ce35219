"""The page beside an export: how it was made, what it lacks, how it's read."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from dnoutcomes._version import __version__
from dnoutcomes.deidentification.allowed import OLDEST
from dnoutcomes.deidentification.k_anonymous.anonymity import VISITS
from dnoutcomes.deidentification.removed import told_together
from dnoutcomes.deidentification.risk import risk_of
from dnoutcomes.deidentification.written_table import written_frame
from dnoutcomes.schema import COLUMNS

if TYPE_CHECKING:
    from dnoutcomes.deidentification.k_anonymous.anonymity import KAnonymity
    from dnoutcomes.deidentification.table import DeidentifiedTable

# By these a directory is known for that of an earlier export.
FIRST_WORDS = "De-identified outcomes"
_WIDTH = 118
_TEXT = """\
{first_words} of {n_patients} patients, {n_encounters} encounters

outcomes.csv          one row per {row}
data-dictionary.csv   one row per column: type, values, unit, meaning
{plan_file}
Made with dnoutcomes {version} by the Safe Harbor rule for health data, 45 CFR 164.514(b)(2). Please don't try to find
out who the patients are, and don't join the table with other data about people.

How it was made
- Columns leave only where they are on a fixed list of levels, yes and no, and measurements.
{days}
- Patients, sites, therapists and episodes have random pseudonyms. They aren't made from anything in the data and are
  others in every export. Rows are in the order of the pseudonyms and of time.
- "other" as a cause or a reason for a missing score stands for any wording that wasn't on the list.
{anonymity}
What stayed behind or changed
{changes}

How far patients can be told apart
{told_apart}

How it's read
    import dnoutcomes as dn
{reading}
"""
_DAYS = f"""\
- study_day counts days from each patient's time zero (day 0). index_year is the calendar year of time zero; no other
  part of a date is left.
- age is in whole years at time zero. {OLDEST} stands for everyone who was {OLDEST} or older at time zero or by the last
  recorded day."""
_PLANNED_DAYS = """\
- study_day is the planned day of the visit that a score counts for, from each patient's time zero (day 0). Scores are
  those that the plan chooses. An event is yes from the first visit on that was scored on its day or later: one after
  a patient's last visit in the table isn't told."""
_READING = """\
    outcomes = dn.read_outcomes("outcomes.csv")
The plan of the analysis isn't part of the export; study days take the place of dates in it."""
_READING_BY_PLAN = """\
    plan = dn.Plan.from_toml("plan.toml")
    analysis = dn.build_analysis(dn.read_outcomes("outcomes.csv", plan=plan), plan)
or: dnoutcomes report outcomes.csv --plan plan.toml"""


def read_me(export: DeidentifiedTable) -> str:
    """Return the page beside an export. Columns that the schema doesn't know are counted: their names may say much."""
    anonymity = export.anonymity
    return _TEXT.format(
        first_words=FIRST_WORDS,
        n_patients=export.n_patients,
        n_encounters=len(export.frame),
        row="encounter" if anonymity is None else "patient and planned visit",
        plan_file=""
        if anonymity is None
        else "plan.toml             the plan of the analysis, for this table\n",
        version=__version__,
        days=_DAYS if anonymity is None else _PLANNED_DAYS,
        anonymity="" if anonymity is None else "\n".join(["", *_anonymity(anonymity), ""]),
        changes="\n".join(_changes(export)),
        told_apart="\n".join(_told_apart(export)),
        reading=_READING if anonymity is None else _READING_BY_PLAN,
    )


def _anonymity(anonymity: KAnonymity) -> list[str]:
    """Say how a table was made k-anonymous and what it costs."""
    columns = [f"- {row.column}: {row.leaves_as}" for row in anonymity.columns.itertuples()]
    said = [f"- {text}." for text in anonymity.sentences]
    return [
        f"Made so that patients can't be told apart, k = {anonymity.k}",
        *_wrapped([*columns, *said]),
    ]


def _wrapped(lines: list[str]) -> list[str]:
    return [fill(line, _WIDTH, subsequent_indent="  ") for line in lines]


def _told_apart(export: DeidentifiedTable) -> list[str]:
    risk = risk_of(written_frame(export.frame, export.plan))
    return _wrapped([f"- {text}." for text in risk.sentences])


def _changes(export: DeidentifiedTable) -> list[str]:
    removed = export.removed
    is_known = removed["column"].isin([*COLUMNS, "(rows)"])
    told = [
        f"- {row.column}: {f'leaves as {row.leaves_as}' if row.leaves_as else 'stays behind'}; {row.reason}"
        for row in told_together(removed[is_known]).itertuples()
    ]
    n_unknown = int((~is_known & (removed["column"] != VISITS)).sum())
    if n_unknown:
        told.append(f"- other columns that stay behind: {n_unknown}")
    return _wrapped(told or ["- nothing"])
