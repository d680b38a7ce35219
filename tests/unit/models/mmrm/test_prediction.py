import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.models import ls_means, mmrm, predict, predict_visits

KEYS = {"subject": "patient", "visit": "visit"}


@pytest.fixture
def fit(trial):
    return mmrm("change ~ baseline + arm * visit", trial, **KEYS)


def test_the_mean_of_new_rows_is_the_ls_mean_there(fit):
    rows = pd.DataFrame({"arm": ["needling"], "visit": ["W12"], "baseline": [5.0]}, index=["new"])
    found = predict(fit, rows)
    expected = ls_means(fit, "arm", by="visit", at={"baseline": 5.0}).where(arm="needling", visit="W12").frame
    assert list(found.index) == ["new"]
    for column in found.columns:
        assert_allclose(found[column], expected[column])


def test_missing_visits_given_the_seen_ones(fit, trial, dense_of):
    found = predict_visits(fit, trial)
    seen = trial["change"].notna()
    assert_allclose(found.loc[seen, "estimate"], trial.loc[seen, "change"])
    assert (found.loc[seen, "std_error"] == 0).all()
    sigma = fit.covariance.to_numpy()
    patient = trial.loc[~seen, "patient"].iloc[0]
    rows = trial[trial["patient"] == patient]
    x, y = fit.design.matrix(rows), rows["change"].to_numpy()
    gap = np.isnan(y)
    weights = sigma[np.ix_(gap, ~gap)] @ np.linalg.inv(sigma[np.ix_(~gap, ~gap)])
    coefficients = fit.inference.coefficients
    assert_allclose(
        found.loc[rows.index[gap], "estimate"],
        x[gap] @ coefficients + weights @ (y[~gap] - x[~gap] @ coefficients),
    )


def test_prediction_error_is_that_of_new_patients():
    """Over new patients of the fitted model, standardised errors of prediction have variance 1."""
    rng = np.random.default_rng(5)
    sigma = np.array([[2.0, 1.2, 0.8], [1.2, 1.8, 1.1], [0.8, 1.1, 2.2]])

    def draw(n):
        values = rng.multivariate_normal([0, 0.5, 1.0], sigma, n)
        return pd.DataFrame(
            {
                "patient": np.repeat(np.arange(n), 3),
                "visit": ["W04", "W08", "W12"] * n,
                "change": values.ravel(),
            }
        )

    fit = mmrm("change ~ visit", draw(400), **KEYS)
    new = draw(1500)
    hidden = new.assign(change=new["change"].where(new["visit"] != "W12"))
    found = predict_visits(fit, hidden)
    last = new["visit"] == "W12"
    scores = (new.loc[last, "change"] - found.loc[last, "estimate"]) / found.loc[last, "std_error"]
    # Standard error of a variance of 1,500 normals: 0.037; of the covariance that is held: 0.07.
    assert abs(scores.var() - 1) < 0.2
    assert abs(scores.mean()) < 0.15


def test_groups_predict_with_their_own_covariance(trial):
    fit = mmrm("change ~ arm * visit", trial, group="arm", **KEYS)
    nothing_seen = trial.assign(change=np.nan)
    found = predict_visits(fit, nothing_seen)
    vcov = fit.inference.vcov
    x = fit.design.matrix(trial)
    for position in (0, 4):
        arm, visit = trial["arm"].iloc[position], trial["visit"].iloc[position]
        expected = fit.covariance[arm].loc[visit, visit] + x[position] @ vcov @ x[position]
        assert_allclose(found["std_error"].iloc[position] ** 2, expected)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.drop(columns="change"), "the rows need the outcome 'change'"),
        (lambda d: pd.concat([d, d]), "index of the rows must be unique"),
        (lambda d: d.assign(visit="W04"), "must be different ones of"),
    ],
)
def test_rows_that_cannot_be_predicted(fit, trial, change, message):
    with pytest.raises(ModelError, match=message):
        predict_visits(fit, change(trial))


def test_weights_cannot_be_known_for_new_rows(trial):
    with pytest.raises(ModelError, match="without weights"):
        predict_visits(mmrm("change ~ visit", trial, weights="weight", **KEYS), trial)
