"""Report: the sections and the numbers behind them, ready to be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from dnoutcomes.destination import refuse_directory, refuse_replacing, written_files
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN
from dnoutcomes.figures.colours import painting
from dnoutcomes.language import Language, speaking
from dnoutcomes.report.blocks.section import Section
from dnoutcomes.report.export import exact, json_bytes, sha256
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.run_facts import covariance_used, package_versions
from dnoutcomes.report.files.formats import FORMATS, choose_formats, expected_files, renderer_versions
from dnoutcomes.report.files.written_facts import MANIFEST_FORMAT
from dnoutcomes.report.names.plain_text import sentence
from dnoutcomes.report.releases.earlier_releases import patients_of, put_on_record
from dnoutcomes.report.releases.internal import (
    INTERNAL,
    RELEASES,
    place_of,
)
from dnoutcomes.report.releases.release_record import Release
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.html import render_html
from dnoutcomes.report.words.verdict import headline
from dnoutcomes.writing import replacing, write_into


@dataclass(frozen=True, eq=False)
class Report:
    """Sections, and the released numbers that they were written from.

    Attributes
    ----------
    cover : Cover
    sections : tuple of Section
    results : ReportResults
        Holds no row of a patient and no number of a small group, but for `results.counts.linked`.
    table : pandas.DataFrame
        Every number of the report; see `results_table`.
    """

    cover: Cover
    sections: tuple[Section, ...]
    results: ReportResults
    table: pd.DataFrame

    def __repr__(self) -> str:
        size = f"{len(self.sections)} sections, {len(self.table)} rows of results"
        mark = f" {sentence(RELEASES[INTERNAL])}." if self.is_internal else ""
        return f"Report: {self.title!r}, {size}. {self.headline}{mark}"

    def _repr_html_(self) -> str:
        from html import escape

        mark = f"<p>{escape(self.cover.mark)}</p>" if self.is_internal else ""
        return f"{mark}<p><strong>{escape(self.title)}</strong></p><p>{escape(self.headline)}</p>"

    @property
    def is_internal(self) -> bool:
        """Whether it holds small groups and is for the clinic itself only."""
        return self.results.release == INTERNAL

    @property
    def n_hidden(self) -> int:
        """Rows of `table` of which something is hidden."""
        return int(self.table["state"].isin(NOT_TO_BE_SHOWN).sum())

    @property
    def title(self) -> str:
        """What it is called."""
        return self.cover.title

    @property
    def language(self) -> Language:
        """What it is written in."""
        return self.cover.language

    @property
    def headline(self) -> str:
        """What was found, in one sentence."""
        setting = self.results.setting
        with speaking(self.language):
            return headline(self.results.answer.verdict, setting, setting.plan.primary_visit)

    @cached_property
    def html(self) -> str:
        """The page."""
        with speaking(self.language), painting(self.cover.style.arms):
            return render_html(self.cover, self.sections)

    def files(self, formats: Iterable[str] | None = None) -> dict[str, bytes]:
        """Name to content of everything that `write` writes."""
        chosen = choose_formats(formats)
        with speaking(self.language), painting(self.cover.style.arms):
            files = {
                name: content for format_ in chosen for name, content in FORMATS[format_].render(self).items()
            }
        return files | {"manifest.json": json_bytes(self._manifest(files, chosen))}

    def write(
        self,
        directory: str | Path,
        formats: Iterable[str] | None = None,
        *,
        releases: str | Path | None = None,
    ) -> list[Path]:
        """Write the report to a directory, which is made where it doesn't exist.

        Parameters
        ----------
        directory : str or Path
            The name of an internal report's ends in "-internal"; where it doesn't, that is added.
        formats : iterable of str, optional
            Of "html", "pdf", "docx", "xlsx", "figures", "csv" and "json"; by default all that this installation can
            write.
        releases : str or Path, optional
            The release record, best releases.json beside the directory. The report is attacked with what it holds, and
            put on it before it's there. Give it to `build_report` too. By default nothing is recorded, and an internal
            report never is.

        Returns
        -------
        list of Path
            report.html, report.pdf, report.docx, tables.xlsx, the files of figures/, results.csv and results.json as
            chosen, then manifest.json. All of them are aggregate: rows of patients never travel with a report.

        Raises
        ------
        DnOutcomesError
            A format that isn't known, or one that needs a package that isn't installed.
        OutputError
            The directory can't be written, another run is writing to it, or files in it would be replaced that no
            report wrote or somebody changed.
        DisclosureError
            A few patients' numbers would follow from this report and one on the release record, or the record can't be
            read.

        Notes
        -----
        The directory holds one report. Files of an earlier one in it that this one doesn't write are removed, unless
        somebody changed them; all other files are left alone. A run that is ended leaves the earlier report whole: the
        directories are exchanged in one step where the system can.
        """
        place = place_of(Path(directory), self.results.release)
        refuse_directory(place)
        with replacing(place, written_files) as new:
            refuse_replacing(place, expected_files(choose_formats(formats)))
            files = self.files(formats)
            refuse_replacing(place, files)
            write_into(new, files, place)
            # What can't be written isn't recorded; what is recorded can only be withheld from somebody, not shown.
            if releases is not None and not self.is_internal:
                put_on_record(Path(releases), self.record_entry(place.name))
        return [place / name for name in files]

    def record_entry(self, directory: str) -> Release:
        """What a release record holds of this report, written to a directory of this name."""
        counts, table = self.results.counts, self.table
        labels = ["table", "outcome", "cause", "arm", "visit", "contrast", "analysis"]
        told = table[~table["state"].isin(NOT_TO_BE_SHOWN) & table["estimate"].notna()]
        names = (
            told[labels].astype("object").where(told[labels].notna(), "").astype(str).agg(" / ".join, axis=1)
        )
        return Release(
            directory=directory,
            **vars(self.results.cut),
            audience=self.results.audience,
            patients=patients_of(counts.linked),
            counts={
                key: str(counts.shown(key))
                for key, status in counts.statuses.items()
                if status != "unprinted"
            },
            estimates={name: exact(value) for name, value in zip(names, told["estimate"])},
        )

    def to_dict(self) -> dict[str, Any]:
        """What results.json holds: the answer, how it was asked, and every number of the report."""
        setting, answer = self.results.setting, self.results.answer
        return {
            "format": "dnoutcomes results, version 1",
            "release": RELEASES[self.results.release],
            "title": self.title,
            "headline": self.headline,
            "verdict": answer.verdict,
            "method": answer.method,
            "outcome": {"code": setting.instrument.code, "label": setting.instrument.label,
                        "better": setting.instrument.direction, "unit": setting.instrument.unit},
            "design": setting.plan.design,
            "primary_visit": setting.plan.primary_visit,
            "contrast": setting.plan.contrast_label,
            "confidence_level": setting.plan.confidence_level,
            "smallest_cell": setting.plan.small_groups.smallest_cell,
            "clusters": None if self.results.clusters is None else self.results.clusters.to_dict(),
            "results": self.table.to_dict("records"),
        }  # fmt: skip

    def _manifest(self, files: dict[str, bytes], formats: tuple[str, ...]) -> dict[str, Any]:
        facts, quality = dict(self.results.provenance), self.results.quality
        return {
            "format": MANIFEST_FORMAT,
            "input": {"name": facts["Data file"], "sha256": facts["SHA-256 of the data file"],
                      **({"site": quality.site} if quality.site else {}),
                      "rows": quality.n_rows, "rows_used": quality.n_records, "rows_set_aside": quality.n_set_aside},
            "release": RELEASES[self.results.release],
            "smallest_cell": self.results.counts.small_groups.smallest_cell,
            "plan_sha256": facts["SHA-256 of the plan"],
            "seed": self.results.setting.plan.seed,
            "covariance_used": covariance_used(self.results.model),
            "language": self.language.code,
            "house_style_sha256": self.cover.style.hash,
            "versions": package_versions() | renderer_versions(formats),
            "files": {name: {"sha256": sha256(content), "bytes": len(content)} for name, content in files.items()},
        }  # fmt: skip
