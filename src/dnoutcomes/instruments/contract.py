"""What an instrument that a script registers must keep to, as those of the table do."""

from __future__ import annotations

import math

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.instruments.instrument import Instrument, Threshold


def require_contract(instrument: Instrument) -> None:
    """Refuse an instrument whose column couldn't be found, or whose thresholds say what can't be.

    Raises
    ------
    DnOutcomesError
        The message names the instrument and what is wrong with it.
    """
    problems = [
        f"{name!r} can't be a column's name: use lower case, digits and underscores"
        for name in (instrument.code, *instrument.aliases)
        if name != name.lower() or not name.replace("_", "").isalnum()
    ]
    problems += [f"{name} is empty" for name in ("label", "domain", "unit") if not getattr(instrument, name)]
    problems += [problem for each in instrument.thresholds if (problem := _problem(each, instrument))]
    if problems:
        raise DnOutcomesError(f"instrument {instrument.code!r}: {'; '.join(problems)}")


def _problem(threshold: Threshold, instrument: Instrument) -> str:
    if not (threshold.value > 0 and math.isfinite(threshold.value)):
        return (
            f"threshold {threshold.value:g} isn't above 0: it is a size of improvement, or a cut on the score"
        )
    if threshold.scale == "percent":
        return "" if instrument.percent_change else "a threshold in percent, and percent_change is False"
    if threshold.kind in ("screen", "severity"):
        inside = instrument.minimum <= threshold.value <= instrument.maximum
        return "" if inside else f"the cut {threshold.value:g} is outside the range"
    reached = threshold.value < instrument.maximum - instrument.minimum
    return "" if reached else f"the threshold {threshold.value:g} is wider than the range"
