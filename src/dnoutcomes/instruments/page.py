"""The page of the documentation that shows every instrument, written from the registry.

`python -m dnoutcomes.instruments.page > docs/instruments.md` renews it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.instruments.instrument import Instrument, Threshold

_INTRODUCTION = """\
# Outcome instruments

What the registry knows. `get_instrument("pain_nrs")` returns an entry, `list_instruments()` this list as a frame, and
`dnoutcomes instruments` prints it. A plan can declare further instruments under `[instruments]`.

The wording of questionnaires is not here: many are under copyright, and their owners give out the forms.

How sure a threshold is:

- established: read in the source named, and in use for this purpose;
- provisional: from general knowledge, from a distribution of scores only, or from another population;
- screening only: a cut on the score, which says nothing about change;
- none: no threshold was found. A change is then reported without the word "important".

A threshold of kind MCID or SCB is a size of improvement; MDC is the change that exceeds measurement error; severity and
screen are cuts on the score itself.
"""


def instruments_page() -> str:
    """Return the page as Markdown, one section per domain and one entry per instrument.

    Examples
    --------
    >>> print(instruments_page().splitlines()[0])
    # Outcome instruments
    """
    domains = dict.fromkeys(instrument.domain for instrument in INSTRUMENTS.values())
    sections = [
        _section(domain, [instrument for instrument in INSTRUMENTS.values() if instrument.domain == domain])
        for domain in domains
    ]
    return "\n".join([_INTRODUCTION, *sections])


def _section(domain: str, instruments: Iterable[Instrument]) -> str:
    return "\n".join(
        [f"## {domain[0].upper()}{domain[1:]}\n", *(_entry(instrument) for instrument in instruments)]
    )


def _entry(instrument: Instrument) -> str:
    facts = [
        f"- Range: {instrument.range_label} {instrument.unit}; {instrument.direction} is better",
        *([f"- Recall: {instrument.recall}"] if instrument.recall else []),
        f"- Missing items: {instrument.missing_items}",
        *([] if instrument.scoring is None else ["- Scored from its items"]),
        *([] if instrument.percent_change else ["- A percent change has no meaning"]),
        *([] if instrument.is_outcome else ["- Not an outcome"]),
        *(
            [f"- Also found as: {', '.join(f'`{alias}`' for alias in instrument.aliases)}"]
            if instrument.aliases
            else []
        ),
        *([f"- Note: {instrument.notes}"] if instrument.notes else []),
        f"- {instrument.licence}",
    ]
    return "\n".join(
        [
            f"### `{instrument.code}`\n",
            f"{instrument.label}.\n",
            *facts,
            "",
            *_thresholds(instrument.thresholds),
        ]
    )


def _thresholds(thresholds: tuple[Threshold, ...]) -> list[str]:
    if not thresholds:
        return []
    rows = [
        f"| {it.label} | {it.kind} | {it.population} | {it.method} | {it.citation} | {it.confidence} |"
        for it in thresholds
    ]
    return [
        "| Threshold | Kind | Population | Method | Source | Confidence |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
    ]


if __name__ == "__main__":
    sys.stdout.write(instruments_page())
