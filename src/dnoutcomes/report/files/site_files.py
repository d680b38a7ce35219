"""Which files of a directory the reports by site are: the index, a report per site, and lists of what was set aside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dnoutcomes.destination import written_files
from dnoutcomes.outcomes.rejects import is_list
from dnoutcomes.report.names.site_names import is_site_directory

INDEX = "sites.json"
INDEX_FORMAT = "dnoutcomes sites, version 1"
WITHOUT_SITE = "set-aside-without-site.csv"


def list_of(directory: str) -> str:
    """Name of the list of what was set aside of the site with this directory."""
    return f"{directory}-set-aside.csv"


def is_index(content: bytes) -> bool:
    """Whether this is the content of an index of reports by site."""
    return b'"dnoutcomes sites, version' in content


def site_files(directory: Path, now: Iterable[str] = ()) -> dict[str, str]:
    """Name to hash of the files that runs by site wrote in a directory and nobody changed.

    Parameters
    ----------
    directory : Path
    now : iterable of str
        Directories of sites that may not be on the index there.
    """
    files: dict[str, str] = {}
    for name in {*now, *_listed(directory / INDEX)}:
        files |= {f"{name}/{file}": digest for file, digest in written_files(directory / name).items()}
        files |= _hash_where(directory, list_of(name), is_list)
    return files | _hash_where(directory, WITHOUT_SITE, is_list) | _hash_where(directory, INDEX, is_index)


def _hash_where(directory: Path, name: str, is_ours: Callable[[bytes], bool]) -> dict[str, str]:
    path = directory / name
    if path.is_symlink() or not path.is_file():
        return {}
    content = path.read_bytes()
    return {name: hashlib.sha256(content).hexdigest()} if is_ours(content) else {}


def _listed(index: Path) -> Iterator[str]:
    try:
        names = [str(item["directory"]) for item in json.loads(index.read_bytes())["sites"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # no index, or not one of ours
        return
    yield from (name for name in names if is_site_directory(name))
