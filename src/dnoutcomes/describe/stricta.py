"""The items of STRICTA 2010, and which of them the sessions fill in."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.treatment_delivered import treatment_delivered
from dnoutcomes.language import term

FILLED, NOT_RECORDED, NEEDS_TEXT = "filled from the sessions", "not recorded", "needs text"


@dataclass(frozen=True)
class StrictaItem:
    """An item of the list.

    Attributes
    ----------
    item : str
        Number, such as "2a".
    heading : str
        What is asked for, in our words.
    of_sessions : bool
        Whether sessions can answer it; else only a person can.
    of_comparison : bool
        Whether it is about the reference arm.
    """

    item: str
    heading: str
    of_sessions: bool = True
    of_comparison: bool = False


STRICTA_ITEMS = (
    StrictaItem("1a", term("style of treatment"), of_sessions=False),
    StrictaItem("1b", term("reasoning for the treatment, with sources"), of_sessions=False),
    StrictaItem("1c", term("extent to which treatment varied")),
    StrictaItem("2a", term("needles per session")),
    StrictaItem("2b", term("points, on one side or both")),
    StrictaItem("2c", term("depth of insertion")),
    StrictaItem("2d", term("response sought")),
    StrictaItem("2e", term("stimulation of the needles")),
    StrictaItem("2f", term("retention time")),
    StrictaItem("2g", term("type of needle")),
    StrictaItem("3a", term("number of sessions")),
    StrictaItem("3b", term("frequency and duration of sessions")),
    StrictaItem("4a", term("other treatment given with it")),
    StrictaItem("4b", term("setting and context"), of_sessions=False),
    StrictaItem("5", term("practitioners")),
    StrictaItem("6a", term("reasoning for the comparison"), of_sessions=False, of_comparison=True),
    StrictaItem("6b", term("what the comparison got"), of_comparison=True),
)


def stricta_status(analysis: AnalysisData) -> pd.DataFrame:
    """Say of each item of STRICTA whether the sessions answer it, which is where `treatment_delivered` has a number.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per item: `item, heading, status` ("filled from the sessions", "not recorded", "needs text").

    References
    ----------
    MacPherson H, Altman DG, Hammerschlag R, et al. Revised standards for reporting interventions in clinical trials of
    acupuncture (STRICTA). PLoS Medicine 2010;7:e1000261.
    """
    delivered = treatment_delivered(analysis)
    recorded = delivered[delivered["n"] > 0]
    answered = set(zip(recorded["item"], recorded["arm"]))
    rows = []
    for item in STRICTA_ITEMS:
        arm = analysis.plan.reference_arm if item.of_comparison else analysis.plan.treated_arm
        status = FILLED if (item.item, arm) in answered else NOT_RECORDED
        rows.append((item.item, item.heading, status if item.of_sessions else NEEDS_TEXT))
    return pd.DataFrame(rows, columns=["item", "heading", "status"])
