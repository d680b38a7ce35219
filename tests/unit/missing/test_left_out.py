"""Sums and common steps against filling and fitting again for each patient or cluster that is left out."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.missing.delta import delta_adjustment
from dnoutcomes.missing.grid import build_grid
from dnoutcomes.missing.left_out import effect_without, jackknife_effects, refits_without
from dnoutcomes.missing.strategies import STRATEGIES, MissingStrategy
from dnoutcomes.models.leave_out import with_multiplicity


def build(make, settings, *, strategy="JR", cluster=None, events=False):
    frame, left = make(events=events)
    return build_grid(
        frame, **settings, strategy=strategy, analysis_covariates=None, events=left if events else None,
        cluster=cluster,
    )  # fmt: skip


def refitted_directly(grid, index):
    """The imputation model fitted to rows again, without one group."""
    counts = np.ones(grid.fit.design.n_subjects, dtype=np.intp)
    places = grid.fitted_position[grid.groups[index]]
    counts[places[places >= 0]] = 0
    return with_multiplicity(grid.fit, counts)


@pytest.mark.parametrize("cluster", [None, "therapist"])
@pytest.mark.parametrize("events", [False, True])
def test_refits_are_those_of_the_rows_left(make_imputation_trial, settings, cluster, events):
    grid = build(make_imputation_trial, settings, cluster=cluster, events=events)
    refits = refits_without(grid)
    assert len(refits.sigma) == len(grid.groups)
    for index in range(0, len(grid.groups), 3):
        again = refitted_directly(grid, index)
        assert_allclose(refits.coefficients[index], again.coefficients, rtol=1e-8, atol=1e-8)
        assert_allclose(refits.sigma[index], again.sigma[0], rtol=1e-8, atol=1e-8)


def test_a_patient_without_scores_leaves_the_model_as_it_is(make_imputation_trial, settings):
    grid = build(make_imputation_trial, settings)
    refits = refits_without(grid)
    without_scores = np.flatnonzero(grid.fitted_position < 0)
    assert len(without_scores) > 2
    assert_allclose(refits.sigma[without_scores[1]], grid.sigma, rtol=1e-12)
    assert not np.allclose(refits.sigma[grid.fitted_position >= 0][0], grid.sigma, rtol=1e-6)


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("cluster", [None, "therapist"])
@pytest.mark.parametrize("events", [False, True])
def test_sums_give_what_filling_again_gives(make_imputation_trial, settings, strategy, cluster, events):
    grid = build(make_imputation_trial, settings, strategy=strategy, cluster=cluster, events=events)
    adjust = delta_adjustment(grid, {"needling": 1.3}, {"needling": 0.8, "standard": 1.1})
    refits = refits_without(grid)
    direct = np.array([effect_without(grid, adjust, refits, index) for index in range(len(grid.groups))])
    assert_allclose(jackknife_effects(grid, adjust, refits), direct, rtol=1e-9, atol=1e-9)
    assert direct.std(axis=0).min() > 0.005


def test_a_course_that_bends_is_filled_again(make_imputation_trial, settings):
    bending = MissingStrategy(
        "BEND", "no worse than either", lambda own, reference, start: np.minimum(own, reference)
    )
    grid = build(make_imputation_trial, settings, strategy=bending)
    adjust = delta_adjustment(grid, None, None)
    effects = jackknife_effects(grid, adjust)
    assert_allclose(effects[7], effect_without(grid, adjust, refits_without(grid), 7), rtol=1e-12)
    # Taken for linear it would be something else.
    wrong = replace(grid, strategy=np.full(len(grid.y), replace(bending, linear=True), dtype=object))
    assert not np.allclose(jackknife_effects(wrong, adjust), effects, rtol=1e-3)


def test_a_patient_who_alone_has_a_level_is_left_out_by_least_squares(make_imputation_trial, settings):
    """The analysis then loses a column, which sums can't tell from rounding."""
    grid = build(make_imputation_trial, settings)
    alone = np.zeros(len(grid.y))
    alone[4] = 1.0
    odd = replace(grid, analysis=np.column_stack([grid.analysis, alone]))
    adjust, refits = delta_adjustment(odd, None, None), refits_without(odd)
    direct = np.array([effect_without(odd, adjust, refits, index) for index in range(len(odd.groups))])
    assert_allclose(jackknife_effects(odd, adjust, refits), direct, rtol=1e-9, atol=1e-9)


def test_one_arm_left_is_refused(make_imputation_trial, settings):
    grid = build(make_imputation_trial, settings)
    only = grid.analysis.copy()
    only[:, 1] = 0.0
    only[5, 1] = 1.0
    odd = replace(grid, analysis=only)
    with pytest.raises(ModelError, match="needs both arms"):
        jackknife_effects(odd, delta_adjustment(odd, None, None))


def test_progress_is_told_of_each_refit(make_imputation_trial, settings):
    told = []
    grid = build(make_imputation_trial, settings, cluster="therapist")
    refits_without(grid, lambda done, total: told.append((done, total)))
    assert told == [(done, 9) for done in range(1, 10)]
