from itertools import pairwise

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from dnoutcomes.compare import responder_table
from dnoutcomes.compare.responder_curve import responder_curve, wilson_interval
from dnoutcomes.errors import ModelError


@pytest.fixture
def analysis_with(make, drawn):
    """The function that makes an analysis of whole-number scores, a fifth of them missing."""

    def analysis(n=160, **plan):
        patients, scores = drawn(n)
        lost = np.random.default_rng(5).random((n, 2)) < 0.2
        scores[[28, 84]] = scores[[28, 84]].mask(lost)
        return make(patients, scores.round().clip(0, 10), **plan)

    return analysis


@pytest.fixture
def analysis(analysis_with):
    return analysis_with()


@pytest.mark.parametrize("missing_as", ["non-responder", "left out"])
@pytest.mark.parametrize("scale", ["percent", "points"])
@pytest.mark.parametrize("released", [False, True])
def test_curve_agrees_with_the_responder_table_at_the_thresholds(analysis_with, missing_as, scale, released):
    analysis = analysis_with(smallest_cell=2)
    table = responder_table(analysis, by=None)
    table = table[(table["missing_as"] == missing_as)].set_index(["arm", "threshold"])
    curve = responder_curve(analysis, None, scale, missing_as, released=released).frame
    labels = {item.value: item.label for item in analysis.plan.responders if item.scale == scale}
    marked = curve[curve["is_threshold"]]
    assert len(marked) == 2 * len(labels)
    for row in marked.itertuples():
        expected = table.loc[(row.arm, labels[row.improvement])]
        assert (row.n_responders, row.n_subjects) == (expected["responders"], expected["n_patients"])
        assert row.share == pytest.approx(expected["share"])


def test_every_patient_is_a_step(analysis):
    curve = responder_curve(analysis, missing_as="left out").frame
    sizes = analysis.at_visit()
    for arm, rows in curve.groupby("arm"):
        own = sizes.loc[sizes["arm"] == arm, "percent_improvement"].to_numpy()
        assert rows["n_responders"].tolist() == [(own >= level - 1e-9).sum() for level in rows["improvement"]]
        assert set(np.round(own[own > 0], 9)) <= set(rows["improvement"])


def test_shares_fall(analysis):
    for _, rows in responder_curve(analysis).frame.groupby("arm"):
        assert all(before >= after for before, after in pairwise(rows["share"]))
        assert rows["improvement"].is_monotonic_increasing


def test_missing_patients_count_against_the_arm(analysis):
    cautious = responder_curve(analysis).frame.groupby("arm")["n_subjects"].first()
    assert cautious.to_dict() == analysis.patients["arm"].value_counts().to_dict()


@pytest.mark.parametrize("n", [40, 160, 400])
@pytest.mark.parametrize("scale", ["percent", "points"])
@pytest.mark.parametrize("missing_as", ["non-responder", "left out"])
def test_no_step_of_a_coarse_curve_is_a_small_group(analysis_with, n, scale, missing_as):
    curve = responder_curve(analysis_with(n=n), scale=scale, missing_as=missing_as, released=True).frame
    for _, rows in curve.groupby("arm"):
        counts = [rows["n_subjects"].iloc[0], *rows["n_responders"], 0]
        steps = [before - after for before, after in pairwise(counts)]
        assert all(step == 0 or step >= 11 for step in steps)


def test_composite_failures_respond_at_no_level(analysis_with):
    analysis = analysis_with()
    failed = analysis.visits.assign(composite_failure=True)
    object.__setattr__(analysis, "visits", failed)
    assert (responder_curve(analysis).frame["n_responders"] == 0).all()


def test_improvement_is_in_the_better_direction(analysis_with):
    analysis = analysis_with(outcome="pain_nrs")
    falls = responder_curve(analysis, scale="points", missing_as="left out").frame
    change = analysis.at_visit()["change"]
    assert falls.loc[falls["improvement"] == 2, "n_responders"].sum() == (change <= -2).sum()


def test_a_curve_says_how_it_was_counted(analysis):
    usual = responder_curve(analysis)
    assert (usual.visit, usual.scale, usual.missing_as) == ("W12", "percent", "non-responder")
    assert not usual.is_coarse
    other = responder_curve(analysis, "W4", "points", "left out", released=True)
    assert (other.visit, other.scale, other.missing_as) == ("W4", "points", "left out")
    assert other.is_coarse
    assert other.plan is analysis.plan


def test_a_plan_without_small_groups_leaves_no_level_out(analysis_with):
    analysis = analysis_with(smallest_cell=1)
    released = responder_curve(analysis, released=True)
    assert not released.is_coarse
    assert released.frame.equals(responder_curve(analysis).frame)


@pytest.mark.parametrize(("k", "n"), [(0, 20), (20, 20), (7, 31), (150, 300)])
def test_wilson_interval_is_that_of_statsmodels(k, n):
    # The same formula, so the agreement is that of floating point.
    assert wilson_interval(k, n, 0.9) == pytest.approx(
        proportion_confint(k, n, alpha=0.1, method="wilson"), abs=1e-12
    )


def test_nobody_has_no_share():
    assert all(np.isnan(wilson_interval(0, 0, 0.95)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scale": "percents"}, "'percent' or 'points', got 'percents'"),
        ({"missing_as": "x"}, "'left out', got 'x'"),
    ],
)
def test_unknown_options_are_refused(analysis, options, message):
    with pytest.raises(ModelError, match=message):
        responder_curve(analysis, **options)
