"""One file of a network, taken apart: which patient belongs to which site, and what the file holds of one site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.derive import derive_day
from dnoutcomes.engines.analysis_tables import count_patients_without
from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import Outcomes, StoredOutcomes, validate
from dnoutcomes.plan import Plan
from dnoutcomes.readers.finding import issues_frame, rejects_frame

SITE = "site_id"


@dataclass(frozen=True, eq=False)
class Sites:
    """The sites of a file.

    Attributes
    ----------
    names : list of str
        Sorted.
    n_without : int
        Patients with an accepted record and no site.
    n_moved : int
        Patients with accepted records at more than one site.
    """

    names: list[str]
    n_without: int
    n_moved: int


@dataclass(frozen=True, eq=False)
class SitesOfPatients(Sites):
    """Whose patients and rows are whose, of records in memory.

    Attributes
    ----------
    of_patients : pandas.Series
        Site by `patient_id`; patients without one aren't in it.
    of_rows : pandas.Series
        Site by line of the file, missing where it's nobody's.
    """

    of_patients: pd.Series
    of_rows: pd.Series


def sites_of_patients(outcomes: Outcomes) -> Sites:
    """Find the site of every patient and every row.

    Parameters
    ----------
    outcomes : Outcomes
        From `read_outcomes`.

    Returns
    -------
    Sites
        Of a file in a database, whose patients have one site in all their rows, no row is looked at.

    Raises
    ------
    DataError
        The file has no column of sites, or nothing in it.

    Notes
    -----
    A patient belongs to the site of time zero: that of the last record up to it that names one, else of the first one
    after it, else of a row that was set aside. All rows of a patient go there. A row without a patient belongs to the
    site that it names.
    """
    if isinstance(outcomes, StoredOutcomes) and outcomes.has_values(SITE):
        named = outcomes.file.columns[SITE].ranked.values
        return Sites(sorted(map(str, named)), _n_without_site(outcomes), 0)
    rows = outcomes.rows
    if SITE not in rows.columns or rows[SITE].isna().all():
        raise DataError(
            "the file doesn't say which site a patient belongs to, so there's no report by site; the column is "
            f"called {SITE} (or site, clinic, centre)"
        )
    records = derive_day(outcomes.records)
    day = rows["source_row"].map(records.groupby("source_row")["day"].min())
    named = rows.assign(day=day, late=day > 0, far=day.abs()).dropna(subset=["patient_id", SITE])
    named = named.sort_values(["late", "far", "source_row"], kind="stable")
    accepted, others = named[named["day"].notna()], named[named["day"].isna()]
    of_patients = pd.concat([accepted, others]).groupby("patient_id")[SITE].first()
    of_rows = rows[SITE].where(rows["patient_id"].isna(), rows["patient_id"].map(of_patients))
    return SitesOfPatients(
        sorted(set(of_rows.dropna())),
        int((~records["patient_id"].drop_duplicates().isin(of_patients.index)).sum()),
        int((accepted.groupby("patient_id")[SITE].nunique() > 1).sum()),
        of_patients,
        of_rows.set_axis(rows["source_row"]),
    )


def _n_without_site(outcomes: StoredOutcomes) -> int:
    return sum(outcomes.reduce(partial(count_patients_without, name=SITE)))


def outcomes_of_site(outcomes: Outcomes, sites: Sites, site: str | None) -> Outcomes:
    """Return what the file holds of one site, as if nobody else were in it.

    Parameters
    ----------
    outcomes : Outcomes
        Of the whole file.
    sites : Sites
    site : str or None
        None for the patients and rows without a site.

    Returns
    -------
    Outcomes
        Its source has the name and the hash of the file and the numbers of rows of the site. What was noticed in rows
        of other sites is left out, and what is said of a row counts and names nobody else.
    """
    part, source_rows = (
        _in_memory(outcomes, sites, site)
        if isinstance(sites, SitesOfPatients)
        else _in_database(outcomes, site)
    )
    findings = tuple(
        of_site for found in outcomes.findings if (of_site := found.of_rows(source_rows)) is not None
    )
    duplicates = sum(len(found.source_rows) for found in findings if found.sets_aside == "duplicate")
    return replace(
        part,
        rejects=rejects_frame(findings),
        issues=issues_frame(findings),
        source=replace(
            outcomes.source,
            n_rows_read=len(source_rows),
            n_blank_rows=0,
            n_duplicates=duplicates,
            n_records=len(part.records),
            site=site or "",
        ),
        findings=findings,
    )


def _in_memory(
    outcomes: Outcomes, sites: SitesOfPatients, site: str | None
) -> tuple[Outcomes, NDArray[np.int64]]:
    """Records, rows and lost patients of a site, and the lines of the file that are its own."""

    def own(of: pd.Series) -> pd.Series:
        return of.isna() if site is None else of == site

    records = outcomes.records[own(outcomes.records["patient_id"].map(sites.of_patients))].reset_index(
        drop=True
    )
    source_rows = np.unique(sites.of_rows.index[own(sites.of_rows)])
    lost = outcomes.without_records
    part = replace(
        outcomes.in_memory(),
        # A patient who moved would bring the name of another site along.
        records=records.assign(**{SITE: site}) if site is not None else records,
        without_records=lost[own(lost["patient_id"].map(sites.of_patients))].reset_index(drop=True),
        rows=outcomes.rows[outcomes.rows["source_row"].isin(source_rows)].reset_index(drop=True),
    )
    return part, source_rows


def _in_database(outcomes: Outcomes, site: str | None) -> tuple[Outcomes, NDArray[np.int64]]:
    assert isinstance(outcomes, StoredOutcomes)
    part = outcomes.of_patients_with(SITE, site)
    return part, np.unique(part.rows["source_row"])


def checked_anew(outcomes: Outcomes, plan: Plan) -> Outcomes:
    """Put the records of a site through the checks that look at all records together.

    Parameters
    ----------
    outcomes : Outcomes
        From `outcomes_of_site`.
    plan : Plan

    Returns
    -------
    Outcomes
        With what these checks notice in place of what they noticed in the whole file.

    Raises
    ------
    DataError
        The records can't be analysed, as where everybody is in one arm.
    """
    if outcomes.records.empty:
        raise DataError("every row of this site was set aside")
    issues = validate(outcomes, plan).issues
    grave = issues[issues["severity"].isin(["ask", "reject"])]
    if len(grave):
        raise DataError(
            " ".join(f"{row.message}. {row.remedy}".strip() for row in grave.itertuples()), issues=issues
        )
    return replace(outcomes, issues=issues)
