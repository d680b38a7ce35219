"""Decide what may be shown: the least that must be withheld, found by linear programmes."""

from __future__ import annotations

from dataclasses import replace

from dnoutcomes.disclosure.audit import hearing, leaves_few, narrowed_by_counts, push_apart, spoken_of
from dnoutcomes.disclosure.count import Count, Key
from dnoutcomes.disclosure.disguise import Disguise
from dnoutcomes.disclosure.linked_counts import LinkedCounts
from dnoutcomes.disclosure.protected_counts import ProtectedCounts
from dnoutcomes.disclosure.reader import Status, all_hidden


def protect(linked: LinkedCounts, smallest_cell: int) -> ProtectedCounts:
    """Decide what may be shown.

    Parameters
    ----------
    linked : LinkedCounts
        The counts, their sums, and what else is known of them.
    smallest_cell : int
        Counts of 1 to `smallest_cell - 1` patients are protected; 1 protects nothing. Zero is always shown.

    Returns
    -------
    ProtectedCounts
        Decisions that pass `audit`.

    Notes
    -----
    For each small count and each end of 1 to `smallest_cell - 1`, a linear programme looks for numbers that a reader
    could not tell from the true ones and in which the count lies at that end, changing the shown counts as cheaply
    as possible (sum of cost times change). The counts that change are withheld. What is withheld for one count
    only widens the range of the others, so a single pass is enough; where whole numbers leave less than the linear
    programme saw, it is repeated in whole numbers. Means and shares that then still narrow a count down are withheld,
    the cheapest first.

    References
    ----------
    Fischetti M, Salazar JJ. Solving the cell suppression problem on tabular data with linear constraints. Management
    Science 2001;47:1008-1027.
    """
    statuses = _first_statuses(linked, smallest_cell)
    if smallest_cell <= 1:
        return ProtectedCounts(linked, statuses, smallest_cell)
    disguise = Disguise(linked, statuses, smallest_cell)
    for key, count in linked.counts.items():
        if count.is_small(smallest_cell):
            disguise.withhold_for(key)
    statuses = disguise.statuses
    protected = ProtectedCounts(linked, statuses, smallest_cell, disguises=tuple(disguise.disguises))
    narrowed, more = narrowed_by_counts(protected, disguise.blind)
    for key, end in narrowed:
        disguise.withhold(key, end, whole=True)
    return _without_sayings(replace(protected, disguises=(*protected.disguises, *more)))


def withhold_all(linked: LinkedCounts, smallest_cell: int) -> ProtectedCounts:
    """Tell no count but zeros, such as those of another report, which may withhold them.

    Whoever asks the gate with them hides what few patients stand behind, and shows the rest so coarsely that no number
    of patients follows from it. With a smallest cell of 1 all are shown.

    Examples
    --------
    >>> counts = LinkedCounts({("here",): Count(40), ("there",): Count(3), ("nowhere",): Count(0)}, ())
    >>> list(withhold_all(counts, 11).statuses.values())
    ['withheld', 'small', 'shown']
    """
    statuses = _first_statuses(linked, smallest_cell)
    told = all_hidden(statuses, linked) if smallest_cell > 1 else statuses
    return ProtectedCounts(linked, told, smallest_cell)


def _first_statuses(linked: LinkedCounts, smallest_cell: int) -> dict[Key, Status]:
    return {key: _first_status(count, linked, smallest_cell) for key, count in linked.counts.items()}


def _first_status(count: Count, linked: LinkedCounts, smallest_cell: int) -> Status:
    if not count.printed:
        return "unprinted"
    if count.is_small(smallest_cell):
        return "small"
    few = count.behind is not None and linked.counts[count.behind].is_small(smallest_cell)
    return "withheld" if few else "shown"


def _without_sayings(protected: ProtectedCounts) -> ProtectedCounts:
    """Withhold printed numbers that aren't counts, the cheapest first, until none narrows a small count down."""
    _linked, smallest, costs = protected.linked, protected.smallest_cell, protected.linked.sayings
    if not costs:
        return protected
    withheld: frozenset[Key] = frozenset()
    everything = hearing(protected, withheld)
    push_apart(protected, everything)
    heard = {withheld: everything}

    def is_told(key: Key, silent: frozenset[Key]) -> bool:
        if silent not in heard:
            found_so_far = [disguise for seen in heard.values() for disguise in seen.disguises]
            heard[silent] = hearing(protected, silent, found_so_far)
        return leaves_few(heard[silent], key, smallest)

    for key in spoken_of(protected, everything):
        dropped: list[Key] = []
        near = everything.sayings_near(key) - withheld
        for number in sorted(near, key=lambda name: (costs[name], name)):
            if not is_told(key, withheld | set(dropped)):
                break
            dropped.append(number)
        # The first that went may have been none of those that told.
        for number in dropped[-2::-1]:
            if not is_told(key, withheld | set(dropped) - {number}):
                dropped.remove(number)
        withheld |= set(dropped)
    disguises = [disguise for seen in heard.values() for disguise in seen.disguises]
    return replace(protected, withheld_numbers=withheld, disguises=(*protected.disguises, *disguises))
