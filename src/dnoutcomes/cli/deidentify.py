"""`deidentify` and `check-deidentified`: a table for others, and what points to a person in one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from dnoutcomes.cli.arguments import Encounters, MappingFile, PlanFile
from dnoutcomes.cli.screen import complain, progress, say_line, table_of
from dnoutcomes.destination import refuse_directory
from dnoutcomes.writing import only_writer

if TYPE_CHECKING:
    from dnoutcomes.deidentification import DeidentificationCheck
    from dnoutcomes.deidentification.k_anonymous import KAnonymity


def deidentify(
    file: Encounters,
    plan: PlanFile = None,
    mapping: MappingFile = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Directory to write.")] = Path(
        "deidentified"
    ),
    key: Annotated[
        Path | None,
        typer.Option(
            "--key",
            metavar="K",
            help="File for the key from pseudonyms to patients, outside DIR. Not written unless asked for.",
        ),
    ] = None,
    k: Annotated[
        int,
        typer.Option(
            "--k",
            min=1,
            help="Make each patient alike with K - 1 others, at a cost that is told. 11 is customary.",
        ),
    ] = 1,
) -> None:
    """Write a table for others in which nothing points to a person, by the Safe Harbor rule (45 CFR 164.514(b)(2)).

    Dates become days since time zero and the year of time zero, ages over 89 become 90, patients, sites and therapists
    get random pseudonyms; free text, identifiers and columns that aren't known stay behind. DIR holds outcomes.csv,
    data-dictionary.csv and README.txt. The table is checked, alone and against FILE, before anything is written.

    Such a table names nobody, but whoever knows a patient can find the row. With --k 11 the table has planned visits in
    place of days, bands in place of ages and joined levels, as coarse as it takes for every patient to be alike with 10
    others, and comes with a plan.toml to analyse it by.
    Exit status: 0 when it's written, 2 when it isn't.
    """
    from dnoutcomes.deidentification import deidentify as make_table
    from dnoutcomes.deidentification.removed import told_together
    from dnoutcomes.deidentification.write import export_files, refuse_places
    from dnoutcomes.outcomes import read_outcomes
    from dnoutcomes.plan import Plan

    refuse_directory(out)
    with only_writer(out, export_files), progress() as step:
        refuse_places(out, key, file)
        step("reading the file")
        chosen = Plan.from_toml(plan) if plan else None
        made = make_table(read_outcomes(file, mapping=mapping, plan=chosen), chosen, k=k)
        step("checking the table")
        check = made.check(file, mapping)
        written = made.write(out, key) if check.passed else []
    changes = told_together(made.removed).astype({"n_values": "object"}).fillna("").astype(str)
    Console().print(table_of(["column", "leaves as", "values", "why"], changes.values.tolist()))
    if made.anonymity:
        _print_anonymity(made.anonymity)
    _print_check(check)
    if not check.passed:
        complain("nothing is written, because the table must not leave.")
        raise typer.Exit(2)
    say_line(
        f"Wrote {', '.join(str(path) for path in written)}: {len(made.frame)} encounters, {made.n_patients} patients"
    )


def check_deidentified(
    table: Annotated[
        Path, typer.Argument(metavar="TABLE", help="The outcomes.csv that deidentify has written.")
    ],
    original: Annotated[
        Path | None,
        typer.Option("--original", metavar="FILE", help="The file that it was made of, to be held against."),
    ] = None,
    plan: PlanFile = None,
    mapping: MappingFile = None,
    k: Annotated[
        int, typer.Option("--k", min=1, help="Least number of patients who must be alike. 11 is customary.")
    ] = 1,
) -> None:
    """Look for anything in a de-identified table that points to a person, and say how far patients can be told apart.

    Columns and cells that may not leave, dates, ages over 89, the order of rows; with --original also any name,
    pseudonym, date or note of the file that it was made of, and how many patients are found by their days. Counts the
    patients who are alike in all that others may know of them (k-anonymity). Exit status: 0 when nothing was found
    that names a person and every group has at least K patients, 2 when the table must not leave.
    """
    from dnoutcomes.deidentification import check_deidentified as check_table
    from dnoutcomes.plan import Plan

    check = check_table(table, original, plan=Plan.from_toml(plan) if plan else None, mapping=mapping, k=k)
    _print_check(check)
    if not check.passed:
        raise typer.Exit(2)


def _print_check(check: DeidentificationCheck) -> None:
    console = Console()
    console.print(f"[bold]Check[/]: {escape(check.summary)}", highlight=False)
    for row in check.issues.itertuples():
        remedy = f" {row.remedy}" if row.remedy else ""
        console.print(escape(f"- {row.severity}: {row.message}.{remedy}"), highlight=False)
    console.print(
        "[bold]How far patients can be told apart[/], by what others may know of them", highlight=False
    )
    for text in check.sentences:
        console.print(escape(f"- {text}."), highlight=False)
    console.print(table_of(*_risk_table(check)))


def _print_anonymity(made: KAnonymity) -> None:
    console = Console()
    console.print(f"[bold]Made so that patients can't be told apart[/], k = {made.k}", highlight=False)
    rows = [[row.column, row.leaves_as, f"{row.loss:.0%}"] for row in made.columns.itertuples()]
    console.print(table_of(["column", "leaves as", "of its variation lost"], rows))
    for text in made.sentences:
        console.print(escape(f"- {text}."), highlight=False)


def _risk_table(check: DeidentificationCheck) -> tuple[list[str], list[list[str]]]:
    columns = [
        "known",
        "smallest group",
        "alone",
        "in groups under 5",
        "under 11",
        "highest risk",
        "average risk",
    ]
    rows = [
        [
            row["knowledge"],
            *(str(row[name]) for name in ("smallest_class", "n_alone", "n_below_5", "n_below_11")),
            *(f"{row[name]:.2g}" for name in ("highest_risk", "average_risk")),
        ]
        for row in check.risk.frame.to_dict("records")
    ]
    return columns, rows
