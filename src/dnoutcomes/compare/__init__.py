"""Comparing the arms: adjusted and unadjusted differences, responders, and whether effects differ by cause."""

from dnoutcomes.compare.ancova import AncovaFit, ancova
from dnoutcomes.compare.arms import compare_arms
from dnoutcomes.compare.before_after import before_after
from dnoutcomes.compare.design_effect import DesignEffect, design_effect
from dnoutcomes.compare.interaction import equality_test, interaction_test
from dnoutcomes.compare.modelled_responders import modelled_responders
from dnoutcomes.compare.overall_effects import overall_effects
from dnoutcomes.compare.regression_to_mean import ExpectedRegression, expected_regression_to_mean
from dnoutcomes.compare.responders import responder_table
from dnoutcomes.compare.treatment_effects import standardised_effect, treatment_effects

__all__ = [
    "AncovaFit",
    "DesignEffect",
    "ExpectedRegression",
    "ancova",
    "before_after",
    "compare_arms",
    "design_effect",
    "equality_test",
    "expected_regression_to_mean",
    "interaction_test",
    "modelled_responders",
    "overall_effects",
    "responder_table",
    "standardised_effect",
    "treatment_effects",
]
