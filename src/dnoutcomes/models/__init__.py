"""Models for repeated outcomes: MMRM and growth, and what can be asked of a fit."""

from dnoutcomes.models.contrasts import contrast
from dnoutcomes.models.fit import Attempt, MixedModelFit
from dnoutcomes.models.joint_tests import joint_test
from dnoutcomes.models.ls_means import ls_means
from dnoutcomes.models.mmrm import mmrm
from dnoutcomes.models.on_analysis import fit_mmrm

__all__ = ["Attempt", "MixedModelFit", "contrast", "fit_mmrm", "joint_test", "ls_means", "mmrm"]
