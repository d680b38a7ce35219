"""Count: a number of patients, or of sessions and the like through which patients could be counted."""

from __future__ import annotations

from dataclasses import dataclass

from dnoutcomes.disclosure.small_groups import SmallGroups

Key = tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """A number of patients, or of what they had.

    Attributes
    ----------
    value : int
        The number.
    printed : bool
        Whether the report has a place for it. A count that is not printed (the patients without a response, say) is
        protected all the same when it is small.
    cost : float
        How much a reader would miss it. Where one of several counts must be withheld, the cheapest goes.
    behind : key, optional
        Where it counts what patients had (sessions, events), the count of those patients. Such a number is withheld
        where these are few, or where it would tell of few others.
    """

    value: int
    printed: bool = True
    cost: float = 1.0
    behind: Key | None = None

    @property
    def of_patients(self) -> bool:
        """Whether it counts patients, and not what they had."""
        return self.behind is None

    def is_small(self, smallest_cell: int) -> bool:
        """Whether it stands for patients too few to be shown."""
        return self.of_patients and SmallGroups(smallest_cell).holds(self.value)
