"""One file of a network, taken apart: which patient belongs to which site, and what the file holds of one site."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dnoutcomes.derive import derive_day
from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import Outcomes, validate
from dnoutcomes.plan import Plan
from dnoutcomes.readers.finding import issues_frame, rejects_frame

SITE = "site_id"


@dataclass(frozen=True, eq=False)
class SitesOfPatients:
    """Whose patients and rows are whose.

    Attributes
    ----------
    of_patients : pandas.Series
        Site by `patient_id`; patients without one aren't in it.
    of_rows : pandas.Series
        Site by line of the file, missing where it's nobody's.
    n_without : int
        Patients with an accepted record and no site.
    n_moved : int
        Patients with accepted records at more than one site.
    """

    of_patients: pd.Series
    of_rows: pd.Series
    n_without: int
    n_moved: int

    @property
    def names(self) -> list[str]:
        """The sites, sorted."""
        return sorted(set(self.of_rows.dropna()))


def sites_of_patients(outcomes: Outcomes) -> SitesOfPatients:
    """Find the site of every patient and every row.

    Parameters
    ----------
    outcomes : Outcomes
        From `read_outcomes`.

    Returns
    -------
    SitesOfPatients

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
        of_patients,
        of_rows.set_axis(rows["source_row"]),
        int((~records["patient_id"].drop_duplicates().isin(of_patients.index)).sum()),
        int((accepted.groupby("patient_id")[SITE].nunique() > 1).sum()),
    )


def outcomes_of_site(outcomes: Outcomes, sites: SitesOfPatients, site: str | None) -> Outcomes:
    """Return what the file holds of one site, as if nobody else were in it.

    Parameters
    ----------
    outcomes : Outcomes
        Of the whole file.
    sites : SitesOfPatients
    site : str or None
        None for the patients and rows without a site.

    Returns
    -------
    Outcomes
        Its source has the name and the hash of the file and the numbers of rows of the site. What was noticed in rows
        of other sites is left out, and what is said of a row counts and names nobody else.
    """

    def own(of: pd.Series) -> pd.Series:
        return of.isna() if site is None else of == site

    at_site = own(outcomes.records["patient_id"].map(sites.of_patients))
    records = outcomes.records[at_site].reset_index(drop=True)
    source_rows = np.unique(sites.of_rows.index[own(sites.of_rows)])
    findings = tuple(part for found in outcomes.findings if (part := found.of_rows(source_rows)) is not None)
    duplicates = sum(len(found.source_rows) for found in findings if found.sets_aside == "duplicate")
    lost = outcomes.without_records
    return replace(
        outcomes.in_memory(),
        # A patient who moved would bring the name of another site along.
        records=records.assign(**{SITE: site}) if site is not None else records,
        rejects=rejects_frame(findings),
        issues=issues_frame(findings),
        source=replace(
            outcomes.source,
            n_rows_read=len(source_rows),
            n_blank_rows=0,
            n_duplicates=duplicates,
            n_records=len(records),
            site=site or "",
        ),
        without_records=lost[own(lost["patient_id"].map(sites.of_patients))].reset_index(drop=True),
        rows=outcomes.rows[outcomes.rows["source_row"].isin(source_rows)].reset_index(drop=True),
        findings=findings,
    )


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
