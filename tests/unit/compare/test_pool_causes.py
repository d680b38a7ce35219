import numpy as np
import pytest

from dnoutcomes.compare.arms import compare_arms
from dnoutcomes.compare.pool_causes import pool_causes
from dnoutcomes.compare.pooling import pool_effects
from dnoutcomes.errors import ModelError


def test_single_causes_are_those_of_the_comparison_of_arms(clinic):
    found = pool_causes(clinic).where(analysis="unpooled").frame
    other = compare_arms(clinic).where(analysis="adjusted").frame.iloc[: len(found)]
    np.testing.assert_array_equal(found["estimate"], other["estimate"])
    np.testing.assert_array_equal(found["std_error"], other["std_error"])
    assert found["cause"].tolist() == other["cause"].tolist()


def test_partial_pooling_is_that_of_the_general_core(clinic):
    result = pool_causes(clinic)
    scale = clinic.patients["baseline"].std() / 2
    pooled = pool_effects(result.where(analysis="unpooled").frame, tau_scale=scale)
    shrunken = result.where(analysis="partially pooled").frame
    np.testing.assert_allclose(shrunken["estimate"], pooled.shrunken.frame["estimate"])
    assert shrunken["p_value"].isna().all()
    assert result.details["tau"] == pytest.approx(pooled.tau)
    new = result.where(analysis="prediction for a new cause").frame.iloc[0]
    assert (new["conf_low"], new["conf_high"]) == pytest.approx(
        (pooled.prediction_low, pooled.prediction_high)
    )
    assert np.isnan(new["std_error"])


def test_drawn_towards_the_mean_but_not_past_it(clinic_with):
    result = pool_causes(clinic_with(n=600, effect=-1.5, seed=4), by="severity")
    mean = result.where(analysis="pooled mean").frame["estimate"].iloc[0]
    single = result.where(analysis="unpooled").frame["estimate"].to_numpy() - mean
    drawn = result.where(analysis="partially pooled").frame["estimate"].to_numpy() - mean
    assert (np.abs(drawn) <= np.abs(single) + 1e-9).all()
    assert (drawn * single >= -1e-12).all()


def test_one_test_says_whether_causes_differ(clinic):
    result = pool_causes(clinic)
    assert result.details["interaction"].df_num == 2
    assert sum(note.startswith("Whether the effect differs by cause") for note in result.notes) == 1
    assert any("tau" in note for note in result.notes)


def test_one_cause_leaves_nothing_to_pool(clinic_with):
    with pytest.raises(ModelError, match="pooling needs at least 2"):
        pool_causes(clinic_with(causes=("diabetic",)))
