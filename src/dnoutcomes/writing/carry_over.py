"""What of a directory isn't this package's goes over to the one that takes its place."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from itertools import count
from pathlib import Path

from dnoutcomes.writing.files import digest, names_below
from dnoutcomes.writing.target_directory import PASSING

# A directory of so many other files isn't a report's own: somebody's whole folder isn't linked anew for a report, and
# where there are no links, nothing large is copied for it.
MOST = 1000
MOST_COPIED = 2**26

Ours = Callable[[Path], Mapping[str, str]]


class CantExchange(Exception):
    """A directory in whose place no other one can be put."""


def carry_over(before: Path, new: Path, ours: Set[str]) -> None:
    """Give a new directory the other files of the one that it is to replace: the same files, else copies.

    Parameters
    ----------
    before, new : Path
    ours : set of str
        Names that aren't carried over.

    Raises
    ------
    CantExchange
        There are too many, or other disks or devices among them.
    """
    number = 0
    for within, directories, files in os.walk(before):
        inside = Path(within).relative_to(before)
        for name in directories:
            if os.path.ismount(before / inside / name):
                raise CantExchange
        links = [name for name in directories if (before / inside / name).is_symlink()]
        for name in (*files, *links):
            path = inside / name
            if path.as_posix() in ours or _is_passing(path):
                continue
            number += 1
            if number > MOST:
                raise CantExchange
            _make_alike(before, new, inside)
            _link(before / path, new / path)
        if not files and not directories:
            _make_alike(before, new, inside)


def be_alike(before: Path, new: Path) -> None:
    """Give a new directory the owner and the permissions of another; first of all, as its files inherit some.

    Raises
    ------
    CantExchange
        It would belong to somebody else.
    """
    as_before, as_now = before.stat(), new.stat()
    if os.name == "posix" and (as_before.st_uid, as_before.st_gid) != (as_now.st_uid, as_now.st_gid):
        try:
            os.chown(new, as_before.st_uid, as_before.st_gid)
        except OSError:
            raise CantExchange from None
    shutil.copystat(before, new)


def bring_over(old: Path, now: Path, ours: Ours) -> None:
    """Take from a directory that was replaced what somebody put or changed there meanwhile; then it may go.

    Parameters
    ----------
    old : Path
        What was replaced.
    now : Path
        What stands in its place.
    ours : callable
        Name to hash of the files in a directory that this package wrote and nobody changed.
    """
    old_names, new_names = ours(old).keys(), ours(now).keys()
    for name in names_below(old):
        path = old / name
        if name not in old_names and not _is_passing(Path(name)):
            _bring(path, now / name, replaced=name in new_names)


def _bring(path: Path, to: Path, *, replaced: bool) -> None:
    """Move a file to where it isn't, or isn't as new; beside a new file of ours under a name of its own."""
    if not os.path.lexists(to):
        to.parent.mkdir(parents=True, exist_ok=True)
        path.rename(to)
    elif _is_same(path, to):
        return
    elif replaced:
        names = (to.with_stem(f"{to.stem}-changed{number or ''}") for number in count())
        path.rename(next(name for name in names if not os.path.lexists(name)))
    elif path.lstat().st_mtime_ns > to.lstat().st_mtime_ns:
        path.replace(to)


def _is_same(path: Path, other: Path) -> bool:
    if os.path.samestat(path.lstat(), other.lstat()):
        return True
    if path.is_symlink() and other.is_symlink():
        return path.readlink() == other.readlink()
    return bool(digest(path)) and digest(path) == digest(other)


def _is_passing(path: Path) -> bool:
    return path.parts[0] in PASSING


def _make_alike(before: Path, new: Path, inside: Path) -> None:
    for part in (*reversed(inside.parents), inside):
        if not (new / part).exists():
            (new / part).mkdir()
            be_alike(before / part, new / part)


def _link(path: Path, to: Path) -> None:
    with suppress(OSError, NotImplementedError):
        os.link(path, to, follow_symlinks=False)
        return
    # A disk without hard links, or somebody else's file.
    facts = path.lstat()
    copyable = stat.S_ISREG(facts.st_mode) or stat.S_ISLNK(facts.st_mode)
    if not copyable or facts.st_size > MOST_COPIED:
        raise CantExchange
    try:
        shutil.copy2(path, to, follow_symlinks=False)
    except OSError:
        raise CantExchange from None
