"""CountLedger: counts of patients and their sums, as they are gathered for a report."""

from __future__ import annotations

from collections.abc import Iterable, Set

from dnoutcomes.disclosure import Count, Key, Limit, LinkedCounts, no_more_than

# How much a reader would miss a count: totals most, details least.
_COSTS = {
    "in the file": 300.0, "analysed": 1000.0, "left out": 2.0, "seen": 60.0, "scored": 60.0, "not seen": 4.0,
    "level": 25.0, "recorded": 20.0, "cause": 25.0, "cause scored": 10.0, "responders": 40.0, "improved": 60.0,
    "event": 10.0, "started": 8.0, "scored on": 15.0, "responded on": 15.0, "expected": 8.0, "completed": 6.0,
    "not due": 2.0, "sessions attended": 90.0, "attended at least": 6.0, "events": 20.0, "adverse": 10.0, "due in": 3.0,
    "held in": 3.0, "answered in": 3.0, "responded in": 3.0, "sessions in": 3.0, "events in": 3.0, "scores": 3.0,
    "scored at": 5.0,
}  # fmt: skip


class CountLedger:
    """Counts and sums as they are gathered.

    Attributes
    ----------
    counts : dict of key to Count
    sums : list of (key, keys)
        A total and its parts.
    limits : list of Limit
    """

    def __init__(self) -> None:
        self.counts: dict[Key, Count] = {}
        self.sums: list[tuple[Key, tuple[Key, ...]]] = []
        self.limits: list[Limit] = []

    def linked(self) -> LinkedCounts:
        """All that was entered."""
        return LinkedCounts(self.counts, tuple(self.sums), tuple(self.limits))

    def add(self, key: Key, value: int, *, printed: bool = True, behind: Key | None = None) -> Key:
        """Enter a count of patients, or of what the patients of another count had."""
        # The larger of two like counts tells a reader more, so the smaller one is withheld first.
        self.counts[key] = Count(int(value), printed, _COSTS.get(key[0], 1.0) * max(value, 1) ** 0.5, behind)
        if behind is not None:
            self.limits.append(no_more_than(behind, key))
        return key

    def total(self, key: Key, parts: Iterable[Key]) -> None:
        """Enter a sum."""
        self.sums.append((key, tuple(parts)))

    def split(self, total: Key, part: Key, rest: str) -> Key:
        """What is left of a total beside one part: nobody prints it, everybody can subtract."""
        n_besides = self.counts[total].value - self.counts[part].value
        other = self.add((f"{rest} besides", *part), n_besides, printed=False)
        self.total(total, (part, other))
        return other

    def overlap(self, one: Key, other: Key, only_one: Key, only_other: Key, *sets: Set[str]) -> None:
        """Two groups neither of which need hold the other: who is in one of them only.

        Parameters
        ----------
        one, other : key
            Entered already.
        only_one, only_other : key
            To be entered here, unless they are entered already.
        sets : two sets of str
            The patients of both groups.
        """
        first, second = sets
        both = self.add(("both", *one, *other), len(first & second), printed=False)
        for group, rest, patients in ((one, only_one, first - second), (other, only_other, second - first)):
            if rest not in self.counts:
                self.add(rest, len(patients), printed=False)
            self.total(group, (both, rest))
