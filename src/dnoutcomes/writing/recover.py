"""Bring a directory to the state that a run which died would have left it in, before or after the exchange."""

from __future__ import annotations

import shutil

from dnoutcomes.writing.carry_over import Ours, bring_over
from dnoutcomes.writing.in_place import finish_in_place
from dnoutcomes.writing.target_directory import TargetDirectory, discard, mark_of


def recover(place: TargetDirectory, ours: Ours) -> None:
    """Undo what wasn't decided and finish what was; where no run has died, nothing happens.

    Parameters
    ----------
    place : TargetDirectory
        Held by this run.
    ours : callable
        Name to hash of the files in a directory that this package wrote and nobody changed.
    """
    discard(place, place.removed)
    if place.unfinished.is_dir():
        never_seen = mark_of(place.unfinished).exists() or not any(place.unfinished.iterdir())
        if never_seen:
            discard(place, place.unfinished)
        else:
            _put_back_or_clear(place, ours)
    if place.replaced.is_dir():
        _put_back_or_clear(place, ours, replaced=True)
    if place.unfinished_inside.is_dir():
        shutil.rmtree(place.unfinished_inside)
    if place.ready_inside.is_dir():
        finish_in_place(place)
    mark_of(place.directory).unlink(missing_ok=True)


def _put_back_or_clear(place: TargetDirectory, ours: Ours, *, replaced: bool = False) -> None:
    was = place.replaced if replaced else place.unfinished
    if place.directory.exists():
        bring_over(was, place.directory, ours)
        discard(place, was)
    else:
        was.rename(place.directory)
