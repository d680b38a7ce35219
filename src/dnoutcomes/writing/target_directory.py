"""Where a directory is, and where what is on its way to it stands until it is there."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

# Names that nobody else gives to a file, so that what has them may be removed.
_UNFINISHED = ".dnoutcomes-unfinished"
_REPLACED = ".dnoutcomes-replaced"
_REMOVED = ".dnoutcomes-removed"
_READY = ".dnoutcomes-ready"
_LOCK = ".dnoutcomes-lock"
_NEW = ".dnoutcomes-new"
PASSING = (_UNFINISHED, _READY, _LOCK, _NEW)
LOCKS = f".*{_LOCK}"


@dataclass(frozen=True)
class TargetDirectory:
    """A directory that is written, and what stands beside it and in it meanwhile.

    Attributes
    ----------
    directory : Path
        Without links.
    """

    directory: Path

    @classmethod
    def of(cls, directory: Path) -> TargetDirectory:
        """The place that a path names, through links."""
        return cls(Path(os.path.realpath(directory)))

    @property
    def unfinished(self) -> Path:
        """Beside it: what is to take its place, and for a moment after the exchange what it was."""
        return self._beside(_UNFINISHED)

    @property
    def replaced(self) -> Path:
        """Beside it: what it was until it was replaced."""
        return self._beside(_REPLACED)

    @property
    def removed(self) -> Path:
        """Beside it: what nobody needs any more and is being removed."""
        return self._beside(_REMOVED)

    @property
    def lock(self) -> Path:
        """Beside it: the file that a run holds while it writes."""
        return self._beside(_LOCK)

    @property
    def unfinished_inside(self) -> Path:
        """In it, where it can't be exchanged: files that are to take the places of others, not all there yet."""
        return self.directory / _UNFINISHED

    @property
    def ready_inside(self) -> Path:
        """In it, where it can't be exchanged: the same when all are there, so that they can be moved by anybody."""
        return self.directory / _READY

    @property
    def lock_inside(self) -> Path:
        """In it, where nothing can be made beside it: the lock."""
        return self.directory / _LOCK

    def _beside(self, ending: str) -> Path:
        return self.directory.with_name(f".{self.directory.name}{ending}") if self.directory.name else (
            self.directory / ending
        )  # fmt: skip


def discard(target: TargetDirectory, directory: Path) -> None:
    """Remove a directory beside the place, renamed first, so that what a killed run leaves of it says nothing."""
    if target.removed.is_dir():
        shutil.rmtree(target.removed)
    if directory.is_dir() and directory != target.removed:
        directory.rename(target.removed)
        shutil.rmtree(target.removed)


def left_behind(directory: Path) -> tuple[tuple[str, ...], bool]:
    """Names of what a run that is at work or died has beside a directory and in it; whether it may be a mix."""
    target = TargetDirectory.of(directory)
    beside = (target.unfinished, target.replaced, target.removed, target.lock)
    inside = [target.directory / name for name in PASSING]
    left = tuple(path.name for path in (*beside, *inside) if path.exists())
    return left, target.ready_inside.is_dir()


def replaced_one(directory: Path) -> Path | None:
    """What a directory was, where a run was ended after it took it away and before it put another in its place."""
    target = TargetDirectory.of(directory)
    return target.replaced if target.replaced.is_dir() and not target.directory.exists() else None


def mark_of(new: Path) -> Path:
    """The file that marks a directory as one that hasn't taken its place yet.

    It goes along when the directory does, so that its absence tells what was replaced from what was never seen.
    """
    return new / _NEW
