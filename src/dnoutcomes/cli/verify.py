"""`verify`: whether a report is whole, unchanged and of which file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dnoutcomes.cli.arguments import Format


def verify(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="What report has written: one report, or reports by site.")
    ],
    of: Annotated[
        Path | None,
        typer.Option("--input", metavar="FILE", help="A file, to be told whether the report was made of it."),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to answer.")] = Format.text,
) -> None:
    """Say whether a report is whole, unchanged since it was written, and of which file.

    Every file is held against the hash that the manifest has of it. Nothing is changed. Exit status: 0 when all are as
    they were written (and of FILE, where one is named); 2 when they aren't, or there is no report.
    """
    from dnoutcomes.report import verify_report
    from dnoutcomes.report.files.verification import sentences_of

    verification = verify_report(directory, of)
    if format_ is Format.json:
        sys.stdout.write(json.dumps(verification.to_dict(), ensure_ascii=False, indent=1) + "\n")
    else:
        for line in sentences_of(verification):
            Console().print(line, highlight=False, markup=False, soft_wrap=True)
    if not verification.passed:
        raise typer.Exit(2)
