"""State: whether a number is shown, and if not, why."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """What can be said of a number; only of a shown one, or none at all, does anything follow about patients."""

    SHOWN = "shown"
    #: Shown, and nobody was counted.
    ZERO = "zero"
    #: It is of a small group.
    HIDDEN = "hidden"
    #: It would give a small group away.
    WITHHELD = "withheld"
    NOT_PLANNED = "not planned"
    NOT_ESTIMABLE = "not estimable"
