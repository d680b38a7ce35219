"""`report`: the report of one file, or one for each site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dnoutcomes.cli.arguments import Audience, EngineName, MappingFile, PlanFile, Quarter
from dnoutcomes.cli.screen import progress, say_line
from dnoutcomes.destination import refuse_directory, refuse_replacing, written_files
from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.language import Language, load_language
from dnoutcomes.writing import only_writer

if TYPE_CHECKING:
    from dnoutcomes.outcomes import Outcomes
    from dnoutcomes.plan import Plan
    from dnoutcomes.report import SiteReports


def report(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="One row per dated encounter, both arms. Without one, a simulated clinic, written to demo.",
        ),
    ] = None,
    plan: PlanFile = None,
    mapping: MappingFile = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Directory to write.")] = Path("report"),
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="LIST",
            help="Which of html, pdf, docx, xlsx, figures, csv and json, with commas between or the option repeated. "
            "Default: all that are installed.",
        ),
    ] = None,
    audience: Audience = "clinic",
    quarter: Quarter = None,
    engine: EngineName = None,
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
    from dnoutcomes.cli.demo import simulated_demo
    from dnoutcomes.outcomes.read import choose_engine
    from dnoutcomes.plan import Plan
    from dnoutcomes.report.files.formats import choose_formats, skipped_formats
    from dnoutcomes.report.names.audiences import AUDIENCES
    from dnoutcomes.report.releases.internal import place_of, release_of
    from dnoutcomes.report.releases.release_record import RECORD
    from dnoutcomes.report.render.house_style import HouseStyle

    if file is None:
        file, plan = simulated_demo(plan, mapping)
    look = HouseStyle.from_toml(style) if style else HouseStyle()
    spoken = load_language(language or look.language or "en")
    AUDIENCES[audience]  # an unknown one ends the run before anything is read
    choose_engine(engine, file)
    if jobs is not None and not by_site:
        raise DnOutcomesError("--jobs is the number of sites at work at a time; it goes with --by-site")
    wanted = choose_formats([name.strip() for name in ",".join(formats).split(",")] if formats else None)
    chosen = Plan.from_toml(plan) if plan else None
    release = release_of("internal" if internal else "protected", chosen or Plan(), audience)
    out = place_of(out, release)
    record = None if release == "internal" else releases or out.resolve().with_name(RECORD)
    refuse_directory(out)
    _refuse_record(record)
    skipped = () if formats else tuple(skipped_formats().values())
    options = {
        "audience": audience,
        "quarter": quarter,
        "style": look,
        "releases": record,
        "release": release,
    }
    asked = _Asked(file, mapping, engine, chosen, out, wanted, skipped, options)
    if by_site:
        _write_sites(asked, language or look.language or "en", jobs)
    else:
        _write_one(asked, spoken)


@dataclass(frozen=True)
class _Asked:
    """What was asked for, as far as it can be checked before anything is read."""

    file: Path
    mapping: Path | None
    engine: str | None
    plan: Plan | None
    out: Path
    formats: tuple[str, ...]
    skipped: tuple[str, ...]
    options: dict[str, Any]

    def read(self, step: Callable[[str], None]) -> tuple[Outcomes, Plan]:
        """The file, and the plan or the one that goes without saying."""
        from dnoutcomes.outcomes import read_outcomes
        from dnoutcomes.plan import Plan

        step("reading the file")
        outcomes = read_outcomes(self.file, mapping=self.mapping, plan=self.plan, engine=self.engine)
        return outcomes, self.plan or Plan(outcome=outcomes.outcome)


def _write_one(asked: _Asked, language: Language) -> None:
    """Write the report of the whole file and tell of it."""
    from dnoutcomes.analysis import build_analysis
    from dnoutcomes.outcomes import list_rejects, refuse_list
    from dnoutcomes.report import build_report
    from dnoutcomes.report.files.formats import expected_files

    set_aside = _set_aside_of(asked.out)
    with only_writer(asked.out, written_files), progress() as step:
        refuse_replacing(asked.out, expected_files(asked.formats))
        refuse_list(set_aside)
        outcomes, plan = asked.read(step)
        step("deriving visits and change")
        analysis = build_analysis(outcomes, plan)
        built = build_report(analysis, progress=step, language=language, **asked.options)
        step("writing the files")
        written = built.write(asked.out, asked.formats, releases=asked.options["releases"])
        rejects = list_rejects(outcomes, set_aside)
    _tell_of_skipped(asked)
    say_line(f"Read by {outcomes.engine}")
    say_line(f"Wrote {len(written)} files to {asked.out}: open {written[0]}")
    _tell_of_hiding(built.n_hidden, len(built.table), asked.options["release"])
    _tell_of_record(asked.options["releases"])
    if rejects is not None:
        say_line(f"Set aside {len(outcomes.rejects)} rows: see {rejects} (it holds patients' rows)")


def _write_sites(asked: _Asked, language: str, jobs: int | None) -> None:
    """Write a report for each site and tell of them."""
    from dnoutcomes.report import write_site_reports
    from dnoutcomes.report.files.site_files import site_files

    with only_writer(asked.out, site_files), progress() as step:
        outcomes, plan = asked.read(step)
        step("writing a report for each site")
        sites = write_site_reports(
            outcomes, plan, asked.out, formats=asked.formats, language=language, n_jobs=jobs,
            progress=lambda done, total: step(f"{done} of {total} sites"), **asked.options,
        )  # fmt: skip
    _tell_of_skipped(asked)
    say_line(f"Read by {outcomes.engine}")
    _tell_of_sites(sites)
    _tell_of_hiding(sites.n_hidden, sites.n_rows, asked.options["release"])
    _tell_of_record(asked.options["releases"])


def _tell_of_skipped(asked: _Asked) -> None:
    for reason in asked.skipped:
        say_line(f"Not written: {reason}")


def _refuse_record(record: Path | None) -> None:
    """Say before anything is computed that the release record couldn't be read or written."""
    from dnoutcomes.report.releases.release_record import read_record

    if record is not None:
        refuse_directory(record.parent)
        read_record(record)


def _set_aside_of(out: Path) -> Path:
    """Where rows set aside are listed."""
    place = out.resolve()
    return place.with_name(f"{place.name}-set-aside.csv")


def _tell_of_record(record: Path | None) -> None:
    if record is not None:
        say_line(f"What is shown is on record in {record}: keep it in the clinic")


def _tell_of_hiding(n_hidden: int, n_rows: int, release: str) -> None:
    """Say how much of a protected report is hidden and what shows it, and that an internal one stays in the clinic."""
    if release == "internal":
        say_line(
            "Internal: it holds small groups and must not be given away. For others, run it without --internal"
        )
    elif n_hidden:
        say_line(
            f"{n_hidden} of {n_rows} rows of results are hidden, to protect small groups. For the clinic itself, with "
            "nothing hidden: --internal"
        )


def _tell_of_sites(sites: SiteReports) -> None:
    """Say which sites have a report, who is in none, and where rows set aside are listed."""
    from dnoutcomes.report.names.site_names import spoken_site

    say_line(f"Wrote the reports of {sites.n_written} of {len(sites.sites)} sites: {sites.index} lists them")
    for item in sites.sites:
        if not item.written:
            say_line(f"Not written: site {spoken_site(item.site)}: {item.reason}")
    if sites.n_without_site:
        say_line(f"{sites.n_without_site} patients have no site: they are in no report")
    if sites.n_at_several_sites:
        say_line(
            f"{sites.n_at_several_sites} patients have records at more than one site: each is in the report of the "
            "site of time zero"
        )
    if sites.lists:
        say_line("Rows set aside are listed here (they are patients' rows):")
        for path in sites.lists:
            say_line(f"  {path}")
    if not sites.n_written:
        raise typer.Exit(2)
