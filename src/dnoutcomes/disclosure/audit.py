"""Attack what is shown, in whole numbers, before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.disclosure.count import Key
from dnoutcomes.disclosure.protected_counts import ProtectedCounts
from dnoutcomes.disclosure.reader import all_hidden
from dnoutcomes.disclosure.system import System
from dnoutcomes.errors import DisclosureError

Array = NDArray[np.float64]


def audit(protected: ProtectedCounts) -> None:
    """Attack what is shown, and refuse to go on when a small count can be narrowed down.

    A reader knows the shown counts, the sums, that small ones lie in 1 to `smallest_cell - 1`, that withheld ones
    don't, and that all are whole numbers. From these, every small count must be able to be either end of that range,
    as far as it could be when nothing is shown at all. What means, SDs and shares say is then taken in too: with
    them, no small count may be known not to be zero and to be one of a few numbers. Disguises that `protect` found are
    checked by adding up; only what they leave open is searched for again.

    Raises
    ------
    DisclosureError
        A small count has a narrower range than that, or it can't be told in time.
    """
    if protected.smallest_cell <= 1:
        return
    for attack in (narrowed_by_counts, narrowed_by_sayings):
        for key, *_ in attack(protected)[0]:
            raise DisclosureError(
                f"the small group {' / '.join(key)} can be worked out from numbers that are shown; "
                "nothing was written. Raise smallest_cell or report fewer groups"
            )


def narrowed_by_counts(
    protected: ProtectedCounts, blind: System | None = None
) -> tuple[list[tuple[Key, int]], list[Array]]:
    """Small counts that can't be one end of their range, for those who know the counts.

    Parameters
    ----------
    protected : ProtectedCounts
    blind : System, optional
        What somebody knows who sees no number.

    Returns
    -------
    list of (key, int)
        The counts, each with that end.
    list of array
        Disguises that show of the others that they can.
    """
    linked, smallest = protected.linked, protected.smallest_cell
    seen = System(linked, protected.statuses, smallest)
    seen.learn(protected.disguises)
    narrowed = []
    small = [key for key, count in linked.counts.items() if count.is_small(smallest)]
    ends, n_taken = ((1, False), (smallest - 1, True)), 0
    for end, upwards in ends:
        seen.push(small, end, upwards=upwards)
    for key in small:
        for end, upwards in ends:
            if seen.reaches(key, end, upwards=upwards):
                continue
            blind = blind or System(linked, all_hidden(protected.statuses, linked), smallest)
            # Who sees less can rule out less.
            if n_taken < len(protected.disguises) + len(seen.disguises):
                blind.learn([*protected.disguises, *seen.disguises][n_taken:])
                n_taken = len(protected.disguises) + len(seen.disguises)
            best = blind.most(key, end) if upwards else max(end, blind.least(key))
            if best == end or not seen.reaches(key, best, upwards=upwards):
                narrowed.append((key, best))
    return narrowed, seen.disguises


def fewest_left(smallest_cell: int) -> int:
    """How many numbers a small count must be able to be, for those who know means and shares too: half of its range.

    Examples
    --------
    >>> fewest_left(11), fewest_left(5)
    (5, 2)
    """
    return max((smallest_cell - 1) // 2, 2)


def narrowed_by_sayings(protected: ProtectedCounts) -> tuple[list[tuple[Key, System]], list[Array]]:
    """Small counts that printed numbers leave few values without none among them.

    Returns
    -------
    list of (key, System)
        The counts, each with the system it lies in.
    list of array
        Disguises that show of the others what they can be.
    """
    if not any(limit.said_by for limit in protected.linked.limits):
        return [], []
    seen = hearing(protected, protected.withheld_numbers)
    push_apart(protected, seen)
    narrowed = [key for key in spoken_of(protected, seen) if leaves_few(seen, key, protected.smallest_cell)]
    return [(key, seen) for key in narrowed], seen.disguises


def spoken_of(protected: ProtectedCounts, seen: System) -> list[Key]:
    """Small counts that printed numbers, other than counts, say something of."""
    smallest = protected.smallest_cell
    return [
        key
        for key, count in protected.linked.counts.items()
        if count.is_small(smallest) and seen.sayings_near(key)
    ]


def hearing(protected: ProtectedCounts, withheld: Collection[Key], disguises: Iterable[Array] = ()) -> System:
    """What somebody knows who also hears what means and shares say, those `withheld` apart.

    Parameters
    ----------
    protected : ProtectedCounts
    withheld : collection of key
    disguises : iterable of array
        Found where as much or more was heard: whoever hears less can rule out less.
    """
    linked, smallest = protected.linked, protected.smallest_cell
    seen = System(linked, protected.statuses, smallest, withheld=withheld, with_sayings=True)
    seen.learn([*protected.disguises, *disguises])
    return seen


def push_apart(protected: ProtectedCounts, seen: System) -> None:
    """Bring all small counts that printed numbers speak of to their ends at once, where that goes."""
    small = spoken_of(protected, seen)
    seen.push([key for key in small if protected.statuses[key] == "unprinted"], 0, upwards=False)
    printed = [key for key in small if protected.statuses[key] == "small"]
    seen.push(printed, 1, upwards=False)
    seen.push(printed, protected.smallest_cell - 1, upwards=True)


def leaves_few(seen: System, key: Key, smallest_cell: int) -> bool:
    """Whether a small count is known not to be zero and to be one of a few numbers."""
    apart = fewest_left(smallest_cell) - 1
    if seen.spread(key) >= apart:
        return False
    low, high = seen.implied(key)
    if low > 0 and high - low < apart:
        return True
    if seen.reaches(key, 0, upwards=False):
        return False
    if not seen.may_be_apart(key, apart):
        return True
    return not seen.reaches(key, seen.least(key) + apart, upwards=True)
