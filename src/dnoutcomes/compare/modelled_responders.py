"""Shares of responders from the mixed model of the scores: same model, patients and mix as the difference in means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.clusters import cluster_codes
from dnoutcomes.compare.response_limits import response_limits
from dnoutcomes.compare.score_deviations import ScoreDeviations, score_deviations
from dnoutcomes.compare.unadjusted import empty_row
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.models.shared.contrasts import contrast
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.ls_means import ls_means
from dnoutcomes.plan import Responder

Array = NDArray[np.float64]


def modelled_responders(fit: MixedModelFit, analysis: AnalysisData) -> Estimates:
    """Estimate the difference in shares of responders at the primary visit from a mixed model of the scores.

    Parameters
    ----------
    fit : MixedModelFit
        From `fit_mmrm(analysis)`.
    analysis : AnalysisData
        The analysis that it was fitted to.

    Returns
    -------
    Estimates
        One row per threshold of the plan: `threshold`, `contrast`, then the columns of Estimates. `details["shares"]`
        has the share in each arm, one row per threshold.

    Raises
    ------
    ModelError
        The primary visit has no scores, the arms can't be compared in any cause, the plan counts an event as no
        response whatever the score (strategy "composite"), or the covariance differs between groups.

    Notes
    -----
    For patient i and arm a, P(response) = 1 - F(limit_i - x_ia'b): x_ia is the patient's row at the visit with the arm
    set to a, and limit_i the least change that is a response, for scores in steps, half a step below it. F is the
    distribution of the deviations of scores from the model over all patients: that of a patient with a score as it was
    measured, that of one without it as normal, with mean and variance given the patient's earlier scores. Skewed scores
    therefore aren't taken for normal ones, and missing scores are taken to be missing at random given the model.

    Shares are averages over all patients with a baseline in causes with a difference at the visit, weighted to the mix
    of causes of the standardised difference of `overall_effects` (w_i, equal for a whole file). The variance is g'Vg +
    sum w_i^2 (d_i - d)^2 + sum (d_j - d)^2 / n^2: g the derivative of the difference in the coefficients and V their
    covariance; d_i the difference of patient i, for patients being a sample; d_j what deviation j contributes to the
    difference, for F being one. It is referred to t with the df of g'b. Where the plan names clusters, V allows for
    them and the sums are of squares of the sums within clusters.

    Simulated with known truth, under no effect and unequal drop-out 95 % intervals exclude zero in 5 % of clinics,
    where counting missing scores as no response does in up to 19 %; `tests/simulation/test_modelled_responders.py`.

    See Also
    --------
    dnoutcomes.compare.overall_effects : The difference in means of the same model.
    """
    plan = analysis.plan
    setting = _Setting.of(fit, analysis)
    rows, shares = [], []
    for responder in plan.responders:
        row, share = _difference(setting, responder)
        rows.append({"threshold": responder.label, "contrast": plan.contrast_label} | row)
        shares.append({"threshold": responder.label} | dict(zip(setting.arms, share)))
    return Estimates(
        pd.DataFrame(rows, columns=["threshold", "contrast", *COLUMNS]),
        confidence_level=fit.confidence_level,
        kind="difference in shares of responders",
        notes=(
            estimand_note(plan),
            f"From the mixed model of the scores; df: {fit.inference.method}.",
            "Patients without a score are taken to have gone on as their earlier scores and similar patients foretell.",
        ),
        details={"shares": pd.DataFrame(shares, columns=["threshold", *setting.arms])},
    )


@dataclass(frozen=True, eq=False)
class _Setting:
    """What all thresholds share.

    Attributes
    ----------
    fit : MixedModelFit
    analysis : AnalysisData
    patients : pandas.DataFrame
        Those over whom is averaged.
    weights : array of shape (n,)
        What each counts, so that causes have the mix of the file; they sum to 1.
    worlds : array of shape (2, n, p)
        Their rows at the visit, with the reference and with the treated arm.
    deviations : ScoreDeviations
        Of improvements: positive where a score is better than the model foretells.
    step : float
        Between possible scores; 0 where they're continuous.
    """

    fit: MixedModelFit
    analysis: AnalysisData
    patients: pd.DataFrame
    weights: Array
    worlds: Array
    deviations: ScoreDeviations
    step: float

    @property
    def arms(self) -> list[str]:
        """The reference arm, then the treated."""
        return [str(arm) for arm in self.analysis.patients["arm"].cat.categories]

    def spread(self, parts: Array) -> float:
        """Variance of a sum of independent parts, one per patient; patients of a cluster are one part together."""
        codes = cluster_codes(self.patients)
        together = parts if codes is None else np.bincount(codes, weights=parts)
        return float(together @ together)

    @classmethod
    def of(cls, fit: MixedModelFit, analysis: AnalysisData) -> _Setting:
        """Lay out the patients, and find how their scores deviate."""
        plan = analysis.plan
        at_visit = analysis.visits[analysis.visits["visit"] == plan.primary_visit]
        if at_visit["composite_failure"].any():
            raise ModelError(
                "an event of the plan counts as no response whatever the score, of which a model of the scores knows "
                "nothing; compare_arms counts the responders"
            )
        patients = _comparable(fit, analysis)
        worlds = np.stack(
            [
                _rows(fit, patients.assign(arm=arm), plan.primary_visit)
                for arm in patients["arm"].cat.categories
            ]
        )
        scores = at_visit["value"].dropna().to_numpy(dtype=float)
        step = (
            plan.instrument.step if _in_steps(scores, plan.instrument.minimum, plan.instrument.step) else 0.0
        )
        visits = list(fit.design.factors["visit"])
        changes = analysis.visits.pivot(index="patient_id", columns="visit", values="change")
        deviations = score_deviations(
            fit,
            changes.loc[patients["patient_id"], visits].to_numpy(dtype=float),
            np.stack([_rows(fit, patients, visit) for visit in visits], axis=1),
            visits.index(plan.primary_visit),
            step,
        )
        weights = _weights(patients, analysis)
        return cls(
            fit, analysis, patients, weights, worlds, deviations.times(plan.instrument.better_sign), step
        )


def _comparable(fit: MixedModelFit, analysis: AnalysisData) -> pd.DataFrame:
    """Patients in causes that have a difference at the primary visit, as the standardised difference takes them."""
    patients = analysis.patients.assign(cause=analysis.patients["cause_modelled"]).drop(
        columns="cause_modelled"
    )
    visit = analysis.plan.primary_visit
    if visit not in list(fit.design.factors["visit"]):
        raise ModelError(f"no scores at {visit}")
    by = [name for name in ("cause",) if name in fit.design.factors]
    effects = contrast(ls_means(fit, "arm", by=[*by, "visit"])).where(visit=visit)
    effects = effects.frame[effects.determined]
    if effects.empty:
        raise ModelError(f"no cause has patients of both arms with a score at {visit}")
    if not by:
        return patients.reset_index(drop=True)
    return patients[patients["cause"].isin(list(effects["cause"]))].reset_index(drop=True)


def _weights(patients: pd.DataFrame, analysis: AnalysisData) -> Array:
    """Weigh patients so that their causes have the shares of the whole file, also in a quarter or at a site."""
    cause = patients["cause"].astype(str)
    shares = cause.map(analysis.modelled_causes.shares).fillna(0.0).to_numpy(dtype=float)
    weights = shares / cause.map(cause.value_counts()).to_numpy(dtype=float)
    return np.asarray(weights / weights.sum())


def _rows(fit: MixedModelFit, patients: pd.DataFrame, visit: str) -> Array:
    """Code the patients at a visit as the fit codes its rows."""
    visits = list(fit.design.factors["visit"])
    return fit.design.matrix(
        patients.assign(visit=pd.Categorical([visit] * len(patients), categories=visits))
    )


def _in_steps(scores: Array, lowest: float, step: float) -> bool:
    """Whether scores are given in the steps of the instrument, but for a few such as means of a day."""
    if not step > 0 or not np.isfinite(lowest):
        return False
    steps_up = (scores - lowest) / step
    return bool(np.mean(np.abs(steps_up - np.round(steps_up)) < 1e-6) > 0.9)


def _difference(setting: _Setting, responder: Responder) -> tuple[dict[str, float], Array]:
    """The difference in shares with its error, and the share in each arm."""
    from scipy import stats

    fit, weights, n = setting.fit, setting.weights, len(setting.patients)
    instrument = setting.analysis.plan.instrument
    baseline = setting.patients["baseline"].to_numpy(dtype=float)
    limits = response_limits(baseline, responder, instrument, setting.step)
    coefficients = np.nan_to_num(fit.inference.coefficients)
    # How far the limit lies from the mean of each patient in each arm, shape (2, n); beyond it is a response.
    away = limits - instrument.better_sign * setting.worlds @ coefficients
    chances, densities = 1 - setting.deviations.share_below(away), setting.deviations.density(away)
    gains = chances[1] - chances[0]
    # d share_a / d b = sum_i w_i f(away_ia) x_ia, shape (2, p).
    slopes = instrument.better_sign * np.einsum("n,an,anp->ap", weights, densities, setting.worlds)
    function = slopes[1] - slopes[0]
    estimate = float(weights @ gains)
    below = [setting.deviations.contributions(one, weights) for one in away]
    moved = below[0] - below[1]
    # Three sources: the coefficients, who is in the sample, and the distribution of deviations taken from it.
    from_patients = setting.spread(weights * (gains - estimate))
    from_deviations = setting.spread((moved - moved.mean()) / n)
    error = float(np.sqrt(function @ fit.inference.vcov @ function + from_patients + from_deviations))
    if fit.inference.estimable is not None and not fit.inference.estimable(function[None])[0]:
        return empty_row(n), chances @ weights
    df = float(fit.inference.degrees_of_freedom(function[None])[0])
    half = float(stats.t.ppf(0.5 + fit.confidence_level / 2, df)) * error
    statistic = estimate / error if error > 0 else np.nan
    numbers = (
        estimate, error, df, statistic, float(2 * stats.t.sf(abs(statistic), df)), estimate - half, estimate + half, n,
    )  # fmt: skip
    return dict(zip(COLUMNS, numbers)), chances @ weights
