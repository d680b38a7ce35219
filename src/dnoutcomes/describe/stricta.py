"""The items of STRICTA 2010, and which of them the sessions fill in."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dnoutcomes.analysis import AnalysisData
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
    columns : tuple of str
        Columns of the sessions that answer it, any of them; empty where only a person can.
    of_comparison : bool
        Whether it is about the reference arm.
    """

    item: str
    heading: str
    columns: tuple[str, ...] = ()
    of_comparison: bool = False


STRICTA_ITEMS = (
    StrictaItem("1a", term("style of treatment")),
    StrictaItem("1b", term("reasoning for the treatment, with sources")),
    StrictaItem("1c", term("extent to which treatment varied"), ("points", "needles_n")),
    StrictaItem("2a", term("needles per session"), ("needles_n",)),
    StrictaItem("2b", term("points, on one side or both"), ("points",)),
    StrictaItem("2c", term("depth of insertion"), ("depth_mm",)),
    StrictaItem("2d", term("response sought"), ("ltr_n",)),
    StrictaItem("2e", term("stimulation of the needles"), ("manipulation", "estim")),
    StrictaItem("2f", term("retention time"), ("retention_min",)),
    StrictaItem("2g", term("type of needle"), ("gauge_mm",)),
    StrictaItem("3a", term("number of sessions"), ("status", "session_date", "study_day")),
    StrictaItem(
        "3b", term("frequency and duration of sessions"), ("session_date", "study_day", "duration_min")
    ),
    StrictaItem(
        "4a",
        term("other treatment given with it"),
        ("exercise", "cupping", "soft_tissue", "education"),
    ),
    StrictaItem("4b", term("setting and context")),
    StrictaItem("5", term("practitioners"), ("therapist_id",)),
    StrictaItem("6a", term("reasoning for the comparison"), of_comparison=True),
    StrictaItem(
        "6b",
        term("what the comparison got"),
        ("duration_min", "exercise", "soft_tissue", "education"),
        of_comparison=True,
    ),
)


def stricta_status(analysis: AnalysisData) -> pd.DataFrame:
    """Say of each item of STRICTA whether the sessions answer it.

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
    sessions = analysis.workbench.sessions
    rows = []
    for item in STRICTA_ITEMS:
        arm = analysis.plan.reference_arm if item.of_comparison else analysis.plan.treated_arm
        own = sessions[(sessions["arm"] == arm) & sessions["attended"]]
        known = any(name in own.columns and own[name].notna().any() for name in item.columns)
        status = NEEDS_TEXT if not item.columns else FILLED if known else NOT_RECORDED
        rows.append((item.item, item.heading, status))
    return pd.DataFrame(rows, columns=["item", "heading", "status"])
