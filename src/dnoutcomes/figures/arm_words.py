"""The package's own arms in the words of readers: what each arm got."""

from __future__ import annotations

from dnoutcomes.language import say_term, term
from dnoutcomes.plan import Plan

ARM_WORDS = {"needling": term("needling plus standard care"), "standard": term("standard care alone")}
ARM_NAMES = {"needling": term("needling"), "standard": term("standard")}


def arm_in_words(arm: str, plan: Plan | None = None) -> str:
    """Say what an arm got: by the plan's label, else by the package's words for its own arms, else by its name.

    Examples
    --------
    >>> arm_in_words("standard"), arm_in_words("waiting list")
    ('standard care alone', 'waiting list')
    >>> arm_in_words("standard", Plan(arm_labels={"standard": "usual care"}))
    'usual care'
    """
    if plan is not None and arm in plan.arm_labels:
        return plan.arm_labels[arm]
    return say_term(ARM_WORDS.get(arm, arm))


def arm_name(arm: str) -> str:
    """Name an arm where there's no room for what it got.

    Examples
    --------
    >>> arm_name("standard"), arm_name("waiting list")
    ('standard', 'waiting list')
    """
    return say_term(ARM_NAMES.get(arm, arm))
