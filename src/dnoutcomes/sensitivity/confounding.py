"""What the data can say about the one thing that no method removes: that the arms differed in who came into them."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import pandas as pd

from dnoutcomes.sensitivity.question import Question
from dnoutcomes.weighting.balance_on_analysis import balance_of, propensity
from dnoutcomes.weighting.e_value import EValue, e_value


@dataclass(frozen=True, eq=False)
class Confounding:
    """How alike the arms were and became, and how strong a covariate that nobody measured would have to be.

    Attributes
    ----------
    balance : pandas.DataFrame
        As `balance(analysis)`.
    effective_sample_size : pandas.Series
        Effective patients by arm with overlap weights.
    e_value : EValue
        Of the overlap-weighted difference in standard deviations of change, and of its nearer limit.
    sd : float
        That standard deviation, pooled within arms.
    """

    balance: pd.DataFrame
    effective_sample_size: pd.Series
    e_value: EValue
    sd: float


def weigh_confounding(question: Question, frame: pd.DataFrame) -> Confounding | None:
    """Collect balance and E-value for a comparison that nobody allocated by lot.

    Parameters
    ----------
    question : Question
    frame : pandas.DataFrame
        The panel's rows.

    Returns
    -------
    Confounding or None
        None for a randomised plan, where overlap weights have no answer, or where every patient changed alike.
    """
    row = frame[frame["name"] == "overlap"].iloc[0]
    if question.analysis.plan.design == "randomised" or row["reason"]:
        return None
    sd = _pooled_sd(question.rows)
    if sd == 0:
        return None
    score = propensity(question.analysis)
    ends = (row["estimate"] / sd, row["conf_low"] / sd, row["conf_high"] / sd)
    return Confounding(balance_of(score, question.analysis), score.effective_sample_size, e_value(*ends), sd)


def _pooled_sd(rows: pd.DataFrame) -> float:
    groups = rows[rows["change"].notna()].groupby("arm", observed=True)["change"]
    return sqrt(float((groups.var() * (groups.size() - 1)).sum() / (groups.size() - 1).sum()))
