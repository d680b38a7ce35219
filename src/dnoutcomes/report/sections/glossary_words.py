"""The words of the report that not everybody uses; sections name those that they use."""

from __future__ import annotations

from dnoutcomes.language import term
from dnoutcomes.report.facts.told_section import Word

CONTROL_CHART = Word(
    term("Control chart"),
    term("results month by month with the limits inside which chance alone would keep them"),
)
ESTIMAND = Word(
    term("Estimand"),
    term("what exactly is to be found out: in whom, of what treatments, by what measure, and come what may"),
)
EXPLORATORY = Word(
    term("Exploratory"),
    term("looked at without having been named beforehand; a reason for a question, not an answer"),
)
MIXED_MODEL = Word(
    term("Mixed model"),
    term("one calculation over all visits, in which patients who missed a visit count with those they had"),
)
NUMBER_NEEDED = Word(
    term("Number needed to treat"),
    term("how many patients are treated for one more of them to respond"),
)
SMD = Word(
    term("SMD"),
    term("standardised mean difference: how far two groups are apart, in standard deviations"),
)
DESIGN_EFFECT = Word(
    term("Design effect"),
    term(
        "by how much sharing therapists makes a difference less certain; 2 is as much as losing half of the patients"
    ),
)
# What every report uses.
GENERAL = (
    Word(
        term("Adjusted"),
        term("worked out for patients alike in what was recorded at the start, as far as sums can do it"),
    ),
    Word(term("Baseline, start"), term("the score before treatment that later ones are held against")),
    Word(
        term("Interval"),
        term("the differences that fit the data well; a wide one means that little is known"),
    ),
    Word(
        term("Regression to the mean"),
        term("whoever comes on a bad day will mostly be better on another, whatever is done"),
    ),
    Word(term("Responder"), term("a patient who improved by at least a stated amount")),
)
# What some reports use, whatever their sections.
HIDDEN = Word(
    term("Hidden"),
    term("not shown, because so few patients stand behind it that one could be recognised"),
)
CLUSTER = Word(
    term("Cluster"),
    term("patients who share a therapist or a site, and whose results may be alike for that reason"),
)
RANDOMISED = Word(
    term("Randomised"),
    term("a draw decided who came into which group, so that the groups are alike but for chance"),
)
