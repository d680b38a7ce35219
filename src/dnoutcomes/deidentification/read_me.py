"""The page beside an export: how it was made, what it lacks, how it's read."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from dnoutcomes._version import __version__
from dnoutcomes.deidentification.allowed import OLDEST
from dnoutcomes.deidentification.risk import risk_of
from dnoutcomes.deidentification.written import written_frame
from dnoutcomes.schema import COLUMNS

if TYPE_CHECKING:
    from dnoutcomes.deidentification.deidentified import Deidentified

# By these a directory is known for that of an earlier export.
FIRST_WORDS = "De-identified outcomes"
_WIDTH = 118
_TEXT = """\
{first_words} of {n_patients} patients, {n_encounters} encounters

outcomes.csv          one row per encounter
data-dictionary.csv   one row per column: type, values, unit, meaning

Made with dnoutcomes {version} by the Safe Harbor rule for health data, 45 CFR 164.514(b)(2). Please don't try to find
out who the patients are, and don't join the table with other data about people.

How it was made
- Columns leave only where they are on a fixed list of levels, yes and no, and measurements.
- study_day counts days from each patient's time zero (day 0). index_year is the calendar year of time zero; no other
  part of a date is left.
- age is in whole years at time zero. {oldest} stands for everyone who was {oldest} or older at time zero or by the last
  recorded day.
- Patients, sites, therapists and episodes have random pseudonyms. They aren't made from anything in the data and are
  others in every export. Rows are in the order of the pseudonyms and of time.
- "other" as a cause or a reason for a missing score stands for any wording that wasn't on the list.

What stayed behind or changed
{changes}

How far patients can be told apart
{told_apart}

How it's read
    import dnoutcomes as dn
    outcomes = dn.read_outcomes("outcomes.csv")
The plan of the analysis isn't part of the export; study days take the place of dates in it.
"""


def read_me(export: Deidentified) -> str:
    """Return the page beside an export. Columns that the schema doesn't know are counted: their names may say much."""
    return _TEXT.format(
        first_words=FIRST_WORDS,
        n_patients=export.n_patients,
        n_encounters=len(export.frame),
        version=__version__,
        oldest=OLDEST,
        changes="\n".join(_changes(export)),
        told_apart="\n".join(_told_apart(export)),
    )


def _told_apart(export: Deidentified) -> list[str]:
    risk = risk_of(written_frame(export.frame, export.plan))
    return [fill(f"- {text}.", _WIDTH, subsequent_indent="  ") for text in risk.sentences]


def _changes(export: Deidentified) -> list[str]:
    known = [
        f"- {row.column}: {f'leaves as {row.leaves_as}' if row.leaves_as else 'stays behind'}; {row.reason}"
        for row in export.removed.itertuples()
        if row.column in COLUMNS or row.column == "(rows)"
    ]
    n_unknown = len(export.removed) - len(known)
    if n_unknown:
        known.append(f"- other columns that stay behind: {n_unknown}")
    return known or ["- nothing"]
