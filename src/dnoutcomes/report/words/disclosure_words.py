"""What the methods say of intervals, of what is hidden, and of the attack on what is shown."""

from __future__ import annotations

from dnoutcomes.disclosure import SmallGroups
from dnoutcomes.disclosure.audit import fewest_left
from dnoutcomes.figures.number_text import level_text
from dnoutcomes.language import say, say_count
from dnoutcomes.plan import Plan


def disclosure_paragraph(plan: Plan, n_earlier: int) -> str:
    """Say how sure intervals are, what is hidden, and what readers were taken to have already.

    Parameters
    ----------
    plan : Plan
    n_earlier : int
        Earlier reports that the numbers were attacked with.
    """
    intervals = say(
        "Intervals are {level} intervals, not adjusted for their number.",
        level=level_text(plan.confidence_level),
    )
    if not plan.hides_small_groups:
        small = say(
            "Every number is exact, whatever the size of the group: this report is for use inside the clinic only, and "
            "not for release."
        )
    else:
        small = f"{_attacked(plan.small_groups)} {_beside(n_earlier)}"
    return f"{intervals} {small}"


def _attacked(small: SmallGroups) -> str:
    return say(
        "Counts of 1 to {most} patients, and whatever would let them be worked out, are hidden. Before anything was "
        "written, all numbers that count patients, or through which patients could be counted, were attacked together "
        "in whole numbers: patients by visit, cause, characteristic, response, outcome, quarter, month, adverse event "
        "and number of sessions; sessions, adverse events and scores that no visit uses; and the means, standard "
        "deviations and shares of sessions per patient. Counts narrowed no small group down; with the means and shares "
        "none that is sure to have a patient was left with fewer than {fewest} possible numbers.",
        most=small.largest,
        fewest=fewest_left(small.smallest_cell),
    )


def _beside(n_earlier: int) -> str:
    if not n_earlier:
        return say("Readers were taken to have no earlier report on these patients.")
    return say_count(
        "Readers were taken to have {n} earlier report on some of these patients too, from the release record.",
        "Readers were taken to have {n} earlier reports on some of these patients too, from the release record.",
        n_earlier,
    )
