"""Write a directory of files so that a run that dies leaves the old ones whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_files(directory: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a directory, each replaced in one step once all of them are complete on disk.

    Parameters
    ----------
    directory : Path
        Made where it doesn't exist. Other files in it are left alone.
    files : mapping of str to bytes
        Name to content.

    Returns
    -------
    list of Path
        The files, in the order given.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=directory) as place:
        for name, content in files.items():
            with (Path(place) / name).open("wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
        for name in files:
            (Path(place) / name).replace(directory / name)
    return [directory / name for name in files]
