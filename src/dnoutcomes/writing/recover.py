"""Bring a directory to the state that a run which died would have left it in, before or after the exchange."""

from __future__ import annotations

import shutil

from dnoutcomes.writing.carry_over import Ours, bring_over
from dnoutcomes.writing.in_place import finish_in_place
from dnoutcomes.writing.target_directory import TargetDirectory, discard, mark_of


def recover(target: TargetDirectory, ours: Ours) -> None:
    """Undo what wasn't decided and finish what was; where no run has died, nothing happens.

    Parameters
    ----------
    target : TargetDirectory
        Held by this run.
    ours : callable
        Name to hash of the files in a directory that this package wrote and nobody changed.
    """
    discard(target, target.removed)
    if target.unfinished.is_dir():
        never_seen = mark_of(target.unfinished).exists() or not any(target.unfinished.iterdir())
        if never_seen:
            discard(target, target.unfinished)
        else:
            _put_back_or_clear(target, ours)
    if target.replaced.is_dir():
        _put_back_or_clear(target, ours, replaced=True)
    if target.unfinished_inside.is_dir():
        shutil.rmtree(target.unfinished_inside)
    if target.ready_inside.is_dir():
        finish_in_place(target)
    mark_of(target.directory).unlink(missing_ok=True)


def _put_back_or_clear(target: TargetDirectory, ours: Ours, *, replaced: bool = False) -> None:
    was = target.replaced if replaced else target.unfinished
    if target.directory.exists():
        bring_over(was, target.directory, ours)
        discard(target, was)
    else:
        was.rename(target.directory)
