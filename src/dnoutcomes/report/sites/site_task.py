"""SiteTask: one site's report, for a process of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dnoutcomes.analysis import derive_analysis
from dnoutcomes.destination import MANIFEST, refuse_replacing
from dnoutcomes.errors import DnOutcomesError, OutputError
from dnoutcomes.modelled_causes import ModelledCauses
from dnoutcomes.outcomes import Outcomes
from dnoutcomes.outcomes.rejects import rejects_csv
from dnoutcomes.plan import Plan
from dnoutcomes.processes import Step
from dnoutcomes.report.build import build_report
from dnoutcomes.report.export import sha256
from dnoutcomes.report.files.site_files import list_of
from dnoutcomes.report.releases.earlier_releases import put_on_record
from dnoutcomes.report.render.house_style import HouseStyle
from dnoutcomes.report.sites.site_data import checked_anew
from dnoutcomes.report.sites.site_report import SiteReport
from dnoutcomes.writing import write_into


@dataclass(frozen=True, eq=False)
class WantedReports:
    """What kind of report every site gets."""

    plan: Plan
    audience: str
    quarter: str | None
    formats: tuple[str, ...]
    language: str | Path
    style: HouseStyle
    releases: Path | None
    release: str


@dataclass(frozen=True, eq=False)
class SiteTask:
    """One site's work: `new` is where its directory and list are put together, `directory` where they will be."""

    site: str
    directory: Path
    new: Path
    outcomes: Outcomes
    modelled_causes: ModelledCauses
    wanted: WantedReports


def write_site(task: SiteTask, step: Step) -> SiteReport:
    """Write the report of one site, or say why there is none; run in a process of its own.

    Raises
    ------
    OutputError
        It isn't about this site's data: the disk, or somebody's file.
    """
    wanted, name = task.wanted, task.directory.name
    n_set_aside = len(task.outcomes.rejects)
    if n_set_aside:
        write_into(task.new, {list_of(name): rejects_csv(task.outcomes)}, task.directory.parent)
    try:
        step("deriving visits and change")
        analysis = derive_analysis(
            checked_anew(task.outcomes, wanted.plan), wanted.plan, task.modelled_causes
        )
        report = build_report(
            analysis,
            step,
            audience=wanted.audience,
            quarter=wanted.quarter,
            language=wanted.language,
            style=wanted.style,
            releases=wanted.releases,
            release=wanted.release,
        )
        step("drawing and setting")
        files = report.files(wanted.formats)
        refuse_replacing(task.directory, files)
        if wanted.releases is not None:
            put_on_record(wanted.releases, report.record_entry(name))
    except OutputError:
        raise
    except DnOutcomesError as error:
        return SiteReport(task.site, name, False, str(error), "", n_set_aside)
    step("writing the files")
    write_into(task.new / name, files, task.directory)
    digest, n_rows = sha256(files[MANIFEST]), len(report.table)
    return SiteReport(task.site, name, True, "", digest, n_set_aside, n_rows, report.n_hidden)
