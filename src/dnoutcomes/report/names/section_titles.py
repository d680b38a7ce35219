"""The headings of the sections of a report, by their names in plans."""

from __future__ import annotations

from dnoutcomes.language import term

SECTION_TITLES = {
    "summary": term("What was found"),
    "quarter": term("This quarter and those before it"),
    "activity": term("Activity and waits"),
    "people": term("Who was seen"),
    "quality": term("How complete and sound the data are"),
    "delivered": term("What treatment was given"),
    "course": term("The course over time"),
    "causes": term("By cause"),
    "responders": term("Who improved enough to matter"),
    "domains": term("Other outcomes"),
    "trends": term("Trends"),
    "safety": term("Safety"),
    "funnels": term("Sites and therapists"),
    "sensitivity": term("Does the answer depend on the method?"),
    "limits": term("What these results can't say"),
    "methods": term("Methods"),
    "checklists": term("Checklists"),
    "glossary": term("Words used in this report"),
    "provenance": term("How to check this report"),
}
