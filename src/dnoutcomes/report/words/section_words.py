"""The headings of the sections of a report, by their names in plans."""

from __future__ import annotations

SECTION_TITLES = {
    "summary": "What was found",
    "quarter": "This quarter and those before it",
    "activity": "Activity and waits",
    "people": "Who was seen",
    "quality": "How complete and sound the data are",
    "delivered": "What treatment was given",
    "course": "The course over time",
    "causes": "By cause of the neuropathy",
    "responders": "Who improved enough to matter",
    "domains": "Other outcomes",
    "trends": "Trends",
    "safety": "Safety",
    "funnels": "Sites and therapists",
    "sensitivity": "Does the answer depend on the method?",
    "limits": "What these results can't say",
    "methods": "Methods",
    "checklists": "Checklists",
    "glossary": "Words used in this report",
    "provenance": "How to check this report",
}
