"""Internal reports: exact numbers for the clinic itself, with a mark on everything that could be taken from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.errors import DisclosureError
from dnoutcomes.language import say_term, term
from dnoutcomes.plan import Plan
from dnoutcomes.registry import Registry
from dnoutcomes.report.names.audiences import AUDIENCES

PROTECTED, INTERNAL = "protected", "internal"
# What a release is called in files that programs read, in English whatever the report speaks.
RELEASES: Registry[str] = Registry(
    "release",
    [(PROTECTED, "protected"), (INTERNAL, "internal: holds small groups, not for release")],
    error=DisclosureError,
)
MARK = term("Internal: holds small groups, not for release")
SUFFIX = "-internal"


def release_of(asked: str, plan: Plan, audience: str) -> str:
    """Decide whether a report is protected or internal.

    Parameters
    ----------
    asked : {"protected", "internal"}
    plan : Plan
        A smallest cell of 1 hides nothing, which makes every report an internal one.
    audience : str
        Of `AUDIENCES`.

    Raises
    ------
    DisclosureError
        No such release, or an internal one for readers outside the clinic.

    Examples
    --------
    >>> release_of("protected", Plan(), "patients"), release_of("protected", Plan(smallest_cell=1), "clinic")
    ('protected', 'internal')
    >>> release_of("internal", Plan(), "patients")
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.DisclosureError: a report for patients leaves the clinic, and an internal one holds small groups,
    in which a patient could be recognised. Leave out --internal (release="internal"), or the audience
    """
    RELEASES[asked]
    reader = AUDIENCES[audience]
    chosen = asked if plan.hides_small_groups else INTERNAL
    if chosen == INTERNAL and reader.is_outside:
        remedy = (
            'Leave out --internal (release="internal"), or the audience'
            if plan.hides_small_groups
            else "The plan's smallest_cell = 1 makes every report an internal one: leave it out, or the audience"
        )
        raise DisclosureError(
            f"a report for {reader.readers} leaves the clinic, and an internal one holds small groups, in which a "
            f"patient could be recognised. {remedy}"
        )
    return chosen


def analysis_for(analysis: AnalysisData, release: str) -> AnalysisData:
    """The analysis whose plan hides what a release hides: nothing in an internal one.

    The smallest cell isn't part of a plan's hash, so that it stays the same plan.
    """
    if release == PROTECTED:
        return analysis
    return replace(analysis, plan=analysis.plan.model_copy(update={"smallest_cell": 1}))


def mark_of(release: str) -> str:
    """What stands on every page and figure of a release, in the language in force; nothing on a protected one."""
    return say_term(MARK) if release == INTERNAL else ""


def place_of(directory: Path, release: str) -> Path:
    """Directory that a report is written to: the name of an internal one always ends in "-internal".

    Examples
    --------
    >>> place_of(Path("out/q3"), "internal").name, place_of(Path("q3-internal"), "internal").name
    ('q3-internal', 'q3-internal')
    """
    if release == PROTECTED or directory.name.endswith(SUFFIX):
        return directory
    named = directory if directory.name not in ("", "..") else directory.resolve()
    return named.with_name(named.name + SUFFIX)
