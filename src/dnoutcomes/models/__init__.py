"""Models for repeated outcomes: MMRM and growth, and what can be asked of a fit."""

from dnoutcomes.models.change_from_baseline import change_from_baseline
from dnoutcomes.models.contrasts import contrast
from dnoutcomes.models.diagnostics import Diagnostics, diagnose
from dnoutcomes.models.fit import Attempt, MixedModelFit
from dnoutcomes.models.growth import growth
from dnoutcomes.models.growth_diagnostics import diagnose_growth
from dnoutcomes.models.growth_influence import growth_influence
from dnoutcomes.models.growth_on_analysis import fit_growth
from dnoutcomes.models.growth_prediction import predict_growth, predicted_course
from dnoutcomes.models.influence import Influence, influence
from dnoutcomes.models.joint_tests import joint_test
from dnoutcomes.models.likelihood_ratio import LikelihoodRatioTest, likelihood_ratio_test
from dnoutcomes.models.ls_means import ls_means
from dnoutcomes.models.mmrm import mmrm
from dnoutcomes.models.multiplicity import adjust_p_values
from dnoutcomes.models.on_analysis import fit_mmrm
from dnoutcomes.models.prediction import predict, predict_visits
from dnoutcomes.models.random_effects import random_effects
from dnoutcomes.models.resampling import Bootstrap, parametric_bootstrap, patient_bootstrap, simulate_outcomes

__all__ = [
    "Attempt",
    "Bootstrap",
    "Diagnostics",
    "Influence",
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
