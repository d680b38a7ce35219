"""Comparing arms that nobody randomised: propensity scores, balance, weighted effects, E-values."""

from __future__ import annotations

from dnoutcomes.arm_balance import standardised_difference
from dnoutcomes.weighting.balance import balance_table, effective_sample_size
from dnoutcomes.weighting.e_value import EValue, e_value
from dnoutcomes.weighting.effect import effect
from dnoutcomes.weighting.negative_control import negative_controls
from dnoutcomes.weighting.propensity import Propensity, propensity
from dnoutcomes.weighting.weighted_mmrm import weighted_mmrm

__all__ = [
    "EValue",
    "Propensity",
    "balance_table",
    "e_value",
    "effect",
    "effective_sample_size",
    "negative_controls",
    "propensity",
    "standardised_difference",
    "weighted_mmrm",
]
