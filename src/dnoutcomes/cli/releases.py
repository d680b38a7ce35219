"""`releases`: what is on a release record, and what is taken off it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dnoutcomes.cli.screen import say_line, table_of
from dnoutcomes.errors import DnOutcomesError


def releases(
    record: Annotated[
        Path, typer.Argument(metavar="RECORD", help="The release record, or the directory that it lies in.")
    ] = Path("releases.json"),
    withdraw: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBERS",
            help="Take these reports off the record, such as 2 or 2,5-7. Only those that nobody outside the clinic was "
            "given: later reports are no longer held against them.",
        ),
    ] = None,
) -> None:
    """List the reports on a release record, against which every later one is held, or withdraw some of them."""
    from dnoutcomes.report.releases.release_record import RECORD, numbers_in, read_record
    from dnoutcomes.report.releases.release_record import withdraw as take_off

    path = record / RECORD if record.is_dir() else record
    if not path.exists():
        raise DnOutcomesError(
            f"there is no release record {path}. `dnoutcomes report` keeps one beside the directory that it writes"
        )
    if withdraw is not None:
        for release in take_off(path, numbers_in(withdraw)):
            say_line(f"Withdrawn: {release.directory}, {release.scope}, for {release.audience}")
    columns = ["number", "directory", "patients", "for", "in the file", "data file"]
    listed = [
        [
            str(number),
            release.directory,
            release.scope,
            release.audience,
            release.in_file,
            release.input_sha256[:8],
        ]
        for number, release in enumerate(read_record(path), start=1)
    ]
    if not listed:
        say_line(f"No report is on record in {path}")
        return
    Console().print(table_of(columns, listed))
