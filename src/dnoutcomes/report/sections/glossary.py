"""Glossary: the words of the report that not everybody uses."""

from __future__ import annotations

from dnoutcomes.report.results import ReportResults
from dnoutcomes.report.section import Definitions, Section
from dnoutcomes.report.words.section_words import SECTION_TITLES

TERMS = (
    ("Adjusted", "worked out for patients alike in what was recorded at the start, as far as sums can do it"),
    ("Baseline, start", "the score before treatment that later ones are held against"),
    ("Control chart", "results month by month with the limits inside which chance alone would keep them"),
    ("Estimand", "what exactly is to be found out: in whom, of what treatments, by what measure, and come what may"),
    ("Exploratory", "looked at without having been named beforehand; a reason for a question, not an answer"),
    ("Hidden", "not shown, because so few patients stand behind it that one could be recognised"),
    ("Interval", "the differences that fit the data well; a wide one means that little is known"),
    ("Mixed model", "one calculation over all visits, in which patients who missed a visit count with those they had"),
    ("Number needed to treat", "how many patients are treated for one more of them to respond"),
    ("Regression to the mean", "whoever comes on a bad day will mostly be better on another, whatever is done"),
    ("Responder", "a patient who improved by at least a stated amount"),
    ("SMD", "standardised mean difference: how far two groups are apart, in standard deviations"),
)  # fmt: skip


RANDOMISED = (
    ("Randomised", "a draw decided who came into which group, so that the groups are alike but for chance"),
)


def glossary(results: ReportResults) -> Section:
    """Write the glossary."""
    own = (
        (
            results.setting.treated[:1].upper() + results.setting.treated[1:],
            "the group whose results are held against the other",
        ),
        (
            results.setting.reference[:1].upper() + results.setting.reference[1:],
            "the group that it is held against",
        ),
    )
    return Section(
        "glossary",
        SECTION_TITLES["glossary"],
        (Definitions((*own, *TERMS, *(RANDOMISED if results.setting.randomised else ()))),),
    )
