"""SiteReport, SiteReports: what became of one site of a file, and of all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd


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
