"""The difference in shares of responders when both arms have the same patients: adjusted for the plan's covariates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.compare.standard_errors import ERRORS
from dnoutcomes.compare.standardised_risk import standardised_risk_difference
from dnoutcomes.compare.unadjusted import Row, empty_row
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS
from dnoutcomes.plan import Responder

#: Firth's penalty is for data in which a covariate, or an arm without responders, tells the answer of some patients.
PENALTIES = ("none", "firth")


def adjusted_responders(
    rows: pd.DataFrame,
    responder: Responder,
    covariates: list[str],
    errors: str,
    confidence_level: float,
    cluster: str | None = None,
) -> tuple[Row, str | None]:
    """Estimate the adjusted difference in shares of responders among patients with a score.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row per patient: `arm` (categorical, the reference first), the responder's column and the covariates.
    responder : Responder
        The threshold.
    covariates : list of str
        Adjusted for.
    errors : {"HC3", "classical"}
        As for the analysis of covariance.
    confidence_level : float
    cluster : str, optional
        Column of the therapist or clinic; errors are then CR2 by cluster.

    Returns
    -------
    dict
        The columns of Estimates, for one row; empty where the regression has no answer.
    str or None
        What a reader must know: a penalty used, or why there is no answer.

    Notes
    -----
    Logistic regression of response on arm and covariates; the difference of the mean predicted shares with everyone in
    the one and in the other arm.

    See Also
    --------
    dnoutcomes.compare.standardised_risk.standardised_risk_difference : Formulas and errors.
    """
    return adjusted_share_difference(
        rows, responder.column, f"{responder.label} responders", covariates, errors, confidence_level, cluster
    )


def adjusted_share_difference(
    rows: pd.DataFrame,
    column: str,
    what: str,
    covariates: list[str],
    errors: str,
    confidence_level: float,
    cluster: str | None = None,
) -> tuple[Row, str | None]:
    """Estimate the adjusted difference in shares of any answer that is yes or no, as `adjusted_responders` does.

    Parameters
    ----------
    rows, covariates, errors, confidence_level, cluster
        As for `adjusted_responders`.
    column : str
        The answer: 1.0, 0.0, or NaN for patients who aren't counted.
    what : str
        Who is counted, for the notes: "30 % responders".
    """
    counted = rows[rows[column].notna()]
    reason = ""
    for penalty in PENALTIES:
        try:
            difference = standardised_risk_difference(
                counted,
                outcome=column,
                treatment="arm",
                covariates=covariates,
                errors=ERRORS[errors].of_risks,
                penalty=penalty,
                cluster=cluster,
                confidence_level=confidence_level,
            )
        except ModelError as error:
            reason = str(error)
            continue
        row = {str(name): float(value) for name, value in difference.frame[list(COLUMNS)].iloc[0].items()}
        said = [_penalty_note(what)] if penalty == "firth" else []
        if np.isnan(row["estimate"]):
            said.append(f"No adjusted difference in {what}: it rests on little more than one {cluster}.")
        return row, " ".join(said) or None
    return empty_row(len(counted)), f"No adjusted difference in {what}: {reason}"


def _penalty_note(what: str) -> str:
    return (
        f"The adjusted difference in {what} has Firth's penalty: covariates tell the response of "
        "some patients without error."
    )
