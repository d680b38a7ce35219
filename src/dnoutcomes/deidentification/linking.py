"""The linking attack: whoever holds the original looks for its patients in the table by their days alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

Course = tuple[int, ...]


@dataclass(frozen=True)
class Linking:
    """What came of looking for the original's patients in a table by their days alone.

    Attributes
    ----------
    n_patients : int
        Patients of the table.
    n_linked : int
        Patients of the table whose days are those of one patient of the original and of no other in the table: they
        are found for certain.
    n_expected : float
        Patients who would be found if every other were guessed among those of the original with the same days.
    """

    n_patients: int
    n_linked: int
    n_expected: float

    @property
    def sentence(self) -> str:
        """What came of it."""
        return (
            f"Tried with the original, by the days alone: {self.n_linked} of {self.n_patients} patients are found for "
            f"certain, and {self.n_expected:.0f} in all by guessing among those with the same days"
        )


def link_by_days(table: Counter[Course], originals: list[Counter[Course]]) -> Linking:
    """Look for the patients of a table among those of its original.

    Parameters
    ----------
    table : Counter of tuple of int
        The days of a patient in order, and how many patients have them.
    originals : list of Counter of tuple of int
        The same of the original, once per way in which somebody may count its days (as they are, as planned visits).
        The way that finds most is taken.

    Returns
    -------
    Linking

    Examples
    --------
    >>> table = Counter({(0, 28): 1, (0, 30): 2})
    >>> link_by_days(table, [table])
    Linking(n_patients=3, n_linked=1, n_expected=2.0)
    """
    return max(
        (_link(table, original) for original in originals),
        key=lambda linking: (linking.n_linked, linking.n_expected),
    )


def _link(table: Counter[Course], original: Counter[Course]) -> Linking:
    linked = sum(1 for course, n in table.items() if n == original[course] == 1)
    # A guess among n of the original is right once in n times; more rows than patients of the original can't be right.
    expected = sum(min(1.0, n / original[course]) for course, n in table.items() if original[course])
    return Linking(sum(table.values()), linked, expected)
