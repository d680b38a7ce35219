"""Count: a number of patients, or of sessions and the like through which patients could be counted."""

from __future__ import annotations

from dataclasses import dataclass

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
    of_patients : bool
        Whether it counts patients. A small number of sessions or events is withheld only where it would tell of
        few patients.
    """

    value: int
    printed: bool = True
    cost: float = 1.0
    of_patients: bool = True

    def is_small(self, smallest_cell: int) -> bool:
        """Whether it stands for patients too few to be shown."""
        return self.of_patients and 0 < self.value < smallest_cell
