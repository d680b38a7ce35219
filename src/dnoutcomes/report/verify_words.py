"""The answer of verify_report in the words of whoever asks whether a report can be relied on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dnoutcomes.report.words.plain_text import plain_text

if TYPE_CHECKING:
    from dnoutcomes.report.verify import ReportVerification

_SHOWN = 5


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
