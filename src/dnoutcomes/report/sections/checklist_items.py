"""What STROBE and CONSORT ask for, in our words, and which section of a report answers it."""

from __future__ import annotations

from dataclasses import dataclass

from dnoutcomes.language import term


@dataclass(frozen=True)
class ChecklistItem:
    """An item of a reporting guideline.

    Attributes
    ----------
    item : str
        Its number.
    asks : str
        What is asked for.
    sections : tuple of str
        Sections of the report that answer it; empty where only the authors can.
    """

    item: str
    asks: str
    sections: tuple[str, ...] = ()


# von Elm E et al. The STROBE statement. PLoS Medicine 2007;4:e296.
STROBE = (
    ChecklistItem("1", term("design in the title or abstract, and a balanced summary"), ("summary",)),
    ChecklistItem("2", term("background and reason")),
    ChecklistItem("3", term("aims")),
    ChecklistItem("4", term("design"), ("methods",)),
    ChecklistItem("5", term("setting, places and dates")),
    ChecklistItem("6", term("who was eligible and how they were found"), ("methods", "people")),
    ChecklistItem("7", term("outcomes, exposures, confounders"), ("methods",)),
    ChecklistItem("8", term("sources of data and measurement"), ("quality",)),
    ChecklistItem("9", term("what was done about bias"), ("sensitivity", "limits")),
    ChecklistItem("10", term("how the size of the study came about")),
    ChecklistItem("11", term("how numbers were handled"), ("methods",)),
    ChecklistItem("12", term("methods of analysis, missing data, sensitivity"), ("methods", "sensitivity")),
    ChecklistItem("13", term("numbers at each stage, with a flow diagram"), ("people",)),
    ChecklistItem("14", term("who the patients were, and what was missing"), ("people", "quality")),
    ChecklistItem("15", term("outcomes over time"), ("course",)),
    ChecklistItem(
        "16", term("estimates with and without adjustment, with intervals"), ("summary", "responders")
    ),
    ChecklistItem("17", term("other analyses"), ("causes", "sensitivity", "domains")),
    ChecklistItem("18", term("key results"), ("summary",)),
    ChecklistItem("19", term("limitations"), ("limits",)),
    ChecklistItem("20", term("a cautious reading")),
    ChecklistItem("21", term("to whom the results apply")),
    ChecklistItem("22", term("funding")),
)

# Schulz KF, Altman DG, Moher D. CONSORT 2010 statement. BMJ 2010;340:c332.
CONSORT = (
    ChecklistItem("1", term("randomised trial in the title, and a structured summary"), ("summary",)),
    ChecklistItem("2", term("background and aims")),
    ChecklistItem("3", term("design and changes to it"), ("methods",)),
    ChecklistItem("4", term("who was eligible, and where data were taken"), ("people",)),
    ChecklistItem("5", term("the treatments, in enough detail to repeat them"), ("delivered",)),
    ChecklistItem("6", term("outcomes, defined beforehand"), ("methods",)),
    ChecklistItem("7", term("how the number of patients was chosen")),
    ChecklistItem("8", term("how the sequence was made")),
    ChecklistItem("9", term("how allocation was concealed")),
    ChecklistItem("10", term("who enrolled and who assigned")),
    ChecklistItem("11", term("who was blinded"), ("limits",)),
    ChecklistItem("12", term("methods of analysis"), ("methods",)),
    ChecklistItem("13", term("flow of patients, losses and why"), ("people",)),
    ChecklistItem("14", term("dates, and why the trial ended")),
    ChecklistItem("15", term("the groups at the start"), ("people",)),
    ChecklistItem("16", term("numbers analysed"), ("people",)),
    ChecklistItem(
        "17", term("results with intervals, shares absolute and relative"), ("course", "responders")
    ),
    ChecklistItem("18", term("other analyses, planned or exploratory"), ("causes", "domains", "sensitivity")),
    ChecklistItem("19", term("harms"), ("safety",)),
    ChecklistItem("20", term("limitations"), ("limits",)),
    ChecklistItem("21", term("to whom the results apply")),
    ChecklistItem("22", term("a reading that fits the results")),
    ChecklistItem("23", term("registration")),
    ChecklistItem("24", term("protocol"), ("provenance",)),
    ChecklistItem("25", term("funding")),
)

# Boutron I et al. CONSORT statement for randomized trials of nonpharmacologic treatments. Annals of Internal Medicine
# 2017;167:40-47. Only where the file says who treated whom.
CONSORT_PROVIDERS = ChecklistItem(
    "12 (NPT)",
    term("whether and how clustering by care providers or centres was handled"),
    ("methods", "limits"),
)
