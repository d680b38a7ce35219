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
    #: The file doesn't have it.
    NOT_RECORDED = "not recorded"
    NOT_PLANNED = "not planned"
    #: The file has it, and these data don't give an answer.
    NOT_ESTIMABLE = "not estimable"
    #: Left out of this version.
    NOT_ASKED = "not asked for"


#: States of numbers that somebody hid: nothing may be said of them.
NOT_TO_BE_SHOWN = (State.HIDDEN, State.WITHHELD)
