"""For whom a report is: which sections that reader can do without."""

from __future__ import annotations

from dataclasses import dataclass

from dnoutcomes.registry import Registry
from dnoutcomes.report.section import Section

# What was found and what it can't say belong together, whoever reads.
NEVER_LEFT_OUT = ("summary", "limits")


@dataclass(frozen=True)
class Audience:
    """A kind of reader.

    Attributes
    ----------
    description : str
        Who it is.
    left_out : tuple of str
        Ids of sections that the report for them leaves out. Sections that aren't named here are for everyone.
    """

    description: str
    left_out: tuple[str, ...]


AUDIENCES: Registry[Audience] = Registry(
    "audience",
    [
        ("clinic", Audience("the clinic itself: everything", ())),
        ("patients", Audience("patients and those who speak for them", ("quality", "methods", "provenance"))),
        ("funder", Audience("those who pay for care", ("methods",))),
        ("paper", Audience("readers and reviewers of a paper: everything", ())),
    ],
)


def sections_for(audience: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Leave out what an audience can do without; the order stays.

    Parameters
    ----------
    audience : str
        A name in `AUDIENCES`.
    sections : tuple of Section

    Raises
    ------
    DnOutcomesError
        No such audience.

    Examples
    --------
    >>> parts = tuple(Section(name, name, ()) for name in ("summary", "limits", "methods"))
    >>> [section.id for section in sections_for("patients", parts)]
    ['summary', 'limits']
    """
    left_out = AUDIENCES[audience].left_out
    return tuple(section for section in sections if section.id not in left_out)
