"""Typst in a process of its own, with bounds on time and memory: run as a file, by `set_apart`.

It imports nothing of the package, so that it starts at once.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

#: Seconds and bytes that a house template may take. The package's own takes a few seconds and some 300 MB.
SECONDS, MEMORY = 120, 3_000_000_000


class TypstApartError(Exception):
    """Why there is no document: too long, too large, or what Typst says with the line of the source."""


def set_apart(files: dict[str, bytes], options: dict[str, Any]) -> bytes:
    """Set files that are given in memory, of which one is "main", in a process of its own.

    Parameters
    ----------
    files : dict of str to bytes
    options : dict
        For `typst.compile`; plain values.

    Raises
    ------
    TypstApartError
        The process took too long or too much memory, or Typst refused the files.
    """
    coded = {name: base64.b64encode(content).decode() for name, content in files.items()}
    with tempfile.TemporaryDirectory() as empty:
        asked = json.dumps({"files": coded, "options": {**options, **rooted_in(empty)}, "memory": MEMORY})
        try:
            done = subprocess.run(
                [sys.executable, "-X", "utf8", __file__],
                input=asked.encode(),
                capture_output=True,
                timeout=SECONDS,
                cwd=empty,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TypstApartError(f"it took longer than {SECONDS} seconds") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().replace(str(Path(empty).resolve()), "")
        raise TypstApartError(
            said if done.returncode == 1 and said else "it took more memory than it may, or died"
        )
    return done.stdout


def rooted_in(place: str) -> dict[str, Any]:
    """Options by which Typst reads and fetches nothing outside of a directory.

    Without a root of its own, it reads the directory that the run was started in.
    """
    return {"root": place, "package_path": place, "package_cache_path": place, "ignore_system_fonts": True}


def _compile(asked: dict[str, Any]) -> bytes:
    import typst

    files: Any = {name: base64.b64decode(content) for name, content in asked["files"].items()}
    drawn: bytes | list[bytes] = typst.compile(files, **asked["options"])
    return drawn[0] if isinstance(drawn, list) else drawn


def _bound_memory(most: int) -> None:
    """Where the system knows such bounds; elsewhere only the time is bounded."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    given = json.loads(sys.stdin.buffer.read())
    import typst as _typst

    _bound_memory(given["memory"])
    try:
        sys.stdout.buffer.write(_compile(given))
    except _typst.TypstError as error:
        sys.stderr.write(getattr(error, "diagnostic", "") or str(error))
        sys.exit(1)
