"""ShownCount: a number of patients as it may be printed, whether in full, as a range, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dnoutcomes.language import ENGLISH, say, speaking
from dnoutcomes.language.in_force import in_force


@dataclass(frozen=True)
class ShownCount:
    """What may be printed of a number of patients.

    Attributes
    ----------
    groups : tuple of ((int, int) or None)
        Fewest and most patients of each group that the number is the sum of, equal where the number itself is shown;
        None where it is withheld without a range. No group at all: hidden.
    at_most : bool
        Whether some of these patients have no part in what the number stands beside.

    Examples
    --------
    >>> str(ShownCount(((57, 57),))), str(ShownCount(((11, 22), (31, 31)))), str(ShownCount())
    ('57', '11 to 22 + 31', 'hidden')
    >>> with speaking("es"):
    ...     ShownCount(((11, 22), (1031, 1031)), at_most=True).words()
    'como máximo 11 a 22 + 1031'
    """

    groups: tuple[tuple[int, int] | None, ...] = ()
    at_most: bool = False

    @classmethod
    def of(cls, n: int) -> ShownCount:
        """Return a number that is shown in full."""
        return cls(((n, n),))

    @property
    def number(self) -> int | None:
        """The number itself; None where it isn't shown."""
        if self.at_most or len(self.groups) != 1 or self.groups[0] is None:
            return None
        fewest, most = self.groups[0]
        return fewest if fewest == most else None

    @property
    def is_silent(self) -> bool:
        """Whether nothing is printed of it, not even a range."""
        return all(group is None for group in self.groups)

    @property
    def is_joined(self) -> bool:
        """Whether several groups stand side by side, joined by a plus sign."""
        return len(self.groups) > 1

    @property
    def has_range(self) -> bool:
        """Whether a group is told as a range."""
        return any(group is not None and group[0] < group[1] for group in self.groups)

    def words(self) -> str:
        """Say it in the language in force."""
        numerals = in_force().numerals
        return self._said(lambda n: numerals.localised(f"{n:,}"))

    def __str__(self) -> str:
        """Write it in English, without commas, as files for programs have it."""
        with speaking(ENGLISH):
            return self._said(str)

    def _said(self, written: Callable[[int], str]) -> str:
        if not self.groups:
            return say("hidden")
        said = " + ".join(_group(group, written) for group in self.groups)
        return say("at most {n}", n=said) if self.at_most else said


def _group(group: tuple[int, int] | None, written: Callable[[int], str]) -> str:
    if group is None:
        return say("withheld")
    low, high = map(written, group)
    return low if low == high else say("{low} to {high}", low=low, high=high)
