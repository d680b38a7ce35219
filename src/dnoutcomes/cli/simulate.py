"""`simulate`: encounters whose truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dnoutcomes.cli.screen import say_line


def simulate(
    preset: Annotated[
        str, typer.Option(help="clinic (confounded), trial (1:1), null (no effect) or messy (faults).")
    ] = "clinic",
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Directory to write.")] = Path(
        "simulated"
    ),
    n: Annotated[int | None, typer.Option(min=1, help="Patients; the preset's number by default.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed; the preset's by default.")] = None,
) -> None:
    """Write simulated encounters with their plan, data dictionary and known truth."""
    from dnoutcomes.simulation import simulate as simulate_data
    from dnoutcomes.simulation.destination import refuse_destination

    refuse_destination(out, preset)
    chosen = {} if seed is None else {"seed": seed}
    written = simulate_data(preset, n=n, **chosen).write(out)
    say_line(f"Wrote {', '.join(path.name for path in written)} to {out}")
