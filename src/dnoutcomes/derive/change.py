"""Change from baseline, and whether it's a response."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.instruments import Instrument
from dnoutcomes.plan import Responder


def derive_change(visits: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Add `change` and `percent_improvement`.

    Parameters
    ----------
    visits : pandas.DataFrame
        `value` and `baseline`.

    Returns
    -------
    pandas.DataFrame
        The same rows with `change` = value - baseline, and `percent_improvement` = improvement in the instrument's
        better direction as a percent of baseline. The latter is NaN where the baseline isn't above zero or a
        percent has no meaning for the instrument.
    """
    change = visits["value"] - visits["baseline"]
    base = visits["baseline"].where(visits["baseline"] > 0)
    percent = 100 * instrument.better_sign * change / base if instrument.percent_change else np.nan
    return visits.assign(change=change, percent_improvement=percent)


def derive_responder(
    visits: pd.DataFrame, responders: tuple[Responder, ...], instrument: Instrument
) -> pd.DataFrame:
    """Add one column per responder threshold: 1.0 responder, 0.0 not, NaN where there is no change from baseline.

    Parameters
    ----------
    visits : pandas.DataFrame
        `change`, `percent_improvement` and, where an intercurrent event has the composite strategy,
        `composite_failure` (true from the event on: a patient who had it is no responder whatever the score).

    Notes
    -----
    A patient with a score whose baseline isn't above zero has no percent to improve by, and is no responder to a
    threshold in percent: an improvement by so much of the baseline didn't happen, and whoever was allocated stays in
    the comparison. An improvement equal to the threshold counts. Scores are decimal numbers stored in binary, so a
    difference of less than 1e-9 from the threshold counts as equal.
    """
    added = {}
    improvement = instrument.better_sign * visits["change"]
    failed = (
        visits["composite_failure"]
        if "composite_failure" in visits.columns
        else pd.Series(False, visits.index)
    )
    for responder in responders:
        size = visits["percent_improvement"] if responder.scale == "percent" else improvement
        # Where percents mean nothing at all on this scale, so does the question.
        has_answer = improvement.notna() if instrument.percent_change else size.notna()
        answer = (size >= responder.value - 1e-9).astype("float64").where(has_answer)
        added[responder.column] = answer.mask(failed.astype(bool), 0.0)
    return visits.assign(**added)
