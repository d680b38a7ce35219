"""`instruments`: the outcome instruments, all in short or one in full."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from dnoutcomes.cli.screen import table_of


def instruments(
    code: Annotated[
        str | None, typer.Argument(help="One instrument in full; all of them in short by default.")
    ] = None,
) -> None:
    """List the outcome instruments: range, which way is better, thresholds and how sure they are."""
    from dnoutcomes.instruments import get_instrument, list_instruments

    console = Console()
    if code is None:
        shown = list_instruments()[["code", "label", "range", "unit", "better", "responder"]]
        console.print(table_of(list(shown.columns), shown.astype(str).values.tolist()))
        return
    instrument = get_instrument(code)
    rows = [
        ("code", instrument.code),
        ("label", instrument.label),
        ("domain", instrument.domain),
        ("range", instrument.range_label),
        ("unit", instrument.unit),
        ("better when", instrument.direction),
        ("recall", instrument.recall),
        ("missing items", instrument.missing_items),
        ("licence", instrument.licence),
        ("notes", instrument.notes),
    ]
    rows += [
        (
            f"{threshold.kind} {threshold.label}",
            f"{threshold.confidence}; {threshold.population}; {threshold.method}; {threshold.citation}",
        )
        for threshold in instrument.thresholds
    ]
    console.print(table_of(["", ""], [list(row) for row in rows if row[1]]))
