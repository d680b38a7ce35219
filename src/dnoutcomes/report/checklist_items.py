"""What STROBE and CONSORT ask for, in our words, and which section of a report answers it."""

from __future__ import annotations

from dataclasses import dataclass


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
    ChecklistItem("1", "design in the title or abstract, and a balanced summary", ("summary",)),
    ChecklistItem("2", "background and reason"),
    ChecklistItem("3", "aims"),
    ChecklistItem("4", "design", ("methods",)),
    ChecklistItem("5", "setting, places and dates"),
    ChecklistItem("6", "who was eligible and how they were found", ("methods", "people")),
    ChecklistItem("7", "outcomes, exposures, confounders", ("methods",)),
    ChecklistItem("8", "sources of data and measurement", ("quality",)),
    ChecklistItem("9", "what was done about bias", ("sensitivity", "limits")),
    ChecklistItem("10", "how the size of the study came about"),
    ChecklistItem("11", "how numbers were handled", ("methods",)),
    ChecklistItem("12", "methods of analysis, missing data, sensitivity", ("methods", "sensitivity")),
    ChecklistItem("13", "numbers at each stage, with a flow diagram", ("people",)),
    ChecklistItem("14", "who the patients were, and what was missing", ("people", "quality")),
    ChecklistItem("15", "outcomes over time", ("course",)),
    ChecklistItem("16", "estimates with and without adjustment, with intervals", ("summary", "responders")),
    ChecklistItem("17", "other analyses", ("causes", "sensitivity", "domains")),
    ChecklistItem("18", "key results", ("summary",)),
    ChecklistItem("19", "limitations", ("limits",)),
    ChecklistItem("20", "a cautious reading"),
    ChecklistItem("21", "to whom the results apply"),
    ChecklistItem("22", "funding"),
)

# Schulz KF, Altman DG, Moher D. CONSORT 2010 statement. BMJ 2010;340:c332.
CONSORT = (
    ChecklistItem("1", "randomised trial in the title, and a structured summary", ("summary",)),
    ChecklistItem("2", "background and aims"),
    ChecklistItem("3", "design and changes to it", ("methods",)),
    ChecklistItem("4", "who was eligible, and where data were taken", ("people",)),
    ChecklistItem("5", "the treatments, in enough detail to repeat them", ("delivered",)),
    ChecklistItem("6", "outcomes, defined beforehand", ("methods",)),
    ChecklistItem("7", "how the number of patients was chosen"),
    ChecklistItem("8", "how the sequence was made"),
    ChecklistItem("9", "how allocation was concealed"),
    ChecklistItem("10", "who enrolled and who assigned"),
    ChecklistItem("11", "who was blinded", ("limits",)),
    ChecklistItem("12", "methods of analysis", ("methods",)),
    ChecklistItem("13", "flow of patients, losses and why", ("people",)),
    ChecklistItem("14", "dates, and why the trial ended"),
    ChecklistItem("15", "the groups at the start", ("people",)),
    ChecklistItem("16", "numbers analysed", ("people",)),
    ChecklistItem("17", "results with intervals, shares absolute and relative", ("course", "responders")),
    ChecklistItem("18", "other analyses, planned or exploratory", ("causes", "domains", "sensitivity")),
    ChecklistItem("19", "harms", ("safety",)),
    ChecklistItem("20", "limitations", ("limits",)),
    ChecklistItem("21", "to whom the results apply"),
    ChecklistItem("22", "a reading that fits the results"),
    ChecklistItem("23", "registration"),
    ChecklistItem("24", "protocol", ("provenance",)),
    ChecklistItem("25", "funding"),
)
