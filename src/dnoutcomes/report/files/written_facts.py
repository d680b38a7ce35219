"""What a manifest, or the index of reports by site, says of the run that wrote it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dnoutcomes.destination import are_inside
from dnoutcomes.errors import OutputError
from dnoutcomes.report.files.site_files import INDEX_FORMAT
from dnoutcomes.report.names.site_names import is_site_directory

MANIFEST_FORMAT = "dnoutcomes manifest, version 1"
_ODD = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class WrittenFacts:
    """What was written, and of what.

    Attributes
    ----------
    input_name, input_sha256 : str
        The file that was read.
    rows, rows_used, rows_set_aside : int or None
        Of that file, or of its rows of one site; None for reports by site, whose manifests have them.
    site : str
        Whose patients the report is about; empty where it's about all.
    release : str
        "protected", or that it's internal and mustn't be given away.
    plan_sha256 : str
    version : str
        Of this package; empty for reports by site, whose manifests have it.
    """

    input_name: str
    input_sha256: str
    rows: int | None
    rows_used: int | None
    rows_set_aside: int | None
    site: str
    release: str
    plan_sha256: str
    version: str


def read_manifest(content: bytes, path: Path) -> tuple[WrittenFacts, dict[str, str]]:
    """Return what a manifest says, and its files with their hashes.

    Raises
    ------
    OutputError
        It isn't a manifest of this package, or names files outside its directory.
    """
    try:
        told = _told(content, MANIFEST_FORMAT)
        source = told["input"]
        counts = {name: int(source[name]) for name in ("rows", "rows_used", "rows_set_aside")}
        facts = WrittenFacts(
            input_name=str(source["name"]),
            input_sha256=str(source["sha256"]),
            site=str(source.get("site", "")),
            release=str(told["release"]),
            plan_sha256=str(told["plan_sha256"]),
            version=str(told["versions"]["dnoutcomes"]),
            **counts,
        )
        listed = {str(name): str(facts["sha256"]) for name, facts in told["files"].items()}
    except _ODD:
        raise _unreadable(path, "manifest") from None
    if not are_inside(listed):
        raise _unreadable(path, "manifest")
    return facts, listed


def read_index(content: bytes, path: Path) -> tuple[WrittenFacts, dict[str, str]]:
    """Return what the index of reports by site says, and the directories with the hashes of their manifests.

    Raises
    ------
    OutputError
        It isn't an index of this package, or names directories elsewhere.
    """
    try:
        told = _told(content, INDEX_FORMAT)
        facts = WrittenFacts(
            input_name=str(told["input"]["name"]),
            input_sha256=str(told["input"]["sha256"]),
            rows=None,
            rows_used=None,
            rows_set_aside=None,
            site="",
            release=str(told["release"]),
            plan_sha256=str(told["plan_sha256"]),
            version="",
        )
        written = [site for site in told["sites"] if site["written"]]
        manifests = {str(site["directory"]): str(site["manifest_sha256"]) for site in written}
    except _ODD:
        raise _unreadable(path, "index") from None
    if not all(is_site_directory(name) for name in manifests):
        raise _unreadable(path, "index")
    return facts, manifests


def _told(content: bytes, kind: str) -> dict[str, Any]:
    told = json.loads(content)
    if told["format"] != kind:
        raise KeyError(told["format"])
    return dict(told)


def _unreadable(path: Path, kind: str) -> OutputError:
    return OutputError(
        f"{path} can't be read as the {kind} of a report: it was changed, is another program's, or another version's. "
        "Make the report again into a new directory"
    )
