import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.missing.on_analysis import imputation_grid, impute, impute_under, tipping_point
from dnoutcomes.missing.reference_based import under_strategies


def test_several_assumptions_at_once_are_each_by_itself(clinic):
    found = impute_under(clinic)
    for strategy in ("MAR", "JR", "CIR"):
        alone = impute(clinic, strategy).frame
        np.testing.assert_allclose(found.effects[strategy].frame["estimate"], alone["estimate"], rtol=1e-12)
        np.testing.assert_allclose(found.effects[strategy].frame["std_error"], alone["std_error"], rtol=1e-12)
    np.testing.assert_allclose(found.tipping.frame, tipping_point(clinic).frame, rtol=1e-12)


def test_scores_after_an_event_need_a_model_for_each_strategy(clinic):
    grid = imputation_grid(clinic, "MAR")
    early = type(grid)(**{**vars(grid), "start": np.zeros_like(grid.start)})
    with pytest.raises(ModelError, match="an imputation model for each strategy"):
        under_strategies(early, ["MAR"], [], visit="visit")
