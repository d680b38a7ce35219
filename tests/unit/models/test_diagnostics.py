import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.models import diagnose, mmrm

KEYS = {"subject": "patient", "visit": "visit"}


@pytest.fixture
def fit(make):
    return mmrm("change ~ visit", make(n=60, m=4, missing=0.0), **KEYS)


def test_complete_data_show_the_covariance_that_the_fit_implies(fit):
    table = diagnose(fit).covariances
    assert len(table) == 10
    # REML divides by n - 1, the residuals by n.
    assert_allclose(table["empirical"] * 60 / 59, table["implied"], rtol=1e-6)
    assert_allclose(table["empirical_correlation"], table["implied_correlation"], rtol=1e-6)
    assert (table["n_pairs"] == 60).all()


def test_autocorrelation_by_lag(fit):
    table = diagnose(fit).autocorrelation.set_index("lag")
    correlation = fit.covariance / np.sqrt(np.outer(np.diag(fit.covariance), np.diag(fit.covariance)))
    for lag in range(4):
        assert_allclose(table.loc[lag, "implied"], np.diag(correlation, lag).mean())
    assert table["n_pairs"].tolist() == [240, 180, 120, 60]


def test_semivariogram_by_distance(make):
    frame = make(n=60, m=3, missing=0.0)
    fit = mmrm("change ~ visit", frame, covariance="sp_pow", time="week", **KEYS)
    table = diagnose(fit).semivariogram.set_index("distance")
    assert table.index.tolist() == [4.0, 8.0]
    wide = frame.assign(residual=fit.augment()["residual"]).pivot(
        index="patient", columns="visit", values="residual"
    )
    assert_allclose(table.loc[8.0, "semivariance"], ((wide["W04"] - wide["W12"]) ** 2).mean() / 2)
    variance, rho = fit.covariance.iloc[0, 0], fit.covariance.iloc[0, 2] / fit.covariance.iloc[0, 0]
    assert_allclose(table.loc[8.0, "implied"], variance * (1 - rho))


def test_quantiles_of_normal_residuals_lie_on_the_line(fit):
    residuals = diagnose(fit).residuals
    assert list(residuals.columns) == ["fitted", "residual", "pearson", "normalized", "quantile"]
    assert np.corrcoef(residuals["normalized"], residuals["quantile"])[0, 1] > 0.99
    assert (residuals["normalized"].rank() == residuals["quantile"].rank()).all()


def test_groups_are_kept_apart(make):
    fit = mmrm("change ~ arm * visit", make(n=40, m=3), group="arm", **KEYS)
    table = diagnose(fit).covariances
    assert table.groupby("group").size().to_dict() == {"needling": 6, "standard": 6}
    row = table[(table["group"] == "needling") & (table["visit"] == "W04") & (table["other"] == "W12")]
    assert_allclose(row["implied"], fit.covariance["needling"].loc["W04", "W12"])


def test_times_belong_to_the_fit(fit):
    with pytest.raises(ModelError, match="is for growth models"):
        diagnose(fit, time="week")
