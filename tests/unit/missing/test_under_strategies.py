from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.missing import reference_based
from dnoutcomes.missing.grid_on_analysis import imputation_grid
from dnoutcomes.missing.left_out import refits_without
from dnoutcomes.missing.under_strategies import under_strategies


def test_one_model_gives_what_each_strategy_by_itself_gives(clinic):
    grid = imputation_grid(clinic, "MAR")
    found = under_strategies(grid, ["CR", "LMCF"], refits_without(grid), visit="visit")
    for strategy, estimates in found.items():
        alone = reference_based(
            clinic.visits, outcome="change", subject="patient_id", visit="visit", arm="arm", reference_arm="standard",
            covariates=["baseline * visit", "cause_modelled", "age", "severity"], strategy=strategy,
        )  # fmt: skip
        np.testing.assert_allclose(estimates.frame["estimate"], alone.frame["estimate"], rtol=1e-10)
        np.testing.assert_allclose(estimates.frame["std_error"], alone.frame["std_error"], rtol=1e-10)
        assert estimates.notes == alone.notes


def test_scores_after_an_event_need_a_model_for_each_strategy(clinic):
    grid = imputation_grid(clinic, "MAR")
    early = replace(grid, start=np.zeros_like(grid.start))
    with pytest.raises(ModelError, match="an imputation model for each strategy"):
        under_strategies(early, ["MAR"], refits_without(grid), visit="visit")
