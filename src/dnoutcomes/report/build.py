"""build_report: from an analysis to its report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.figures.colours import painting
from dnoutcomes.figures.mark import marking
from dnoutcomes.language import Language, speaking
from dnoutcomes.language.in_force import in_force
from dnoutcomes.report.files.results_table import results_table
from dnoutcomes.report.releases.internal import INTERNAL, analysis_for, mark_of, release_of
from dnoutcomes.report.releases.release_record import read_record
from dnoutcomes.report.render.cover import cover_of
from dnoutcomes.report.render.house_style import HouseStyle
from dnoutcomes.report.report import Report
from dnoutcomes.report.sections.choose_sections import choose_sections
from dnoutcomes.report.sections.compute_results import compute_results
from dnoutcomes.report.sections.report_section import ReportSection


def build_report(
    analysis: AnalysisData,
    progress: Callable[[str], None] | None = None,
    *,
    audience: str = "clinic",
    quarter: str | None = None,
    language: str | Path | Language | None = None,
    style: HouseStyle | str | Path | None = None,
    releases: str | Path | None = None,
    release: str = "protected",
    sections: Iterable[str | ReportSection] | None = None,
) -> Report:
    """Compute everything that the report of an analysis says, and write its sections.

    Parameters
    ----------
    analysis : AnalysisData
        From `build_analysis`.
    progress : callable, optional
        Told the name of each step as it begins.
    audience : {"clinic", "patients", "funder", "paper"}
        For whom it is: which of the plan's sections are left out. The numbers beside the sections are the same for all.
    quarter : str, optional
        Such as "2026Q3": report the patients who belong to it, beside the quarters before. Default: everybody.
    language : str, Path or Language, optional
        What to write it in: "en", "es", "es-MX" or a PO file; see `load_language`. Default: that of the style,
        else the language in force.
    style : HouseStyle, str or Path, optional
        The clinic's name, logo, colours, language and templates, or the TOML file that holds them.
    releases : str or Path, optional
        The release record: what gives a small group away to a reader who has the reports on it is withheld. Give it to
        `Report.write` too, which puts this report on it.
    release : {"protected", "internal"}
        "internal" hides and rounds nothing: for the clinic itself and a trial's own team. Every page, sheet and figure
        is marked so, the name of the directory ends in "-internal", and the clinic's own templates, which could leave
        the mark out, aren't used. The plan and its hash stay the same. Default: small groups are hidden.
    sections : iterable of str or ReportSection, optional
        Names or entries of sections in the place of the plan's. Those that aren't for the audience are left out, and
        the summary and the limits are always told. See `ReportSection` for one of your own.

    Returns
    -------
    Report
        `build_report(analysis).write(directory)` writes it.

    Raises
    ------
    DisclosureError
        A small group could be worked out from what would be shown, with the reports on the release record; or an
        internal report for patients or a funder.
    PlanError
        A section or an audience that doesn't exist.
    DataError
        A quarter that no patient belongs to, or data without dates.
    StyleError
        A house style that can't be used.
    LanguageError
        No such language, or a language file that can't be used.

    Notes
    -----
    Results are computed once, released by disclosure control, and only then turned into sentences, tables and figures.
    Where small or odd data don't allow a model, the report says so and shows what there is.
    """
    look = style if isinstance(style, HouseStyle) else HouseStyle.from_toml(style) if style else HouseStyle()
    chosen = release_of(release, analysis.plan, audience)
    told = choose_sections(analysis.plan, audience=audience, quarter=quarter, sections=sections)
    record = () if releases is None or chosen == INTERNAL else read_record(Path(releases))
    if chosen == INTERNAL:
        look = look.model_copy(update={"templates": {}})
    step = progress or (lambda text: None)
    with (
        speaking(language or look.language or in_force()) as spoken,
        painting(look.arms),
        marking(mark_of(chosen)),
    ):
        computed = compute_results(
            analysis_for(analysis, chosen), step, sections=told, quarter=quarter, record=record
        )
        results = replace(computed, audience=audience, release=chosen)
        step("writing the sections")
        written = tuple(section(results) for section in told)
        return Report(cover_of(results, quarter, spoken, look), written, results, results_table(results))
