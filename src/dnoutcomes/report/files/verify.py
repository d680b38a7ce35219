"""verify_report: whether what a run wrote is whole and unchanged, and which file it was made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from dnoutcomes.destination import MANIFEST
from dnoutcomes.errors import OutputError
from dnoutcomes.file_bytes import TABLE_BYTES, FileBytesError, read_bytes
from dnoutcomes.report.export import sha256
from dnoutcomes.report.files.site_files import INDEX, WITHOUT_SITE, list_of
from dnoutcomes.report.files.verification import ReportVerification
from dnoutcomes.report.files.written_facts import read_index, read_manifest
from dnoutcomes.report.names.plain_text import plain_text
from dnoutcomes.writing import busy, digest, left_behind, names_below, replaced_one

_SHOWN = 3


def verify_report(directory: str | Path, input: str | Path | None = None) -> ReportVerification:
    """Say whether a report, or the reports by site, are whole, unchanged, and of which file.

    Parameters
    ----------
    directory : str or Path
        That a run wrote. Nothing in it is changed.
    input : str or Path, optional
        A file, to be told whether the report was made of it.

    Returns
    -------
    ReportVerification

    Raises
    ------
    OutputError
        There is no report, its manifest can't be read, or a run is writing to it at this moment.

    Notes
    -----
    A manifest answers for the files that it lists and not for itself: who changes both isn't noticed here. Keep its
    SHA-256 (`sealed_by`) elsewhere to notice that too.

    Examples
    --------
    >>> verify_report("no/report")
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.OutputError: no/report holds no report that could be verified: it has neither manifest.json nor
    sites.json. Name the directory that dnoutcomes report has written
    """
    place = Path(directory)
    found = _verify(place, None if input is None else _hash_of(Path(input)))
    if not found.passed and busy(place):
        raise OutputError(f"a run is writing to {place} at this moment. Verify it again when that is done")
    return found


def _verify(place: Path, input_hash: str | None) -> ReportVerification:
    seal = place / (INDEX if (place / INDEX).is_file() else MANIFEST)
    if not seal.is_file():
        raise OutputError(_nothing_there(place))
    content = _read(seal)
    if seal.name == INDEX:
        facts, manifests = read_index(content, seal)
        listed, missing, changed = _of_sites(place, manifests)
    else:
        manifests = {}
        facts, listed = read_manifest(content, seal)
        missing, changed = _against(place, listed)
    left, half_done = left_behind(place)
    expected = {*listed, seal.name, WITHOUT_SITE, *(list_of(name) for name in manifests)}
    return ReportVerification(
        directory=str(place),
        facts=facts,
        sealed_by=sha256(content),
        written=datetime.fromtimestamp(seal.stat().st_mtime).astimezone().isoformat(timespec="seconds"),
        n_files=len(listed),
        n_sites=len(manifests),
        missing=tuple(sorted(missing)),
        changed=tuple(sorted(changed)),
        added=tuple(name for name in names_below(place) if name not in expected and not _is_left(name, left)),
        left=() if busy(place) else left,
        mixed=half_done and bool(missing or changed),
        is_of_input=None if input_hash is None else input_hash == facts.input_sha256,
    )


def _against(place: Path, listed: dict[str, str], above: str = "") -> tuple[list[str], list[str]]:
    """Names of files that are missing, and of those that aren't what is listed."""
    found = {name: digest(place / name) for name in listed}
    missing = [f"{above}{name}" for name in listed if not found[name] and not (place / name).exists()]
    changed = [f"{above}{name}" for name, hashed in listed.items() if found[name] != hashed]
    return missing, [name for name in changed if name not in missing]


def _of_sites(place: Path, manifests: dict[str, str]) -> tuple[dict[str, str], list[str], list[str]]:
    """All files of all sites, those missing and those changed, by the manifest that the index has the hash of."""
    own = {f"{name}/{MANIFEST}": hashed for name, hashed in manifests.items()}
    missing, changed = _against(place, own)
    listed = dict(own)
    for name in manifests:
        if f"{name}/{MANIFEST}" in (*missing, *changed):
            continue
        path = place / name / MANIFEST
        _, files = read_manifest(_read(path), path)
        gone, other = _against(place / name, files, f"{name}/")
        missing, changed = missing + gone, changed + other
        listed |= {f"{name}/{file}": hashed for file, hashed in files.items()}
    return listed, missing, changed


def _is_left(name: str, left: Iterable[str]) -> bool:
    return any(name == part or name.startswith(f"{part}/") for part in left)


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path, TABLE_BYTES)
    except FileBytesError as error:
        raise OutputError(f"{plain_text(str(path))}: {error}") from None


def _hash_of(path: Path) -> str:
    return sha256(_read(path))


def _nothing_there(place: Path) -> str:
    old = replaced_one(place)
    if old is not None:
        return (
            f"{place} isn't there: a run was ended while it replaced it. The earlier report is whole, in {old}; it "
            f"comes back when dnoutcomes report writes to {place} again, or when you rename it"
        )
    return (
        f"{place} holds no report that could be verified: it has neither {MANIFEST} nor {INDEX}. Name the directory "
        "that dnoutcomes report has written"
    )
