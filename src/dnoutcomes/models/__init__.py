"""Models for repeated outcomes: MMRM and growth, and what can be asked of a fit."""

from dnoutcomes.models.diagnostics import diagnose
from dnoutcomes.models.growth.diagnostics import diagnose_growth
from dnoutcomes.models.growth.growth import growth
from dnoutcomes.models.growth.influence import growth_influence
from dnoutcomes.models.growth.on_analysis import fit_growth
from dnoutcomes.models.growth.prediction import predict_growth, predicted_course
from dnoutcomes.models.growth.random_effects import random_effects
from dnoutcomes.models.influence import influence
from dnoutcomes.models.mmrm.mmrm import mmrm
from dnoutcomes.models.mmrm.on_analysis import fit_mmrm
from dnoutcomes.models.mmrm.prediction import predict, predict_visits
from dnoutcomes.models.shared.change_from_baseline import change_from_baseline
from dnoutcomes.models.shared.contrasts import contrast
from dnoutcomes.models.shared.diagnostics import Diagnostics
from dnoutcomes.models.shared.fit import Attempt, LeavingCause, MixedModelFit
from dnoutcomes.models.shared.influence import Influence
from dnoutcomes.models.shared.joint_tests import joint_test
from dnoutcomes.models.shared.likelihood_ratio import LikelihoodRatioTest, likelihood_ratio_test
from dnoutcomes.models.shared.ls_means import ls_means
from dnoutcomes.models.shared.multiplicity import adjust_p_values
from dnoutcomes.models.shared.resampling import (
    Bootstrap,
    parametric_bootstrap,
    patient_bootstrap,
    simulate_outcomes,
)

__all__ = [
    "Attempt",
    "Bootstrap",
    "Diagnostics",
    "Influence",
    "LeavingCause",
    "LikelihoodRatioTest",
    "MixedModelFit",
    "adjust_p_values",
    "change_from_baseline",
    "contrast",
    "diagnose",
    "diagnose_growth",
    "fit_growth",
    "fit_mmrm",
    "growth",
    "growth_influence",
    "influence",
    "joint_test",
    "likelihood_ratio_test",
    "ls_means",
    "mmrm",
    "parametric_bootstrap",
    "patient_bootstrap",
    "predict",
    "predict_growth",
    "predict_visits",
    "predicted_course",
    "random_effects",
    "simulate_outcomes",
]
