"""A report for each site of a network, from one file, and an index of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dnoutcomes.analysis import build_analysis
from dnoutcomes.analysis_sums import sum_analysis
from dnoutcomes.describe.quarters import quarter_days
from dnoutcomes.destination import MANIFEST, refuse_directory, refuse_file, refuse_replacing
from dnoutcomes.disclosure import SmallGroups
from dnoutcomes.engines import EngineError
from dnoutcomes.engines.analysis_tables import refuse_plan
from dnoutcomes.errors import DataError
from dnoutcomes.language import load_language
from dnoutcomes.language.in_force import in_force
from dnoutcomes.modelled_causes import ModelledCauses
from dnoutcomes.outcomes import Outcomes, StoredOutcomes, refuse_list
from dnoutcomes.outcomes.rejects import rejects_csv
from dnoutcomes.plan import Plan
from dnoutcomes.processes import settled_jobs, spread
from dnoutcomes.progress import Progress, counted
from dnoutcomes.report.export import json_bytes
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
from dnoutcomes.report.releases.earlier_releases import refuse_other_series
from dnoutcomes.report.releases.internal import INTERNAL, PROTECTED, RELEASES, place_of, release_of
from dnoutcomes.report.releases.release_record import read_record
from dnoutcomes.report.render.house_style import HouseStyle
from dnoutcomes.report.sections.choose_sections import choose_sections
from dnoutcomes.report.sites.site_data import (
    Sites,
    outcomes_of_site,
    sites_of_patients,
)
from dnoutcomes.report.sites.site_report import SiteReport, SiteReports
from dnoutcomes.report.sites.site_task import SiteTask, WantedReports, write_site
from dnoutcomes.writing import replacing, write_into


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
        Processes at work at a time. Default: one per core that this process may use, and 1 where a script registered
        something, which other processes wouldn't know. The files don't depend on it.
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
        A format that can't be written, a number of processes below 1 or one above 1 where a script registered
        something, or a process that died.
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
    `if __name__ == "__main__":`.
    """
    most = settled_jobs(n_jobs)
    chosen = release_of(release, plan, audience)
    place = place_of(Path(directory), chosen)
    look = style if isinstance(style, HouseStyle) else HouseStyle.from_toml(style) if style else HouseStyle()
    spoken = language or look.language or in_force().code
    wanted = WantedReports(
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
    modelled_causes = _refuse_early(outcomes, wanted)
    sites = sites_of_patients(outcomes)
    directories = {name: site_directory(name) for name in sites.names}
    if len(set(directories.values())) < len(directories):
        raise DataError("two sites would share a directory; rename one of them")
    jobs = min(most, len(directories))
    with replacing(place, lambda where: site_files(where, directories.values()), (MANIFEST, INDEX)) as new:
        _refuse_replacing(place, tuple(directories.values()), wanted.formats)
        tasks = (
            SiteTask(
                name, place / of_site, new, outcomes_of_site(outcomes, sites, name), modelled_causes, wanted
            )
            for name, of_site in directories.items()
        )
        done = spread(write_site, tasks, jobs, _spoken)
        found = tuple(sorted(counted(done, len(directories), progress), key=lambda item: item.site))
        nobodys = outcomes_of_site(outcomes, sites, None)
        if len(nobodys.rejects):
            write_into(new, {WITHOUT_SITE: rejects_csv(nobodys)}, place)
        write_into(new, {INDEX: json_bytes(_index(outcomes, wanted, sites, found))}, place)
    lists = [place / list_of(item.directory) for item in found if item.n_set_aside]
    lists += [place / WITHOUT_SITE] if len(nobodys.rejects) else []
    return SiteReports(found, sites.n_without, sites.n_moved, tuple(lists), place / INDEX)


def _spoken(task: SiteTask) -> str:
    return f"site {spoken_site(task.site)}"


def _refuse_early(outcomes: Outcomes, wanted: WantedReports) -> ModelledCauses:
    """Raise what would stop every site, before anything is written; else say which causes the whole file lets apart."""
    choose_sections(wanted.plan, audience=wanted.audience, quarter=wanted.quarter)
    load_language(wanted.language)
    if wanted.quarter is not None:
        quarter_days(wanted.quarter)
    if wanted.releases is not None:
        record = read_record(wanted.releases)
        refuse_other_series(record, by_site=True, by_quarter=wanted.quarter is not None)
    return _modelled_causes(outcomes, wanted.plan)


def _modelled_causes(outcomes: Outcomes, plan: Plan) -> ModelledCauses:
    """Analyse the whole file, by sums where it stands in a database and the plan needs no row of it."""
    if isinstance(outcomes, StoredOutcomes):
        try:
            refuse_plan(outcomes.file, plan)
        except EngineError:
            return build_analysis(outcomes, plan).modelled_causes
        return sum_analysis(outcomes, plan).modelled_causes
    return build_analysis(outcomes, plan).modelled_causes


def _refuse_replacing(place: Path, directories: tuple[str, ...], formats: tuple[str, ...]) -> None:
    """Raise where a file that no run wrote would be replaced, before any site is worked on."""
    refuse_file(place / INDEX, is_index)
    refuse_list(place / WITHOUT_SITE)
    for name in directories:
        refuse_directory(place / name)
        refuse_replacing(place / name, expected_files(formats))
        refuse_list(place / list_of(name))


def _index(
    outcomes: Outcomes, wanted: WantedReports, sites: Sites, found: tuple[SiteReport, ...]
) -> dict[str, Any]:
    small = wanted.plan.small_groups if wanted.release == PROTECTED else SmallGroups(1)
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
        "smallest_cell": small.smallest_cell,
        # null is a small group.
        **{name: None if small.holds(n) else n for name, n in counts.items()},
        "sites": [asdict(item) for item in found],
    }
