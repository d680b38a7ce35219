"""Report: the sections and the numbers behind them, ready to be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.report.compute import compute_results
from dnoutcomes.report.export import csv_bytes, json_bytes, sha256
from dnoutcomes.report.render_html import render_html
from dnoutcomes.report.results import ReportResults
from dnoutcomes.report.results_table import results_table
from dnoutcomes.report.run_facts import package_versions
from dnoutcomes.report.section import Section
from dnoutcomes.report.sections import SECTIONS
from dnoutcomes.report.words.plain_text import plain_text
from dnoutcomes.report.words.verdict import headline
from dnoutcomes.report.write import write_files


@dataclass(frozen=True, eq=False)
class Report:
    """Sections, and the released numbers that they were written from.

    Attributes
    ----------
    title, subtitle : str
    sections : tuple of Section
    results : ReportResults
        Holds no row of a patient and no number of a small group, but for `results.counts.linked`.
    table : pandas.DataFrame
        Every number of the report; see `results_table`.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    results: ReportResults
    table: pd.DataFrame

    def __repr__(self) -> str:
        size = f"{len(self.sections)} sections, {len(self.table)} rows of results"
        return f"Report: {self.title!r}, {size}. {self.headline}"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p><strong>{escape(self.title)}</strong></p><p>{escape(self.headline)}</p>"

    @property
    def headline(self) -> str:
        """What was found, in one sentence."""
        return headline(
            self.results.answer.verdict, self.results.setting, self.results.setting.plan.primary_visit
        )

    @cached_property
    def html(self) -> str:
        """The page."""
        return render_html(self.title, self.subtitle, self.sections)

    def files(self) -> dict[str, bytes]:
        """Name to content of everything that `write` writes."""
        files = {
            "report.html": self.html.encode("utf-8"),
            "results.csv": csv_bytes(self.table),
            "results.json": json_bytes(self._results()),
        }
        return files | {"manifest.json": json_bytes(self._manifest(files))}

    def write(self, directory: str | Path) -> list[Path]:
        """Write the report to a directory, which is made where it doesn't exist.

        Parameters
        ----------
        directory : str or Path

        Returns
        -------
        list of Path
            report.html, results.csv, results.json and manifest.json. All of them are aggregate: rows of patients never
            travel with a report. Other files in the directory are left alone.
        """
        return write_files(Path(directory), self.files())

    def _results(self) -> dict[str, Any]:
        setting, answer = self.results.setting, self.results.answer
        return {
            "format": "dnoutcomes results, version 1",
            "title": self.title,
            "headline": self.headline,
            "verdict": answer.verdict,
            "method": answer.method,
            "outcome": {"code": setting.instrument.code, "label": setting.instrument.label,
                        "better": setting.better, "unit": setting.instrument.unit},
            "design": setting.plan.design,
            "primary_visit": setting.plan.primary_visit,
            "contrast": setting.plan.contrast_label,
            "confidence_level": setting.plan.confidence_level,
            "smallest_cell": setting.plan.smallest_cell,
            "results": self.table.to_dict("records"),
        }  # fmt: skip

    def _manifest(self, files: dict[str, bytes]) -> dict[str, Any]:
        facts, quality = dict(self.results.provenance), self.results.quality
        return {
            "format": "dnoutcomes manifest, version 1",
            "input": {"name": facts["Data file"], "sha256": facts["SHA-256 of the data file"],
                      "rows": quality.n_rows, "rows_used": quality.n_records, "rows_set_aside": quality.n_set_aside},
            "plan_sha256": self.results.setting.plan.hash,
            "seed": self.results.setting.plan.seed,
            "covariance_used": facts["Covariance used"],
            "versions": package_versions(),
            "files": {name: {"sha256": sha256(content), "bytes": len(content)} for name, content in files.items()},
        }  # fmt: skip


def build_report(analysis: AnalysisData, progress: Callable[[str], None] | None = None) -> Report:
    """Compute everything that the report of an analysis says, and write its sections.

    Parameters
    ----------
    analysis : AnalysisData
        From `build_analysis`.
    progress : callable, optional
        Told the name of each step as it begins.

    Returns
    -------
    Report
        `build_report(analysis).write(directory)` writes it.

    Raises
    ------
    DisclosureError
        A small group could be worked out from what would be shown.

    Notes
    -----
    Results are computed once, released by disclosure control, and only then turned into sentences, tables and figures.
    Where small or odd data don't allow a model, the report says so and shows what there is.
    """
    step = progress or (lambda text: None)
    results = compute_results(analysis, step)
    step("writing the sections")
    sections = tuple(build(results) for build in SECTIONS.values())
    setting = results.setting
    subtitle = f"{setting.treated} against {setting.reference}; {setting.outcome}, {setting.scale}"
    return Report(
        plain_text(setting.plan.title),
        subtitle[:1].upper() + subtitle[1:],
        sections,
        results,
        results_table(results),
    )
