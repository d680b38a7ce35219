"""Predictions of a growth model: the course of an arm, of a known patient, of a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Inference
from dnoutcomes.models.growth.random_effects import RandomEffects
from dnoutcomes.models.growth.state import GrowthState
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.fit import MixedModelFit

Array = NDArray[np.float64]


def predict_growth(
    fit: MixedModelFit, frame: pd.DataFrame, *, patients: bool = True, new_session: bool = False
) -> pd.DataFrame:
    """Predict the mean of sessions, with the random effects or without them.

    Parameters
    ----------
    fit : MixedModelFit
        What `growth` returned.
    frame : pandas.DataFrame
        One row per prediction, with the variables of the formula; for `patients=True` also those of `random`, the
        subject and, if the model has one, the cluster.
    patients : bool
        With random effects: a known patient gets his or her own course, a new patient the course of the arm with
        the variation between patients in the error. Without: the course of the arm.
    new_session : bool
        Add the residual variance, so that the interval is for the value measured in a session to come and not for
        the course behind it.

    Returns
    -------
    pandas.DataFrame
        One row per row of `frame`, same index: estimate, std_error, conf_low, conf_high, and `known`, whether the
        patient was in the data.

    Notes
    -----
    For a target x'b + z'u_i + c_j the error combines what the data leave open about u_i and c_j given b with
    d'Cov(b)d, d = x - X'V^-1(Z_i D z + C_j t): Henderson's prediction error variance, variances taken as known.
    Intervals use the normal distribution; without random effects and new session, t with the df of the fit. With
    "car1" the autocorrelated residuals are not predicted: the course is the smooth one.

    References
    ----------
    Henderson (1975), Biometrics 31, 423-447.
    """
    table = fit.engine.predict_sessions(frame, patients=patients, new_session=new_session)
    return _with_intervals(table, fit.confidence_level)


def predicted_course(
    fit: MixedModelFit, patient: Any, at: Mapping[str, Sequence[float]], *, new_session: bool = False
) -> pd.DataFrame:
    """Predict the course of one patient.

    Parameters
    ----------
    fit : MixedModelFit
        What `growth` returned.
    patient : label
        A patient of the data; other covariates are taken from his or her first session.
    at : mapping
        Time column to the times wanted, {"week": [0, 4, 8]}; several columns of equal length where time enters by
        more than one.
    new_session : bool
        Interval for values to be measured, not for the course behind them.

    Returns
    -------
    pandas.DataFrame
        One row per time: the columns of `at`, estimate, std_error, conf_low, conf_high.

    Examples
    --------
    >>> from dnoutcomes.models.growth.growth import growth
    >>> rng = np.random.default_rng(2)
    >>> sessions = pd.DataFrame({"patient": np.repeat(list("abcdef"), 4), "week": np.tile(np.arange(4.0), 6)})
    >>> sessions["pain"] = 5 + np.repeat(rng.normal(0, 2, 6), 4) + rng.normal(0, 0.3, 24)
    >>> fit = growth("pain ~ week", sessions, subject="patient", random="1")
    >>> predicted_course(fit, "a", {"week": [0, 8]}).columns.tolist()
    ['week', 'estimate', 'std_error', 'conf_low', 'conf_high']
    """
    rows = np.flatnonzero((fit.design.frame[fit.design.subject] == patient).to_numpy())
    if not len(rows):
        raise ModelError(f"no patient {patient!r} in the data of this fit")
    strange = [name for name in at if name not in fit.design.frame.columns]
    if strange or not at:
        there = ", ".join(map(str, fit.design.frame.columns))
        raise ModelError(f"`at` names {strange or 'no column'}; the columns of this fit are {there}")
    times = pd.DataFrame({name: list(values) for name, values in at.items()})
    frame = fit.design.frame.iloc[np.repeat(rows[0], len(times))].reset_index(drop=True)
    frame = frame.assign(**{str(name): times[name] for name in times})
    course = predict_growth(fit, frame, patients=True, new_session=new_session).drop(columns="known")
    return pd.concat([times, course], axis=1)


def predicted_sessions(
    design: ModelDesign,
    inference: Inference,
    state: GrowthState,
    frame: pd.DataFrame,
    *,
    patients: bool,
    new_session: bool,
) -> pd.DataFrame:
    """Predict as `predict_growth` says.

    Returns
    -------
    pandas.DataFrame
        One row per row of `frame`, same index: estimate, std_error, df, known.
    """
    x = design.matrix(frame)
    _require_estimable(inference, x)
    estimate = x @ np.nan_to_num(inference.coefficients)
    df = np.full(len(x), np.inf)
    is_known = np.zeros(len(x), dtype=bool)
    if patients:
        shift, variance, is_known = _patient_part(design, state, frame, x)
        estimate = estimate + shift
    else:
        variance = np.einsum("ix,xy,iy->i", x, inference.vcov, x)
        if not new_session:
            df = inference.degrees_of_freedom(x)
    std_error = np.sqrt(np.maximum(variance + state.sigma2 * new_session, 0.0))
    return pd.DataFrame(
        {"estimate": estimate, "std_error": std_error, "df": df, "known": is_known}, index=frame.index
    )


def _patient_part(
    design: ModelDesign, state: GrowthState, frame: pd.DataFrame, x: Array
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Conditional mean of the random part of each row, and the error variance of the whole."""
    effects, prepared = RandomEffects(state), state.model.prepared
    if design.subject not in frame.columns:
        raise ModelError(
            f"the rows have no column {design.subject!r}; patients=False predicts the course of the arm"
        )
    patient = np.asarray(design.subject_labels.get_indexer(frame[design.subject]))
    z = prepared.random_columns(frame, design.factors)
    reach = z @ effects.covariance
    is_known = (patient >= 0).astype(float)
    shift = is_known * np.einsum("ia,ai->i", z, effects.patients[:, patient])
    variance = np.einsum("ia,ia->i", reach, z) - is_known * np.einsum(
        "ia,abi,ib->i", reach, effects.k[:, :, patient], reach, optimize=True
    )
    moved = is_known[:, None] * np.einsum("ia,axi->ix", reach, effects.h[:, :-1, patient])
    if prepared.clusters is not None:
        cluster, belongs = prepared.clusters.find(frame)
        seen, ratio = (cluster >= 0).astype(float), effects.cluster_ratio
        shared = np.einsum("ia,ai->i", reach, effects.between[:, cluster, patient])
        shift = shift + seen * effects.clusters[cluster]
        variance = variance + ratio * belongs - seen * ratio**2 * np.diag(effects.cluster_k)[cluster]
        variance = variance - 2 * is_known * seen * ratio * shared
        moved = moved + (seen * ratio)[:, None] * effects.cluster_h[cluster, :-1]
    left = x[:, prepared.estimated] @ prepared.standardised.transform - moved
    variance = state.sigma2 * (variance + np.einsum("ix,xy,iy->i", left, state.likelihood.f, left))
    return prepared.scale * shift, variance, is_known > 0


def _require_estimable(inference: Inference, x: Array) -> None:
    if inference.estimable is None:
        return
    estimable = inference.estimable(x)
    if not estimable.all():
        raise ModelError(
            f"{int((~estimable).sum())} rows ask for combinations that the data can't estimate, first at "
            f"position {int(np.argmin(estimable))}"
        )


def _with_intervals(table: pd.DataFrame, confidence_level: float) -> pd.DataFrame:
    from scipy import stats

    half = stats.t.ppf(0.5 + confidence_level / 2, table["df"]) * table["std_error"]
    return pd.DataFrame(
        {
            "estimate": table["estimate"],
            "std_error": table["std_error"],
            "conf_low": table["estimate"] - half,
            "conf_high": table["estimate"] + half,
            "known": table["known"],
        }
    )
