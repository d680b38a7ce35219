"""The files that a report can be written as, and which of them this installation can write."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from dnoutcomes.destination import MANIFEST
from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.registry import Registry
from dnoutcomes.report.export import csv_bytes, json_bytes
from dnoutcomes.report.files.figures_export import figure_files

if TYPE_CHECKING:
    import pandas as pd

    from dnoutcomes.report.blocks.section import Section
    from dnoutcomes.report.render.cover import Cover

EXTRA = "dnoutcomes[report]"


class Written(Protocol):
    """What of a report the formats are written from."""

    @property
    def cover(self) -> Cover: ...
    @property
    def sections(self) -> tuple[Section, ...]: ...
    @property
    def table(self) -> pd.DataFrame: ...
    @property
    def html(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Format:
    """A format of the report.

    Attributes
    ----------
    render : callable
        Report to name and content of the files.
    files : tuple of str
        Names of the files, where they are the same for every report.
    module, package : str
        What renders it beyond the core installation: the module that is imported, and the package that holds it. Empty
        where nothing else is needed.
    """

    render: Callable[[Written], dict[str, bytes]]
    files: tuple[str, ...] = ()
    module: str = ""
    package: str = ""

    @property
    def installed(self) -> bool:
        """Whether this installation can write it."""
        return not self.module or find_spec(self.module) is not None


def _html(report: Written) -> dict[str, bytes]:
    return {"report.html": report.html.encode("utf-8")}


def _pdf(report: Written) -> dict[str, bytes]:
    from dnoutcomes.report.render.pdf import render_pdf

    return {"report.pdf": render_pdf(report.cover, report.sections)}


def _docx(report: Written) -> dict[str, bytes]:
    from dnoutcomes.report.render.docx import render_docx

    return {"report.docx": render_docx(report.cover, report.sections)}


def _xlsx(report: Written) -> dict[str, bytes]:
    from dnoutcomes.report.render.xlsx import render_xlsx

    return {"tables.xlsx": render_xlsx(report.cover, report.sections, report.table)}


def _figures(report: Written) -> dict[str, bytes]:
    return figure_files(report.sections)


def _csv(report: Written) -> dict[str, bytes]:
    return {"results.csv": csv_bytes(report.table)}


def _json(report: Written) -> dict[str, bytes]:
    return {"results.json": json_bytes(report.to_dict())}


FORMATS: Registry[Format] = Registry(
    "report format",
    [
        ("html", Format(_html, ("report.html",))),
        ("pdf", Format(_pdf, ("report.pdf",), "typst", "typst")),
        ("docx", Format(_docx, ("report.docx",), "docx", "python-docx")),
        ("xlsx", Format(_xlsx, ("tables.xlsx",), "xlsxwriter", "XlsxWriter")),
        ("figures", Format(_figures)),
        ("csv", Format(_csv, ("results.csv",))),
        ("json", Format(_json, ("results.json",))),
    ],
)


def choose_formats(asked: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the formats to write, in the order of `FORMATS`.

    Parameters
    ----------
    asked : iterable of str, optional
        Names of formats; by default all that this installation can write.

    Raises
    ------
    DnOutcomesError
        A format that isn't known, or one that needs a package that isn't installed.

    Examples
    --------
    >>> choose_formats(["json", "html"])
    ('html', 'json')
    """
    if asked is None:
        return tuple(name for name, item in FORMATS.items() if item.installed)
    names = set(asked)
    for name in sorted(names):
        if not FORMATS[name].installed:
            raise DnOutcomesError(_missing(name))
    return tuple(name for name in FORMATS if name in names)


def expected_files(formats: Iterable[str]) -> tuple[str, ...]:
    """Names of the files of a report in these formats that are known before it's computed, the manifest last.

    Examples
    --------
    >>> expected_files(["html", "figures"])
    ('report.html', 'manifest.json')
    """
    return (*(file for name in formats for file in FORMATS[name].files), MANIFEST)


def skipped_formats() -> dict[str, str]:
    """Formats that this installation can't write, each with the reason and the remedy."""
    return {name: _missing(name) for name, item in FORMATS.items() if not item.installed}


def renderer_versions(names: Iterable[str]) -> dict[str, str]:
    """Versions of the packages that these formats need beyond the core installation."""
    return {FORMATS[name].package: version(FORMATS[name].package) for name in names if FORMATS[name].package}


def _missing(name: str) -> str:
    return f"format '{name}' needs {FORMATS[name].package}, which isn't installed: pip install '{EXTRA}'"
