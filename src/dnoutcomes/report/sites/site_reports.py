"""A report for each site of a network, from one file, and an index of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dnoutcomes.analysis import AnalysisData, build_analysis, derive_analysis
from dnoutcomes.describe.quarters import quarter_days
from dnoutcomes.destination import MANIFEST, refuse_directory, refuse_file, refuse_replacing
from dnoutcomes.errors import DataError, DnOutcomesError, OutputError
from dnoutcomes.language import load_language
from dnoutcomes.language.in_force import in_force
from dnoutcomes.modelled_causes import ModelledCauses
from dnoutcomes.outcomes import Outcomes, refuse_list
from dnoutcomes.outcomes.rejects import rejects_csv
from dnoutcomes.plan import Plan
from dnoutcomes.processes import Step, available_cores, spread
from dnoutcomes.progress import Progress, counted
from dnoutcomes.report.build import build_report
from dnoutcomes.report.export import json_bytes, sha256
from dnoutcomes.report.files.formats import choose_formats, expected_files
from dnoutcomes.report.files.site_files import (
    INDEX,
    INDEX_FORMAT,
    WITHOUT_SITE,
    is_index,
    list_of,
    site_files,
)
from dnoutcomes.report.names.site_names import site_directory, spoken_site
from dnoutcomes.report.releases.earlier_releases import put_on_record, refuse_other_series
from dnoutcomes.report.releases.internal import INTERNAL, PROTECTED, RELEASES, place_of, release_of
from dnoutcomes.report.releases.release_record import read_record
from dnoutcomes.report.render.house_style import HouseStyle
from dnoutcomes.report.sections.choose_sections import choose_sections
from dnoutcomes.report.sites.site_data import (
    SitesOfPatients,
    checked_anew,
    outcomes_of_site,
    sites_of_patients,
)
from dnoutcomes.writing import replacing, write_into


@dataclass(frozen=True)
class SiteReport:
    """What became of one site.

    Attributes
    ----------
    site : str
        As the data name it.
    directory : str
        Its name beside the index.
    written : bool
    reason : str
        Why it wasn't written, else empty.
    manifest_sha256 : str
        Hash of its manifest, which has the hashes of all other files; empty where there is none.
    n_rows, n_hidden : int
        Rows of its results, and those of which something is hidden.
    n_set_aside : int
        Rows and values on its list of what was set aside.
    """

    site: str
    directory: str
    written: bool
    reason: str
    manifest_sha256: str
    n_set_aside: int
    n_rows: int = 0
    n_hidden: int = 0


@dataclass(frozen=True, eq=False)
class SiteReports:
    """What became of every site of a file.

    Attributes
    ----------
    sites : tuple of SiteReport
        Sorted by name.
    n_without_site : int
        Patients whom no record assigns to a site: they're in no report.
    n_at_several_sites : int
        Patients with records at more than one site: they're in the report of one, that of their time zero.
    lists : tuple of Path
        Lists of what was set aside, one for each site that has such rows, then that of rows without a site. They are
        patients' rows.
    index : Path
        The file that says all this.
    """

    sites: tuple[SiteReport, ...]
    n_without_site: int
    n_at_several_sites: int
    lists: tuple[Path, ...]
    index: Path

    @property
    def frame(self) -> pd.DataFrame:
        """One row per site: `site, directory, written, reason, manifest_sha256, n_set_aside, n_rows, n_hidden`."""
        return pd.DataFrame([asdict(item) for item in self.sites])

    @property
    def n_written(self) -> int:
        """Sites with a report."""
        return sum(item.written for item in self.sites)

    @property
    def n_rows(self) -> int:
        """Rows of results in all reports."""
        return sum(item.n_rows for item in self.sites)

    @property
    def n_hidden(self) -> int:
        """Rows of which something is hidden."""
        return sum(item.n_hidden for item in self.sites)

    def __repr__(self) -> str:
        return f"SiteReports: {self.n_written} of {len(self.sites)} sites written, listed in {self.index}"


@dataclass(frozen=True, eq=False)
class _Wanted:
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
class _SiteTask:
    """One site's work: `new` is where its directory and list are put together, `directory` where they will be."""

    site: str
    directory: Path
    new: Path
    outcomes: Outcomes
    modelled_causes: ModelledCauses
    wanted: _Wanted


def write_site_reports(
    outcomes: Outcomes,
    plan: Plan,
    directory: str | Path,
    *,
    audience: str = "clinic",
    quarter: str | None = None,
    formats: Iterable[str] | None = None,
    language: str | Path | None = None,
    style: HouseStyle | str | Path | None = None,
    n_jobs: int | None = None,
    progress: Progress | None = None,
    releases: str | Path | None = None,
    release: str = "protected",
) -> SiteReports:
    """Write one report for each site of a file, about its own patients only.

    Parameters
    ----------
    outcomes : Outcomes
        From `read_outcomes`, with the column `site_id`.
    plan : Plan
        The same for all sites.
    directory : str or Path
        Made where it doesn't exist. Each site gets a directory in it, named by `site_directory`. The name of one for
        internal reports ends in "-internal"; where it doesn't, that is added.
    audience, quarter
        As for `build_report`.
    formats : iterable of str, optional
        As for `Report.write`.
    language : str or Path, optional
        "en", "es", "es-MX" or a PO file. Default: that of the style, else the one of the package's languages that is in
        force.
    style : HouseStyle, str or Path, optional
        As for `build_report`.
    n_jobs : int, optional
        Processes at work at a time. Default: one per core that this process may use. The files don't depend on it.
    progress : callable, optional
        Told how many sites are done, and of how many.
    releases : str or Path, optional
        The release record, best releases.json beside the directory: each site's report is attacked with what it holds,
        and put on it. By default nothing is recorded.
    release : {"protected", "internal"}
        As for `build_report`.

    Returns
    -------
    SiteReports

    Raises
    ------
    DataError
        The file doesn't say which site a patient belongs to, or can't be analysed as a whole.
    PlanError
        The plan doesn't fit the file, or there is no such audience.
    DnOutcomesError
        A format that can't be written, a number of processes below 1, or a process that died.
    OutputError
        The directory can't be written, another run is writing to it, or files in it would be replaced that no report
        wrote or somebody changed.

    Notes
    -----
    A patient belongs to the site of time zero, and a site's report says nothing of the others: its rows, records and
    warnings are counted alone. Where a site can't be analysed, as with one arm only, the index says why and the others
    go on. The index is for whoever runs this and not for one site, as it names them all.

    All of it takes the place of an earlier run's in one step, when the last site is done: a run that is ended leaves
    the earlier reports as they were. Reports of sites that this run doesn't write are removed, unless somebody changed
    them.

    What a report hides stays hidden from a reader who has the reports of several sites, for their patients are
    different ones. A reader who also has the report of the whole file could subtract, so a release record holds one or
    the other.

    Other processes load this package afresh. So a script that calls this must have its
    `if __name__ == "__main__":`, and what it registered (instruments, structures, formats, sections) is only
    known with `n_jobs=1`.
    """
    if n_jobs is not None and n_jobs < 1:
        raise DnOutcomesError(f"n_jobs is a number of processes, 1 or more, got {n_jobs}")
    chosen = release_of(release, plan, audience)
    place = place_of(Path(directory), chosen)
    look = style if isinstance(style, HouseStyle) else HouseStyle.from_toml(style) if style else HouseStyle()
    spoken = language or look.language or in_force().code
    wanted = _Wanted(
        plan,
        audience,
        quarter,
        choose_formats(formats),
        spoken,
        look,
        None if releases is None or chosen == INTERNAL else Path(releases),
        chosen,
    )
    refuse_directory(place)
    modelled_causes = _refuse_early(outcomes, wanted).modelled_causes
    sites = sites_of_patients(outcomes)
    directories = {name: site_directory(name) for name in sites.names}
    if len(set(directories.values())) < len(directories):
        raise DataError("two sites would share a directory; rename one of them")
    jobs = min(n_jobs or available_cores(), len(directories))
    with replacing(place, lambda where: site_files(where, directories.values()), (MANIFEST, INDEX)) as new:
        _refuse_replacing(place, tuple(directories.values()), wanted.formats)
        tasks = (
            _SiteTask(
                name, place / of_site, new, outcomes_of_site(outcomes, sites, name), modelled_causes, wanted
            )
            for name, of_site in directories.items()
        )
        done = spread(_write_site, tasks, jobs, _spoken)
        found = tuple(sorted(counted(done, len(directories), progress), key=lambda item: item.site))
        nobodys = outcomes_of_site(outcomes, sites, None)
        if len(nobodys.rejects):
            write_into(new, {WITHOUT_SITE: rejects_csv(nobodys)}, place)
        write_into(new, {INDEX: json_bytes(_index(outcomes, wanted, sites, found))}, place)
    lists = [place / list_of(item.directory) for item in found if item.n_set_aside]
    lists += [place / WITHOUT_SITE] if len(nobodys.rejects) else []
    return SiteReports(found, sites.n_without, sites.n_moved, tuple(lists), place / INDEX)


def _spoken(task: _SiteTask) -> str:
    return f"site {spoken_site(task.site)}"


def _refuse_early(outcomes: Outcomes, wanted: _Wanted) -> AnalysisData:
    """Raise what would stop every site, before anything is written; else return the analysis of the whole file."""
    choose_sections(wanted.plan, audience=wanted.audience, quarter=wanted.quarter)
    load_language(wanted.language)
    if wanted.quarter is not None:
        quarter_days(wanted.quarter)
    if wanted.releases is not None:
        record = read_record(wanted.releases)
        refuse_other_series(record, by_site=True, by_quarter=wanted.quarter is not None)
    return build_analysis(outcomes, wanted.plan)


def _refuse_replacing(place: Path, directories: tuple[str, ...], formats: tuple[str, ...]) -> None:
    """Raise where a file that no run wrote would be replaced, before any site is worked on."""
    refuse_file(place / INDEX, is_index)
    refuse_list(place / WITHOUT_SITE)
    for name in directories:
        refuse_directory(place / name)
        refuse_replacing(place / name, expected_files(formats))
        refuse_list(place / list_of(name))


def _write_site(task: _SiteTask, step: Step) -> SiteReport:
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
        raise  # not about this site's data: the disk, or somebody's file
    except DnOutcomesError as error:
        return SiteReport(task.site, name, False, str(error), "", n_set_aside)
    step("writing the files")
    write_into(task.new / name, files, task.directory)
    digest, n_rows = sha256(files[MANIFEST]), len(report.table)
    return SiteReport(task.site, name, True, "", digest, n_set_aside, n_rows, report.n_hidden)


def _index(
    outcomes: Outcomes, wanted: _Wanted, sites: SitesOfPatients, found: tuple[SiteReport, ...]
) -> dict[str, Any]:
    smallest = wanted.plan.smallest_cell if wanted.release == PROTECTED else 1
    counts = {
        "patients_without_site": sites.n_without,
        "patients_at_several_sites": sites.n_moved,
    }
    return {
        "format": INDEX_FORMAT,
        "input": {"name": outcomes.source.name, "sha256": outcomes.source.sha256},
        "release": RELEASES[wanted.release],
        "plan_sha256": wanted.plan.hash,
        "audience": wanted.audience,
        "quarter": wanted.quarter,
        "smallest_cell": smallest,
        # null is 1 to smallest_cell - 1.
        **{name: None if 0 < n < smallest else n for name, n in counts.items()},
        "sites": [asdict(item) for item in found],
    }
