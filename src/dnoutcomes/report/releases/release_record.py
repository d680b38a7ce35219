"""The release record: what the reports beside it have shown, so that a later one doesn't give a small group away.

It says in one place what several readers were told, and how many patients were in the file: it stays in the clinic.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dnoutcomes.disclosure import Key, SmallGroups
from dnoutcomes.errors import DisclosureError
from dnoutcomes.report.export import json_bytes
from dnoutcomes.report.names.site_names import spoken_site
from dnoutcomes.writing import write_file

RECORD = "releases.json"
FORMAT = "dnoutcomes releases, version 1"
LOCK = ".releases.lock"
MOST_DIGITS = 7


@dataclass(frozen=True)
class Release:
    """One report as somebody may have been given it.

    Attributes
    ----------
    directory : str
        Name of the directory it was written to.
    input_sha256, data_sha256, plan_sha256 : str
        Hashes of the file, of the records that were read from it, and of the plan.
    site, quarter : str
        Whose patients it is about; empty where it's about all.
    audience : str
    smallest_cell : int
    patients : mapping of str to int
        How many were in the file, by arm. No report need show it; without it nobody can tell how far two are apart.
    counts : mapping of key to str
        Numbers of patients as shown: "57", "1 to 10", "withheld".
    estimates : mapping of str to float
        Estimates that are shown, by what they are called in results.csv.
    """

    directory: str
    input_sha256: str
    data_sha256: str
    plan_sha256: str
    site: str
    quarter: str
    audience: str
    smallest_cell: int
    patients: Mapping[str, int]
    counts: Mapping[Key, str]
    estimates: Mapping[str, float]

    @property
    def cut(self) -> tuple[str, str, str, str, str, int]:
        """What decides which numbers are shown: data, plan, whose patients, smallest cell. The audience doesn't."""
        data = self.input_sha256, self.data_sha256
        return *data, self.plan_sha256, self.site, self.quarter, self.smallest_cell

    @property
    def small_groups(self) -> SmallGroups:
        """Which numbers of patients it doesn't show."""
        return SmallGroups(self.smallest_cell)

    @property
    def scope(self) -> str:
        """Whose patients it is about, in words."""
        parts = [f"site {spoken_site(self.site)}"] if self.site else []
        return ", ".join([*parts, self.quarter] if self.quarter else parts) or "all"

    @property
    def in_file(self) -> str:
        """Patients of each arm in the file."""
        return ", ".join(f"{arm} {n}" for arm, n in self.patients.items())

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
    named = ("directory", "input_sha256", "data_sha256", "plan_sha256", "site", "quarter")
    words = {name: str(entry[name]) for name in named}
    return Release(
        **words,
        audience=str(entry["audience"]),
        smallest_cell=int(entry["smallest_cell"]),
        patients={str(arm): int(n) for arm, n in entry["patients"].items()},
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


def withdraw(path: Path, numbers: frozenset[int]) -> tuple[Release, ...]:
    """Take reports off a record that nobody outside the clinic was given.

    Parameters
    ----------
    path : Path
    numbers : frozenset of int
        Their places on the record, from 1.

    Returns
    -------
    tuple of Release
        What was taken off.

    Raises
    ------
    DisclosureError
        A number that the record doesn't have.
    """
    with held(path):
        record = read_record(path)
        if missing := sorted(number for number in numbers if not 1 <= number <= len(record)):
            raise DisclosureError(
                f"{path} has no number {missing[0]}: its reports are numbered from 1 to {len(record)}; see "
                "`dnoutcomes releases`"
            )
        write_record(path, tuple(item for place, item in enumerate(record, start=1) if place not in numbers))
    return tuple(record[number - 1] for number in sorted(numbers))


def numbers_in(text: str) -> frozenset[int]:
    """Read numbers and ranges of them.

    Examples
    --------
    >>> sorted(numbers_in("2, 5-7"))
    [2, 5, 6, 7]
    """
    found: set[int] = set()
    for part in text.split(","):
        ends = [end.strip() for end in part.split("-")]
        written = len(ends) <= 2 and all(end.isdecimal() and len(end) < MOST_DIGITS for end in ends)
        if not written or int(ends[0]) > int(ends[-1]):
            raise DisclosureError(f"numbers on the record are written as 2 or 2,5-7, got {text!r}")
        found |= set(range(int(ends[0]), int(ends[-1]) + 1))
    return frozenset(found)


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
