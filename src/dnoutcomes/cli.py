"""The command line: one subcommand per verb. It parses, calls and writes; the logic lives elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from dnoutcomes._version import __version__
from dnoutcomes.destination import refuse_directory, refuse_file, refuse_replacing, written_files
from dnoutcomes.errors import DataError, DnOutcomesError
from dnoutcomes.language import load_language
from dnoutcomes.outcomes import list_rejects, read_outcomes, refuse_list
from dnoutcomes.termination import orderly_termination
from dnoutcomes.writing import only_writer, write_file

if TYPE_CHECKING:
    from dnoutcomes.deidentification import DeidentificationCheck
    from dnoutcomes.deidentification.k_anonymous import KAnonymity
    from dnoutcomes.report import FileCheck, SiteReports

app = typer.Typer(
    name="dnoutcomes",
    help="Clinical outcomes of dry needling in peripheral neuropathy: check a file, compare the arms by cause, write "
    "an honest report.",
    epilog="Start with: dnoutcomes simulate --out demo, then dnoutcomes report demo/clinic.csv --plan demo/plan.toml",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Encounters = Annotated[Path, typer.Argument(metavar="FILE", help="One row per dated encounter, both arms.")]
PlanFile = Annotated[
    Path | None,
    typer.Option(
        "--plan",
        metavar="P",
        help="The plan, a TOML file. Without one, defaults apply and the report says so.",
    ),
]
MappingFile = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        metavar="M",
        help="A TOML file that turns your column names and codes into the package's.",
    ),
]


Audience = Annotated[str, typer.Option(help="For whom: clinic (everything), patients, funder or paper.")]
Quarter = Annotated[
    str | None,
    typer.Option(
        metavar="Q", help="Such as 2026Q3: the patients who belong to it, beside the quarters before."
    ),
]

_HOW_TO_ANSWER = (
    "The file can mean two things. The option named above decides: write it into a mapping, a text file with a line "
    'such as date_format = "%d/%m/%Y", and name that file with --mapping.'
)


class Format(StrEnum):
    """How `check` and `verify` answer."""

    text = "text"
    json = "json"


@app.command()
def report(
    file: Encounters,
    plan: PlanFile = None,
    mapping: MappingFile = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Directory to write.")] = Path("report"),
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="LIST",
            help="Which of html, pdf, docx, xlsx, figures, csv and json, with commas between; by default all that are "
            "installed.",
        ),
    ] = None,
    audience: Audience = "clinic",
    quarter: Quarter = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="L",
            help="What to write in: en, es, es with a country (es-MX), or a language file of your own (see words).",
        ),
    ] = None,
    style: Annotated[
        Path | None,
        typer.Option(
            metavar="S",
            help="Your clinic's name, logo, colours, language and templates: a TOML file (see docs/house-style.md).",
        ),
    ] = None,
    internal: Annotated[
        bool,
        typer.Option(
            "--internal",
            help="Exact numbers with nothing hidden, for the clinic itself: every page is marked, the directory's name "
            "ends in -internal, and the report must not be given away.",
        ),
    ] = False,
    by_site: Annotated[
        bool,
        typer.Option(
            "--by-site",
            help="One report per site of the column site_id, each in a directory of DIR, listed in DIR/sites.json. "
            "A reader who has these must not have the report of the whole file: by subtraction, small groups could be "
            "worked out. So a release record holds one or the other.",
        ),
    ] = False,
    releases: Annotated[
        Path | None,
        typer.Option(
            "--releases",
            metavar="R",
            help="The release record; by default releases.json beside DIR. This report is attacked together with those "
            "on it, widened or refused where few patients would follow from both, and put on it. Keep it in the "
            "clinic. Reports of other patients, or for readers who never see the others, need one of their own.",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="Sites at work at a time with --by-site; one per core by default."
        ),
    ] = None,
) -> None:
    """Write the report of one file: as a page, for print, for Word, as tables and as numbers.

    DIR holds one report: files of an earlier one in it that aren't written again are removed, unless you changed them.

    Rows that can't be used are set aside, counted in the report, and listed in DIR-set-aside.csv next to the directory.
    That list holds patients' rows: keep it in the clinic.

    What reports have shown is on the release record beside DIR, so that a later one doesn't give small groups away; see
    dnoutcomes releases. Internal reports are never on it.
    """
    from dnoutcomes.analysis import build_analysis
    from dnoutcomes.plan import Plan
    from dnoutcomes.report import build_report, write_site_reports
    from dnoutcomes.report.choose_sections import AUDIENCES
    from dnoutcomes.report.formats import choose_formats, expected_files, skipped_formats
    from dnoutcomes.report.house_style import HouseStyle
    from dnoutcomes.report.internal import place_of, release_of
    from dnoutcomes.report.release_record import RECORD
    from dnoutcomes.report.site_files import site_files

    look = HouseStyle.from_toml(style) if style else HouseStyle()
    spoken = load_language(language or look.language or "en")
    AUDIENCES[audience]  # an unknown one ends the run before anything is read
    if jobs is not None and not by_site:
        raise DnOutcomesError("--jobs is the number of sites at work at a time; it goes with --by-site")
    wanted = choose_formats(None if formats is None else [name.strip() for name in formats.split(",")])
    chosen = Plan.from_toml(plan) if plan else None
    release = release_of("internal" if internal else "protected", chosen or Plan(), audience)
    out = place_of(out, release)
    record = None if release == "internal" else releases or out.resolve().with_name(RECORD)
    refuse_directory(out)
    _refuse_record(record)
    set_aside = _set_aside_of(out)
    with only_writer(out, site_files if by_site else written_files), _progress() as step:
        if not by_site:
            refuse_replacing(out, expected_files(wanted))
            refuse_list(set_aside)
        step("reading the file")
        outcomes = read_outcomes(file, mapping=mapping, plan=chosen)
        chosen = chosen or Plan(outcome=outcomes.outcome)
        if by_site:
            step("writing a report for each site")
            sites = write_site_reports(
                outcomes, chosen, out, audience=audience, quarter=quarter, formats=wanted,
                language=language or look.language or "en", style=look, n_jobs=jobs, releases=record, release=release,
                progress=lambda done, total: step(f"{done} of {total} sites"),
            )  # fmt: skip
        else:
            step("deriving visits and change")
            analysis = build_analysis(outcomes, chosen)
            built = build_report(
                analysis, progress=step, audience=audience, quarter=quarter, language=spoken, style=look,
                releases=record, release=release,
            )  # fmt: skip
            step("writing the files")
            written = built.write(out, wanted, releases=record)
            rejects = list_rejects(outcomes, set_aside)
    if formats is None:
        for reason in skipped_formats().values():
            _say(f"Not written: {reason}")
    if by_site:
        _tell_of_sites(sites)
        _tell_of_hiding(sites.n_hidden, sites.n_rows, release)
        _tell_of_record(record)
        return
    _say(f"Wrote {len(written)} files to {out}: open {written[0]}")
    _tell_of_hiding(built.n_hidden, len(built.table), release)
    _tell_of_record(record)
    if rejects is not None:
        _say(f"Set aside {len(outcomes.rejects)} rows: see {rejects} (it holds patients' rows)")


def _refuse_record(record: Path | None) -> None:
    """Say before anything is computed that the release record couldn't be read or written."""
    from dnoutcomes.report.release_record import read_record

    if record is not None:
        refuse_directory(record.parent)
        read_record(record)


def _set_aside_of(out: Path) -> Path:
    """Where rows set aside are listed."""
    place = out.resolve()
    return place.with_name(f"{place.name}-set-aside.csv")


def _tell_of_record(record: Path | None) -> None:
    if record is not None:
        _say(f"What is shown is on record in {record}: keep it in the clinic")


def _tell_of_hiding(n_hidden: int, n_rows: int, release: str) -> None:
    """Say how much of a protected report is hidden and what shows it, and that an internal one stays in the clinic."""
    if release == "internal":
        _say(
            "Internal: it holds small groups and must not be given away. For others, run it without --internal"
        )
    elif n_hidden:
        _say(
            f"{n_hidden} of {n_rows} rows of results are hidden, to protect small groups. For the clinic itself, with "
            "nothing hidden: --internal"
        )


def _tell_of_sites(sites: SiteReports) -> None:
    """Say which sites have a report, who is in none, and where rows set aside are listed."""
    from dnoutcomes.report.site_names import spoken_site

    _say(f"Wrote the reports of {sites.n_written} of {len(sites.sites)} sites: {sites.index} lists them")
    for item in sites.sites:
        if not item.written:
            _say(f"Not written: site {spoken_site(item.site)}: {item.reason}")
    if sites.n_without_site:
        _say(f"{sites.n_without_site} patients have no site: they are in no report")
    if sites.n_at_several_sites:
        _say(
            f"{sites.n_at_several_sites} patients have records at more than one site: each is in the report of the "
            "site of time zero"
        )
    if sites.lists:
        _say("Rows set aside are listed here (they are patients' rows):")
        for path in sites.lists:
            _say(f"  {path}")
    if not sites.n_written:
        raise typer.Exit(2)


@app.command()
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
    from dnoutcomes.report.release_record import RECORD, numbers_in, read_record
    from dnoutcomes.report.release_record import withdraw as take_off

    path = record / RECORD if record.is_dir() else record
    if not path.exists():
        raise DnOutcomesError(
            f"there is no release record {path}. `dnoutcomes report` keeps one beside the directory that it writes"
        )
    if withdraw is not None:
        for item in take_off(path, numbers_in(withdraw)):
            _say(f"Withdrawn: {item.directory}, {item.scope}, for {item.audience}")
    columns = ["number", "directory", "patients", "for", "in the file", "data file"]
    listed = [
        [str(number), item.directory, item.scope, item.audience, item.in_file, item.input_sha256[:8]]
        for number, item in enumerate(read_record(path), start=1)
    ]
    if not listed:
        _say(f"No report is on record in {path}")
        return
    Console().print(_table(columns, listed))


@app.command()
def check(
    file: Encounters,
    plan: PlanFile = None,
    mapping: MappingFile = None,
    audience: Audience = "clinic",
    quarter: Quarter = None,
    format_: Annotated[Format, typer.Option("--format", help="How to answer.")] = Format.text,
) -> None:
    """Say whether a file can be used, what is wrong with it row by row, and what its report will show and hide.

    The verdict is ok, warn (read, with something to know), row (rows set aside), ask (it can mean two things; an option
    decides) or reject. Exit status: 0 for ok, warn and row; 2 for ask and reject.
    """
    from dnoutcomes.report import check_file

    found = check_file(file, mapping=mapping, plan=plan, audience=audience, quarter=quarter)
    if format_ is Format.json:
        sys.stdout.write(json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n")
    else:
        _print_findings(found)
    if found.verdict in ("ask", "reject"):
        raise typer.Exit(2)


@app.command()
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
    from dnoutcomes.report.verify_words import sentences_of

    found = verify_report(directory, of)
    if format_ is Format.json:
        sys.stdout.write(json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n")
    else:
        for line in sentences_of(found):
            Console().print(line, highlight=False, markup=False, soft_wrap=True)
    if not found.passed:
        raise typer.Exit(2)


@app.command()
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
    from dnoutcomes.plan import Plan

    refuse_directory(out)
    with only_writer(out, export_files), _progress() as step:
        refuse_places(out, key, file)
        step("reading the file")
        chosen = Plan.from_toml(plan) if plan else None
        made = make_table(read_outcomes(file, mapping=mapping, plan=chosen), chosen, k=k)
        step("checking the table")
        found = made.check(file, mapping)
        written = made.write(out, key) if found.passed else []
    changes = told_together(made.removed).astype({"n_values": "object"}).fillna("").astype(str)
    Console().print(_table(["column", "leaves as", "values", "why"], changes.values.tolist()))
    if made.anonymity:
        _print_anonymity(made.anonymity)
    _print_check(found)
    if not found.passed:
        _complain("nothing is written, because the table must not leave.")
        raise typer.Exit(2)
    _say(
        f"Wrote {', '.join(str(path) for path in written)}: {len(made.frame)} encounters, {made.n_patients} patients"
    )


@app.command()
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

    found = check_table(table, original, plan=Plan.from_toml(plan) if plan else None, mapping=mapping, k=k)
    _print_check(found)
    if not found.passed:
        raise typer.Exit(2)


@app.command()
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
    from dnoutcomes.simulation.place import refuse_place

    refuse_place(out, preset)
    chosen = {} if seed is None else {"seed": seed}
    written = simulate_data(preset, n=n, **chosen).write(out)
    _say(f"Wrote {', '.join(path.name for path in written)} to {out}")


@app.command()
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
        console.print(_table(list(shown.columns), shown.astype(str).values.tolist()))
        return
    item = get_instrument(code)
    rows = [
        ("code", item.code),
        ("label", item.label),
        ("domain", item.domain),
        ("range", item.range_label),
        ("unit", item.unit),
        ("better when", item.direction),
        ("recall", item.recall),
        ("missing items", item.missing_items),
        ("licence", item.licence),
        ("notes", item.notes),
    ]
    rows += [
        (
            f"{threshold.kind} {threshold.label}",
            f"{threshold.confidence}; {threshold.population}; {threshold.method}; {threshold.citation}",
        )
        for threshold in item.thresholds
    ]
    console.print(_table(["", ""], [list(row) for row in rows if row[1]]))


@app.command()
def words(
    language: Annotated[
        str,
        typer.Option(
            metavar="L", help="es to change the Spanish; another one, such as de, for an empty file."
        ),
    ] = "en",
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="File to write.")] = Path("words.po"),
) -> None:
    """Write a language file: every sentence, heading and label of reports and figures, to be said in other words.

    It is a PO file, which any editor for translations opens. What stays empty is taken from the language that the file
    names. Use it with: dnoutcomes report FILE --language words.po
    """
    from dnoutcomes.language.extract import language_file

    content = language_file(language)
    refuse_file(out, content.__eq__)
    write_file(out, content)
    _say(f"Wrote {out}")


@app.command()
def version() -> None:
    """Print the version."""
    sys.stdout.write(f"dnoutcomes {__version__}\n")


def _version_asked(asked: bool) -> None:
    if asked:
        version()
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version_asked, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; errors that a user can do something about end it with one message and status 2.

    Ctrl-C ends it with 130, a shutdown with 143: what wasn't finished is removed, and nothing was replaced.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe of few characters shows the others as escapes; the answer matters more than its dashes.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        with orderly_termination():
            app()
    except DnOutcomesError as error:
        _complain(str(error), asks=isinstance(error, DataError) and error.verdict == "ask")
        sys.exit(2)
    except OSError as error:
        place = error.filename or "the files"
        _complain(f"can't write {place}: {error.strerror}. Another place is chosen with --out.")
        sys.exit(2)


def _complain(message: str, *, asks: bool = False) -> None:
    console = Console(stderr=True)
    console.print(f"[bold red]Error:[/] {escape(message)}", highlight=False)
    if asks:
        console.print(_HOW_TO_ANSWER, highlight=False, markup=False)


def _say(text: str) -> None:
    Console(stderr=True).print(escape(text), highlight=False, soft_wrap=True)


@contextmanager
def _progress() -> Iterator[ProgressStep]:
    """Show what is being done while it lasts, on a terminal only."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield ProgressStep(bar)


class ProgressStep:
    """A callable that names the step at work."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("starting", total=None)

    def __call__(self, text: str) -> None:
        self._bar.update(self._task, description=text)


def _print_findings(found: FileCheck) -> None:
    console = Console()
    console.print(f"[bold]{found.verdict}[/]: {escape(found.summary)}", highlight=False)
    if len(found.issues):
        columns = ["severity", "row", "column", "value", "message", "remedy"]
        shown = found.issues[columns].astype("object").where(found.issues[columns].notna(), "")
        console.print(_table(columns, shown.astype(str).values.tolist()))
    for line in found.outlook.sentences if found.outlook else ():
        console.print(line, highlight=False, markup=False)
    if found.verdict == "ask":
        console.print(_HOW_TO_ANSWER, highlight=False, markup=False)


def _print_check(found: DeidentificationCheck) -> None:
    console = Console()
    console.print(f"[bold]Check[/]: {escape(found.summary)}", highlight=False)
    for row in found.issues.itertuples():
        remedy = f" {row.remedy}" if row.remedy else ""
        console.print(escape(f"- {row.severity}: {row.message}.{remedy}"), highlight=False)
    console.print(
        "[bold]How far patients can be told apart[/], by what others may know of them", highlight=False
    )
    for text in found.sentences:
        console.print(escape(f"- {text}."), highlight=False)
    console.print(_table(*_risk_table(found)))


def _print_anonymity(made: KAnonymity) -> None:
    console = Console()
    console.print(f"[bold]Made so that patients can't be told apart[/], k = {made.k}", highlight=False)
    rows = [[row.column, row.leaves_as, f"{row.loss:.0%}"] for row in made.columns.itertuples()]
    console.print(_table(["column", "leaves as", "of its variation lost"], rows))
    for text in made.sentences:
        console.print(escape(f"- {text}."), highlight=False)


def _risk_table(found: DeidentificationCheck) -> tuple[list[str], list[list[str]]]:
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
        for row in found.risk.frame.to_dict("records")
    ]
    return columns, rows


def _table(columns: list[str], rows: list[list[str]]) -> Table:
    table = Table(show_edge=False, show_header=any(columns))
    for column in columns:
        table.add_column(escape(column), overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    return table
