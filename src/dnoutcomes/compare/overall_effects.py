"""The effect over all causes at each visit, from a mixed model, in two ways that are labelled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.populations import MAIN_EFFECT, POPULATION, population_labels, standardised_to
from dnoutcomes.compare.treatment_effects import standardised_effect
from dnoutcomes.compare.unadjusted import empty_row
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.models.mmrm.on_analysis import fit_mmrm
from dnoutcomes.models.shared.contrasts import contrast
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.ls_means import ls_means


def overall_effects(fit: MixedModelFit, analysis: AnalysisData) -> Estimates:
    """Estimate the difference between the arms over all causes at each visit.

    Parameters
    ----------
    fit : MixedModelFit
        From `fit_mmrm(analysis)`.
    analysis : AnalysisData
        The analysis that it was fitted to.

    Returns
    -------
    Estimates
        One row per visit and kind of overall effect: `cause` (none), `population` ("all patients, main effect" or "all
        patients, standardised to the mix of causes"), `visit`, `contrast`, then the columns of Estimates.
        `details["mix"]` holds the weights.

    Raises
    ------
    ModelError
        The fit isn't one of `fit_mmrm(analysis)` with effects by cause.

    Notes
    -----
    Main effect: contrasts of change ~ baseline * visit + arm * visit + cause * visit + covariates, fitted with the
    covariance structure of `fit`. Standardised: sum_k w_k (difference in cause k at the visit) from `fit`, with w_k the
    share of cause k among all patients of the whole file with a baseline (`analysis.modelled_causes.shares`), also for
    a quarter or a site, taken as fixed; at a visit where a cause has no difference the others are scaled up.
    """
    if not fit.details.get("by_cause") or fit.details["baseline"] != "covariate":
        raise ModelError(
            "overall effects come from a fit by cause, the baseline a covariate: fit_mmrm(analysis)"
        )
    # The structure itself: it needn't be registered under its name.
    structure = fit.details["covariance_structure"]
    main_fit = fit_mmrm(analysis, covariance=structure, df=fit.details["df"], by_cause=False)
    main = contrast(ls_means(main_fit, "arm", by="visit"))
    frames = [main.frame.assign(**population_labels("cause", MAIN_EFFECT))]
    if "cause" in fit.design.factors:
        frames.append(standardised_differences(fit, analysis))
    return Estimates(
        pd.concat(frames, ignore_index=True)[["cause", POPULATION, "visit", "contrast", *COLUMNS]],
        confidence_level=fit.confidence_level,
        kind="overall difference between arms",
        notes=(
            estimand_note(analysis.plan),
            f"df: {fit.inference.method}; covariance {fit.structure} in both models.",
            "Standardised effects weight each cause with its share of all patients of the file with a baseline; the "
            "shares are taken as fixed.",
            *(f"Main effects: {remark}" for remark in main.remarks),
        ),
        details={"mix": dict(analysis.modelled_causes.shares), "covariance": fit.structure},
    )


def standardised_differences(fit: MixedModelFit, analysis: AnalysisData) -> pd.DataFrame:
    """Return the rows of `overall_effects` that answer the plan's question, one per visit.

    Standardised to the mix of causes; of a model without causes, the differences as they are.
    """
    effects = _effects(fit)
    effects_by_visit = [
        _standardised(effects, fit, analysis, visit).frame for visit in fit.design.factors["visit"]
    ]
    return pd.concat(effects_by_visit, ignore_index=True)


def standardised_difference_at(fit: MixedModelFit, analysis: AnalysisData, visit: str) -> Estimates:
    """Return the difference at a visit that answers the plan's question, with the linear function behind it.

    Returns
    -------
    Estimates
        One row: `cause` (none), `population`, `visit`, `contrast`, then the columns of Estimates; empty and without a
        function where no cause has a difference.

    Raises
    ------
    ModelError
        The visit has no scores.
    """
    if visit not in list(fit.design.factors["visit"]):
        raise ModelError(f"no scores at {visit}")
    return _standardised(_effects(fit), fit, analysis, visit)


def _effects(fit: MixedModelFit) -> Estimates:
    by = ["cause", "visit"] if "cause" in fit.design.factors else ["visit"]
    return contrast(ls_means(fit, "arm", by=by))


def _standardised(effects: Estimates, fit: MixedModelFit, analysis: AnalysisData, visit: str) -> Estimates:
    here = effects.where(visit=visit)
    if "cause" not in fit.design.factors:
        return replace(here, frame=here.frame.assign(**population_labels("cause", MAIN_EFFECT)))
    labels = population_labels("cause", standardised_to("cause")) | {"visit": visit}
    if here.determined.any():
        mix = pd.Series(analysis.modelled_causes.shares, dtype="float64")
        weights = mix.reindex(here.frame["cause"].astype(str)).fillna(0.0).to_numpy()
        effect = standardised_effect(here, weights)
        return replace(effect, frame=effect.frame.assign(**labels))
    blank = {"contrast": here.frame["contrast"].iloc[0]} | empty_row(int(np.sum(here.frame["n_subjects"])))
    return Estimates(pd.DataFrame([labels | blank]), confidence_level=fit.confidence_level, notes=here.notes)
