"""Case-mix adjustment: the change that a patient like this had on average, and how far each was from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.covariates import covariate_design
from dnoutcomes.errors import ModelError


@dataclass(frozen=True, eq=False)
class ExpectedChange:
    """Change at the primary visit beside what the case mix leads one to expect.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per patient with a score at the primary visit: `patient_id, arm, change, expected, difference`.
    residual_sd : float
        Standard deviation of the differences, with the degrees of freedom that the case mix took.
    """

    frame: pd.DataFrame
    residual_sd: float


def expected_change(analysis: AnalysisData, without: tuple[str, ...] = ()) -> ExpectedChange:
    """Compare each patient's change at the primary visit with the change expected of the case mix.

    Parameters
    ----------
    analysis : AnalysisData
    without : tuple of str
        Covariates left out of the expectation: the unit itself, when sites or therapists are compared.

    Returns
    -------
    ExpectedChange

    Raises
    ------
    ModelError
        There are not enough patients for the covariates.

    Notes
    -----
    Expected is the least-squares fit of change on baseline, arm, cause (as pooled for models) and the plan's covariates
    over all patients of the whole period; difference is change minus expected and has mean zero over all patients, and
    within each arm. The arm is in it, so a month in which more patients are needled is no better for that. Who isn't
    seen isn't in it: completion has its own chart.
    """
    rows = analysis.at_visit()
    names = dict.fromkeys(["baseline", "arm", "cause_modelled", *analysis.covariates])
    # `cause` is in the model as it is pooled; in full it would follow rare causes exactly.
    kept = [name for name in names if name not in (*without, "cause")]
    matrix = covariate_design(rows, kept).matrix
    if len(rows) <= matrix.shape[1]:
        raise ModelError(
            f"{len(rows)} patients with a score at {analysis.plan.primary_visit} are too few to expect a change from "
            f"{matrix.shape[1]} columns of case mix; name fewer covariates"
        )
    change = rows["change"].to_numpy(dtype=float)
    expected = matrix @ np.linalg.lstsq(matrix, change, rcond=None)[0]
    difference = change - expected
    frame = rows[["patient_id", "arm", "change"]].assign(expected=expected, difference=difference)
    return ExpectedChange(frame, float(np.sqrt((difference**2).sum() / (len(rows) - matrix.shape[1]))))
