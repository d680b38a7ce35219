"""Predictions of a fit: the mean of new rows, and the outcomes that known subjects would have had."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Inference, linear_estimates
from dnoutcomes.models.mmrm.data import MmrmData
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.formula import split_sides

Array = NDArray[np.float64]


def predict(
    fit: MixedModelFit, frame: pd.DataFrame, *, confidence_level: float | None = None
) -> pd.DataFrame:
    """Predict the mean outcome of new rows from the fixed part of a fit.

    Parameters
    ----------
    fit : MixedModelFit
        From `mmrm` or `growth`.
    frame : pandas.DataFrame
        One row per prediction, with the variables of the formula.
    confidence_level : float, optional
        Coverage of the intervals; the fit's own by default.

    Returns
    -------
    pandas.DataFrame
        One row per row of `frame`, same index: estimate, std_error, df, conf_low, conf_high. NaN where the data don't
        determine the mean.
    """
    table = linear_estimates(
        fit.design.matrix(frame),
        fit.inference,
        pd.DataFrame(index=range(len(frame))),
        confidence_level=fit.confidence_level if confidence_level is None else confidence_level,
    ).frame
    return table[["estimate", "std_error", "df", "conf_low", "conf_high"]].set_axis(frame.index)


def predict_visits(
    fit: MixedModelFit, frame: pd.DataFrame, *, confidence_level: float | None = None
) -> pd.DataFrame:
    """Predict the missing outcomes of subjects from those they have.

    Parameters
    ----------
    fit : MixedModelFit
        From `mmrm`, unweighted, with a plain column as its outcome.
    frame : pandas.DataFrame
        One row per subject and visit, with the variables of the formula and the outcome, which is missing where it is
        to be predicted. Subjects needn't be those of the fit.
    confidence_level : float, optional
        Coverage of the intervals; the fit's own by default.

    Returns
    -------
    pandas.DataFrame
        One row per row of `frame`, same index: `estimate` (the outcome itself where there is one), `std_error` of
        prediction, `conf_low` and `conf_high`.

    Notes
    -----
    For missing rows m and observed rows o of a subject, x_m'b + S_mo S_oo^-1 (y_o - X_o b). The variance is
    S_mm - S_mo S_oo^-1 S_om + D Cov(b) D', D = X_m - S_mo S_oo^-1 X_o: the covariance S counts as known. Intervals use
    the normal distribution.
    """
    from scipy import stats

    table = fit.engine.predict_visits(frame)
    level = fit.confidence_level if confidence_level is None else confidence_level
    half = stats.norm.ppf(0.5 + level / 2.0) * table["std_error"]
    return table.assign(conf_low=table["estimate"] - half, conf_high=table["estimate"] + half)


def complete_visits(data: MmrmData, inference: Inference, sigma: Array, frame: pd.DataFrame) -> pd.DataFrame:
    """Predict as `predict_visits` says.

    Parameters
    ----------
    data : MmrmData
        Of the fit.
    inference : Inference
        Of the fit.
    sigma : array of shape (G, m, m)
        Fitted covariance of the visits by group, in the units of the data.
    frame : pandas.DataFrame
        The rows.

    Returns
    -------
    pandas.DataFrame
        One row per row of `frame`, same index: estimate, std_error.
    """
    if data.visits.weights is not None:
        raise ModelError("predict_visits needs a fit without weights: new rows have none")
    outcome = _outcome_column(data.design, frame)
    blocks = [
        _predict_subject(data, inference, sigma, rows, outcome)
        for _, rows in frame.groupby(data.design.subject, sort=False)
    ]
    return pd.concat(blocks).loc[frame.index]


def _outcome_column(design: ModelDesign, frame: pd.DataFrame) -> str:
    name = design.outcome
    if name is None or name not in frame.columns:
        raise ModelError(
            f"the rows need the outcome {name or split_sides(design.formula)[0]!r}, missing where it is to be "
            "predicted, as a plain column"
        )
    if not frame.index.is_unique:
        raise ModelError("the index of the rows must be unique, so that predictions can be matched to them")
    return name


def _predict_subject(
    data: MmrmData, inference: Inference, sigmas: Array, rows: pd.DataFrame, outcome: str
) -> pd.DataFrame:
    x = data.design.matrix(rows)[:, data.estimated]
    y = rows[outcome].to_numpy(dtype=float)
    sigma = _covariance_of(data, sigmas, rows)
    coefficients = inference.coefficients[data.estimated]
    vcov = inference.vcov[np.ix_(data.estimated, data.estimated)]
    gap = np.isnan(y)
    seen = ~gap
    weights = np.linalg.solve(sigma[np.ix_(seen, seen)], sigma[np.ix_(seen, gap)]).T
    direction = x[gap] - weights @ x[seen]
    variance = sigma[np.ix_(gap, gap)] - weights @ sigma[np.ix_(seen, gap)] + direction @ vcov @ direction.T
    estimate, std_error = y.copy(), np.zeros(len(y))
    estimate[gap] = x[gap] @ coefficients + weights @ (y[seen] - x[seen] @ coefficients)
    std_error[gap] = np.sqrt(np.diag(variance))
    return pd.DataFrame({"estimate": estimate, "std_error": std_error}, index=rows.index)


def _covariance_of(data: MmrmData, sigmas: Array, rows: pd.DataFrame) -> Array:
    """Covariance of one subject's rows."""
    visits = data.visits
    group = None if visits.group is None else rows[visits.group].iloc[0]
    sigma = sigmas[visits.group_levels.index(group)]
    levels = list(visits.levels)
    wanted = rows[visits.visit].tolist()
    strange = [value for value in wanted if value not in levels]
    if strange or len(set(wanted)) < len(wanted):
        raise ModelError(f"visits of a subject must be different ones of {levels}, got {wanted}")
    where = [levels.index(value) for value in wanted]
    return np.asarray(sigma[np.ix_(where, where)])
