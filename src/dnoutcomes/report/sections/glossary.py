"""Glossary: the words of the report that not everybody uses."""

from __future__ import annotations

from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.blocks.section import Definitions, Section
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.plain_text import sentence
from dnoutcomes.report.names.section_titles import SECTION_TITLES

# Each word with its meaning, and the sections that use it; none: every report does.
TERMS = (
    (
        term("Adjusted"),
        term("worked out for patients alike in what was recorded at the start, as far as sums can do it"),
        (),
    ),
    (term("Baseline, start"), term("the score before treatment that later ones are held against"), ()),
    (
        term("Control chart"),
        term("results month by month with the limits inside which chance alone would keep them"),
        ("trends", "quarter"),
    ),
    (
        term("Estimand"),
        term(
            "what exactly is to be found out: in whom, of what treatments, by what measure, and come what may"
        ),
        ("causes", "domains", "methods"),
    ),
    (
        term("Exploratory"),
        term("looked at without having been named beforehand; a reason for a question, not an answer"),
        ("domains", "methods"),
    ),
    (
        term("Interval"),
        term("the differences that fit the data well; a wide one means that little is known"),
        (),
    ),
    (
        term("Mixed model"),
        term(
            "one calculation over all visits, in which patients who missed a visit count with those they had"
        ),
        ("causes", "methods"),
    ),
    (
        term("Number needed to treat"),
        term("how many patients are treated for one more of them to respond"),
        ("responders", "methods"),
    ),
    (
        term("Regression to the mean"),
        term("whoever comes on a bad day will mostly be better on another, whatever is done"),
        (),
    ),
    (term("Responder"), term("a patient who improved by at least a stated amount"), ()),
)
HIDDEN = (
    term("Hidden"),
    term("not shown, because so few patients stand behind it that one could be recognised"),
    (),
)
SMD = (
    term("SMD"),
    term("standardised mean difference: how far two groups are apart, in standard deviations"),
    ("people",),
)
CLUSTER = (
    term("Cluster"),
    term("patients who share a therapist or a site, and whose results may be alike for that reason"),
    (),
)
DESIGN_EFFECT = (
    term("Design effect"),
    term(
        "by how much sharing therapists makes a difference less certain; 2 is as much as losing half of the patients"
    ),
    ("methods",),
)
RANDOMISED = (
    term("Randomised"),
    term("a draw decided who came into which group, so that the groups are alike but for chance"),
    (),
)


def glossary(results: ReportResults) -> Section:
    """Write the glossary."""
    setting = results.setting
    own = (
        (sentence(setting.treated), say("the group whose results are held against the other")),
        (sentence(setting.reference), say("the group that it is held against")),
    )
    general = [
        *TERMS,
        *([HIDDEN] if setting.plan.hides_small_groups else []),
        *([] if results.for_patients else [SMD]),
        *(
            [CLUSTER, DESIGN_EFFECT]
            if results.clusters is not None and results.clusters.taken == "together"
            else []
        ),
        *([RANDOMISED] if setting.randomised else []),
    ]
    told = set(results.sections_told)
    said = sorted(
        (say_term(word), say_term(meaning))
        for word, meaning, sections in general
        if not sections or told & set(sections)
    )
    return Section("glossary", say_term(SECTION_TITLES["glossary"]), (Definitions((*own, *said)),))
