"""The release record: what the reports beside it have shown, so that a later one doesn't give a small group away.

It holds nothing that those reports don't show, but it says in one place what several readers were told: it stays in the
clinic.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dnoutcomes.disclosure import Key
from dnoutcomes.errors import DisclosureError
from dnoutcomes.report.export import json_bytes
from dnoutcomes.writing import write_file

RECORD = "releases.json"
FORMAT = "dnoutcomes releases, version 1"
LOCK = ".releases.lock"


@dataclass(frozen=True)
class Release:
    """One report as somebody may have been given it.

    Attributes
    ----------
    directory : str
        Name of the directory it was written to.
    input_sha256, plan_sha256 : str
        Hashes of the file and of the plan.
    site, quarter : str
        Whose patients it is about; empty where it's about all.
    audience : str
    smallest_cell : int
    counts : mapping of key to str
        Numbers of patients as shown: "57", "1 to 10", "withheld".
    estimates : mapping of str to float
        Estimates that are shown, by what they are called in results.csv.
    """

    directory: str
    input_sha256: str
    plan_sha256: str
    site: str
    quarter: str
    audience: str
    smallest_cell: int
    counts: Mapping[Key, str]
    estimates: Mapping[str, float]

    @property
    def cut(self) -> tuple[str, str, str, str, int]:
        """What decides which numbers are shown: file, plan, whose patients, smallest cell. The audience doesn't."""
        return self.input_sha256, self.plan_sha256, self.site, self.quarter, self.smallest_cell

    @property
    def exact(self) -> dict[Key, int]:
        """Numbers of patients that are shown as they are."""
        return {key: int(shown) for key, shown in self.counts.items() if shown.isdecimal()}


def read_record(path: Path) -> tuple[Release, ...]:
    """Read a release record; none where there is no file.

    Raises
    ------
    DisclosureError
        The file isn't a release record that this version can read.
    """
    if not path.exists():
        return ()
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != FORMAT:
            raise KeyError(content["format"])
        return tuple(_read_release(entry) for entry in content["releases"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DisclosureError(
            f"{path} can't be read as a release record ({FORMAT}), so nobody can tell what earlier reports have shown; "
            "nothing was written. Bring back a whole copy of it, or write to a directory elsewhere if no reader of "
            "this report has an earlier one"
        ) from error


def _read_release(entry: Mapping[str, Any]) -> Release:
    words = {
        name: str(entry[name]) for name in ("directory", "input_sha256", "plan_sha256", "site", "quarter")
    }
    return Release(
        **words,
        audience=str(entry["audience"]),
        smallest_cell=int(entry["smallest_cell"]),
        counts={tuple(str(part) for part in row["key"]): str(row["shown"]) for row in entry["counts"]},
        estimates={str(row["name"]): float(row["shown"]) for row in entry["estimates"]},
    )


def write_record(path: Path, releases: tuple[Release, ...]) -> None:
    """Replace a release record in one step."""
    content = json_bytes({"format": FORMAT, "releases": [_plain(release) for release in releases]})
    write_file(path, content, 0o600)


def _plain(release: Release) -> dict[str, object]:
    return vars(release) | {
        "counts": [{"key": list(key), "shown": shown} for key, shown in release.counts.items()],
        "estimates": [{"name": name, "shown": shown} for name, shown in release.estimates.items()],
    }


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a release record, so that two reports written at once are attacked one after the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / LOCK).open("a+b") as handle:
        try:
            import fcntl
        except ImportError:  # Windows
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            fcntl.flock(handle, fcntl.LOCK_EX)
        # Closing the file lets go of it.
        yield
