"""The answer of verify_report, and its words for whoever asks whether a report can be relied on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dnoutcomes.report.files.written_facts import WrittenFacts
from dnoutcomes.report.names.plain_text import plain_text

_SHOWN = 5


@dataclass(frozen=True)
class ReportVerification:
    """How a directory that `report` wrote stands, against its manifest.

    Attributes
    ----------
    directory : str
    facts : WrittenFacts
        What the manifest says: of which file and plan the report was made, and by which version.
    sealed_by : str
        SHA-256 of the manifest (of sites.json for reports by site), which holds those of all other files.
    written : str
        When, as the disk says: a copy may have another date.
    n_files, n_sites : int
        Files that the manifest lists, or those of all sites; sites with a report (0 for the report of a whole file).
    missing, changed, added : tuple of str
        Files that are listed and not there, there and not as they were written, and there and not listed.
    left : tuple of str
        What a run that was ended left beside it or in it; the next one removes it.
    mixed : bool
        Whether a run was ended while it replaced the files one by one.
    is_of_input : bool or None
        Whether it was made of the file that was named; None where none was.
    """

    directory: str
    facts: WrittenFacts
    sealed_by: str
    written: str
    n_files: int
    n_sites: int
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]
    left: tuple[str, ...]
    mixed: bool
    is_of_input: bool | None

    @property
    def verdict(self) -> str:
        """One of "whole", "mixed" (of two runs), "changed" (or files missing), "other input" (than the file named)."""
        if self.mixed:
            return "mixed"
        if self.missing or self.changed:
            return "changed"
        return "other input" if self.is_of_input is False else "whole"

    @property
    def passed(self) -> bool:
        """Whether every file is as it was written, and of the file that was named."""
        return self.verdict == "whole"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values that JSON can hold."""
        return {"verdict": self.verdict, **asdict(self)}

    def __repr__(self) -> str:
        return "\n".join(sentences_of(self))


def sentences_of(found: ReportVerification) -> list[str]:
    """Return what there is to say, the verdict first.

    Parameters
    ----------
    found : ReportVerification
    """
    return [_verdict(found), *_what_differs(found), *_origin(found), *_beside(found)]


def _verdict(found: ReportVerification) -> str:
    what = f"the reports of {found.n_sites} sites" if found.n_sites else "the report"
    where = plain_text(found.directory)
    files = "its one file" if found.n_files == 1 else f"all {found.n_files} files"
    return {
        "whole": f"Whole and unchanged: {what} in {where}, {files}.",
        "other input": f"Whole and unchanged, but not of the file that you named: {what} in {where}, {files}.",
        "mixed": f"Mixed: {what} in {where}. A run was ended while it replaced the files one by one, so that old and "
        "new ones stand side by side. Don't use any of them. Run dnoutcomes report again: it finishes that first.",
        "changed": f"Not as it was written: {what} in {where}. Don't rely on it. Make it again, into another directory "
        "if you want to keep what was changed.",
    }[found.verdict]


def _what_differs(found: ReportVerification) -> list[str]:
    told = (("Changed since", found.changed), ("Missing", found.missing))
    return [f"{heading}: {_named(names)}." for heading, names in told if names]


def _origin(found: ReportVerification) -> list[str]:
    facts = found.facts
    rows = "" if facts.rows is None else (
        f" {facts.rows} rows, {facts.rows_used} used and {facts.rows_set_aside} set aside."
    )  # fmt: skip
    site = f" Only the patients of site {plain_text(facts.site)}." if facts.site else ""
    by = f", by dnoutcomes {plain_text(facts.version)}" if facts.version else ""
    lines = [
        f"Made of {plain_text(facts.input_name)}, SHA-256 {plain_text(facts.input_sha256)}.{rows}{site}",
        f"Written {found.written}{by}, with the plan of SHA-256 {plain_text(facts.plan_sha256)}.",
        f"Release: {plain_text(facts.release)}.",
        f"To notice later that somebody changed even the list of files, keep this number elsewhere: {found.sealed_by}",
    ]
    if found.is_of_input is not None:
        lines.insert(1, f"The file that you named {'is' if found.is_of_input else 'is not'} that file.")
    return lines


def _beside(found: ReportVerification) -> list[str]:
    lines = []
    if found.added:
        lines.append(f"In the directory, but not part of it: {_named(found.added)}.")
    if found.left and not found.mixed:
        lines.append(
            "A run was ended before it was done, which does no harm here. The next one removes what it left: "
            f"{_named(found.left)}."
        )
    return lines


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(plain_text(name) for name in names[:_SHOWN])
    return shown + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
