"""What was understood of a file, for a terminal and for a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from dnoutcomes.starting.question import Question
from dnoutcomes.starting.understood import Understood

# Titles of the tables, in the order in which they're shown.
TABLES = {
    "patients": "Three patients as the package sees them",
    "arms": "Patients by arm and cause",
    "visits": "Patients with a score, by planned visit",
    "set_aside": "What will be set aside, by reason",
}


def tables_of(understood: Understood) -> list[tuple[str, pd.DataFrame]]:
    """Return the tables with their titles, those without rows left out."""
    tables = [(title, getattr(understood, name)) for name, title in TABLES.items()]
    return [(title, frame) for title, frame in tables if len(frame)]


def counts_line(understood: Understood) -> str:
    """Return the counts in a sentence."""
    counts = understood.counts
    return (
        f"Rows read: {counts['rows']}; encounters: {counts['records']}; patients: {counts['patients']}; "
        f"rows set aside: {counts['rows_set_aside']}."
    )


def start_text(name: str, questions: Sequence[Question], understood: Understood | None) -> str:
    """Write what was understood, and the open questions with their answers."""
    parts = []
    if understood is not None:
        parts.append(f"This is what was understood of {name}. {counts_line(understood)}")
        parts += [f"{title}:\n{frame.to_string(index=False)}" for title, frame in tables_of(understood)]
    for question in questions:
        lines = [f"QUESTION {question.name}: {question.asks}"]
        lines += [f"  {answer.name}: {answer.words}" for answer in question.answers]
        parts.append("\n".join(lines))
    if not questions:
        parts.append("No question is open.")
    return "\n\n".join(parts)


def start_html(name: str, questions: Sequence[Question], understood: Understood | None, mapping: str) -> str:
    """Write the same as HTML, with the draft of the mapping to unfold."""
    parts = []
    if understood is not None:
        parts.append(
            f"<p>This is what was understood of {escape(name)}. {escape(counts_line(understood))}</p>"
        )
        for title, frame in tables_of(understood):
            parts.append(f"<p><strong>{escape(title)}</strong></p>{_scrolling(frame)}")
    for question in questions:
        listed = "".join(
            f"<li><code>{escape(answer.name)}</code>: {escape(answer.words)}</li>"
            for answer in question.answers
        )
        title = f"<strong>Question <code>{escape(question.name)}</code></strong>"
        parts.append(f"<p>{title}: {escape(question.asks)}</p><ul>{listed}</ul>")
    if not questions:
        parts.append("<p>No question is open.</p>")
    parts.append(f"<details><summary>Draft of the mapping</summary><pre>{escape(mapping)}</pre></details>")
    return "".join(parts)


def _scrolling(frame: pd.DataFrame) -> str:
    """Return a table that scrolls by itself where a page is narrower."""
    return f'<div style="overflow-x: auto">{frame.to_html(index=False, border=0)}</div>'
