"""Comparing the arms: adjusted and unadjusted differences, responders, and whether effects differ by cause."""

from dnoutcomes.compare.ancova import AncovaFit, ancova
from dnoutcomes.compare.arms import compare_arms
from dnoutcomes.compare.before_after import before_after
from dnoutcomes.compare.binary_effect import BinaryEffect
from dnoutcomes.compare.bounds import bounds_check, share_at_bounds
from dnoutcomes.compare.design_effect import DesignEffect, design_effect
from dnoutcomes.compare.interaction import equality_test, interaction_test
from dnoutcomes.compare.modelled_responders import modelled_responders
from dnoutcomes.compare.multiplicity import outcome_family
from dnoutcomes.compare.number_needed_to_treat import number_needed_to_treat
from dnoutcomes.compare.odds_ratio import odds_ratio
from dnoutcomes.compare.ordinal import OrdinalEffect, proportional_odds
from dnoutcomes.compare.overall_effects import overall_effects
from dnoutcomes.compare.regression_to_mean import ExpectedRegression, expected_regression_to_mean
from dnoutcomes.compare.responder_curve import ResponderCurve, responder_curve
from dnoutcomes.compare.responder_effects import responder_effects
from dnoutcomes.compare.responders import responder_table
from dnoutcomes.compare.risk_difference import risk_difference
from dnoutcomes.compare.risk_ratio import risk_ratio
from dnoutcomes.compare.tobit import tobit
from dnoutcomes.compare.treatment_effects import standardised_effect, treatment_effects
from dnoutcomes.compare.win_odds import WinOdds, win_odds

__all__ = [
    "AncovaFit",
    "BinaryEffect",
    "DesignEffect",
    "ExpectedRegression",
    "OrdinalEffect",
    "ResponderCurve",
    "WinOdds",
    "ancova",
    "before_after",
    "bounds_check",
    "compare_arms",
    "design_effect",
    "equality_test",
    "expected_regression_to_mean",
    "interaction_test",
    "modelled_responders",
    "number_needed_to_treat",
    "odds_ratio",
    "outcome_family",
    "overall_effects",
    "proportional_odds",
    "responder_curve",
    "responder_effects",
    "responder_table",
    "risk_difference",
    "risk_ratio",
    "share_at_bounds",
    "standardised_effect",
    "tobit",
    "treatment_effects",
    "win_odds",
]
