import pytest
from numpy.testing import assert_allclose
from scipy import stats

from dnoutcomes.errors import ModelError
from dnoutcomes.models import likelihood_ratio_test, mmrm

KEYS = {"subject": "patient", "visit": "visit"}
ML = {"reml": False, "df": "satterthwaite"}


def test_nested_covariances_by_reml(trial):
    smaller, larger = (mmrm("change ~ arm * visit", trial, covariance=name, **KEYS) for name in ("cs", "us"))
    test = likelihood_ratio_test(smaller, larger)
    assert test.df == 6 - 2
    assert_allclose(test.statistic, 2 * (larger.log_likelihood - smaller.log_likelihood))
    assert_allclose(test.p_value, stats.chi2.sf(test.statistic, 4))
    assert test.hypothesis == "covariance cs rather than us"
    assert test.to_frame().shape == (1, 4)
    assert "covariance cs rather than us" in repr(test)


def test_nested_covariates_by_ml(trial):
    smaller, larger = (
        mmrm(f"change ~ {right}", trial, **ML, **KEYS) for right in ("arm + visit", "arm * visit")
    )
    test = likelihood_ratio_test(smaller, larger)
    assert test.df == 2
    assert test.statistic >= 0
    assert test.hypothesis == "change ~ arm + visit"


def test_the_same_covariates_written_otherwise_are_the_same(trial):
    one = mmrm("change ~ arm * visit", trial, covariance="cs", **KEYS)
    other = mmrm("change ~ 0 + arm:visit", trial, covariance="csh", **KEYS)
    assert likelihood_ratio_test(one, other).df == 2


@pytest.mark.parametrize(
    ("smaller", "larger", "message"),
    [
        (("arm + visit", {}), ("arm * visit", {}), "restricted likelihoods of different covariates"),
        (("baseline + visit", ML), ("arm * visit", ML), "isn't a special case of"),
        (("arm", {}), ("arm", ML), "the restricted and the other the full likelihood"),
        (("arm", {}), ("arm", {}), "must have more parameters"),
    ],
)
def test_fits_that_are_not_nested(trial, smaller, larger, message):
    one, other = (
        mmrm(f"change ~ {right}", trial, **settings, **KEYS) for right, settings in (smaller, larger)
    )
    with pytest.raises(ModelError, match=message):
        likelihood_ratio_test(one, other)


def test_a_smaller_model_that_fits_better_is_none(make):
    """Ante-dependence has more parameters than compound symmetry here but doesn't contain it."""
    frame = make(n=60, m=5, missing=0.0, seed=4)
    level = frame.groupby("patient")["change"].transform("first")
    frame["change"] = frame["change"] / 3 + 4 * level
    smaller, larger = (mmrm("change ~ visit", frame, covariance=name, **KEYS) for name in ("cs", "ad"))
    with pytest.raises(ModelError, match="cs isn't a special case of ad: it fits better"):
        likelihood_ratio_test(smaller, larger)


def test_fits_to_different_rows(trial):
    one = mmrm("change ~ arm", trial.iloc[3:], covariance="cs", **KEYS)
    with pytest.raises(ModelError, match=r"different rows or outcomes \(\d+ and \d+ rows\)"):
        likelihood_ratio_test(one, mmrm("change ~ arm", trial, **KEYS))
