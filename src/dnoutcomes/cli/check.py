"""`check`: whether a file can be used, and what its report will show."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from dnoutcomes.cli.arguments import Audience, Encounters, EngineName, Format, MappingFile, PlanFile, Quarter
from dnoutcomes.cli.screen import HOW_TO_ANSWER, table_of

if TYPE_CHECKING:
    from dnoutcomes.report import FileCheck


def check(
    file: Encounters,
    plan: PlanFile = None,
    mapping: MappingFile = None,
    audience: Audience = "clinic",
    quarter: Quarter = None,
    engine: EngineName = None,
    format_: Annotated[Format, typer.Option("--format", help="How to answer.")] = Format.text,
) -> None:
    """Say whether a file can be used, what is wrong with it row by row, and what its report will show and hide.

    The verdict is ok, warn (read, with something to know), row (rows set aside), ask (it can mean two things; an option
    decides) or reject. Exit status: 0 for ok, warn and row; 2 for ask and reject.
    """
    from dnoutcomes.outcomes.read import choose_engine
    from dnoutcomes.report import check_file

    choose_engine(engine, file)  # an unknown one is no finding about the file
    check = check_file(file, mapping=mapping, plan=plan, audience=audience, quarter=quarter, engine=engine)
    if format_ is Format.json:
        sys.stdout.write(json.dumps(check.to_dict(), ensure_ascii=False, indent=1) + "\n")
    else:
        _print_findings(check)
    if check.verdict in ("ask", "reject"):
        raise typer.Exit(2)


def _print_findings(check: FileCheck) -> None:
    console = Console()
    console.print(f"[bold]{check.verdict}[/]: {escape(check.summary)}", highlight=False)
    if len(check.issues):
        columns = ["severity", "row", "column", "value", "message", "remedy"]
        shown = check.issues[columns].astype("object").where(check.issues[columns].notna(), "")
        console.print(table_of(columns, shown.astype(str).values.tolist()))
    for line in check.outlook.sentences if check.outlook else ():
        console.print(line, highlight=False, markup=False)
    if check.engine:
        console.print(f"Read by {check.engine}", highlight=False, markup=False)
    if check.verdict == "ask":
        console.print(HOW_TO_ANSWER, highlight=False, markup=False)
