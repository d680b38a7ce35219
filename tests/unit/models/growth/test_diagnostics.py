import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.diagnostics import diagnose
from dnoutcomes.models.growth.diagnostics import diagnose_growth
from dnoutcomes.models.growth.growth import growth

FORMULA = "change ~ baseline + arm * week"
SETTINGS = {
    "slope": {"random": "1 + week", "time": "week"},
    "cluster": {"random": "1 + week", "cluster": "cause", "time": "week"},
    "car1": {"random": "1", "residual": "car1", "time": "week"},
}


@pytest.fixture(params=SETTINGS)
def fit(request, make):
    data = make(n=30, m=5).sample(frac=1, random_state=1)
    data["change"] += np.sin(data["week"] / 3 + data["baseline"])
    return growth(FORMULA, data, subject="patient", **SETTINGS[request.param])


def covariance(fit):
    frame, state = fit.design.frame, fit.engine.state
    week = frame["week"].to_numpy()
    z = np.column_stack([np.ones(len(week)), week])[:, : len(fit.covariance)]
    same = fit.design.subject_codes[:, None] == fit.design.subject_codes[None]
    phi = state.residual_facts.get("phi")
    residual = np.eye(len(week)) if phi is None else phi ** np.abs(week[:, None] - week[None])
    return same * (z @ fit.covariance.to_numpy() @ z.T + state.sigma2 * residual + state.cluster_variance)


def test_pairs_of_sessions_are_compared_with_what_the_model_implies(fit):
    v, r = covariance(fit), fit.design.y - fit.fitted
    week = fit.design.frame["week"].to_numpy()
    deviation = np.sqrt(np.diag(v))
    collected = []
    for patient in range(fit.design.n_subjects):
        rows = np.flatnonzero(fit.design.subject_codes == patient)
        rows = rows[np.argsort(week[rows])]
        for a, i in enumerate(rows):
            for b, j in enumerate(rows[a + 1 :], start=a + 1):
                scale = deviation[i] * deviation[j]
                semi = (v[i, i] + v[j, j]) / 2 - v[i, j]
                half = (r[i] - r[j]) ** 2 / 2
                collected.append((b - a, week[j] - week[i], r[i] * r[j] / scale, v[i, j] / scale, half, semi))
    pairs = pd.DataFrame(collected, columns=["lag", "distance", "correlation", "implied", "half", "semi"])
    found = diagnose_growth(fit)
    by_lag = pairs.groupby("lag")[["correlation", "implied"]].mean()
    np.testing.assert_allclose(found.autocorrelation[["correlation", "implied"]], by_lag)
    np.testing.assert_array_equal(found.autocorrelation["n_pairs"], pairs.groupby("lag").size())
    # Five planned weeks: one class of the semivariogram holds the two longest distances.
    table = found.semivariogram
    assert table["n_pairs"].sum() == len(pairs)
    assert np.average(table["semivariance"], weights=table["n_pairs"]) == pytest.approx(pairs["half"].mean())
    assert np.average(table["implied"], weights=table["n_pairs"]) == pytest.approx(pairs["semi"].mean())
    first = pairs[pairs["distance"] == pairs["distance"].min()]
    assert table["semivariance"].iloc[0] == pytest.approx(first["half"].mean())
    assert table["implied"].iloc[0] == pytest.approx(first["semi"].mean())


def test_residuals_have_the_rows_used_and_their_quantiles(fit):
    table = diagnose_growth(fit).residuals
    assert table.index.equals(fit.design.frame.index)
    assert table.columns.tolist() == ["fitted", "residual", "pearson", "normalized", "quantile"]
    assert table["quantile"].corr(table["normalized"], method="spearman") == pytest.approx(1)


def test_a_right_model_has_implied_numbers_near_the_observed_ones():
    rng = np.random.default_rng(3)
    patient, week = np.repeat(np.arange(1500), 6), np.tile(np.arange(6.0), 1500)
    own = rng.multivariate_normal([5, 0], [[1.0, -0.1], [-0.1, 0.1]], 1500)[patient]
    data = pd.DataFrame({"patient": patient, "week": week})
    data["pain"] = own[:, 0] + own[:, 1] * week + rng.normal(0, 0.8, len(data))
    found = diagnose_growth(growth("pain ~ week", data, subject="patient", random="1 + week"), time="week")
    apart = found.autocorrelation["correlation"] - found.autocorrelation["implied"]
    # A correlation over 1,500 patients has an error near 0.026.
    assert apart.abs().max() < 0.1
    assert (found.semivariogram["semivariance"] / found.semivariogram["implied"]).between(0.9, 1.1).all()
    assert found.residuals["normalized"].std() == pytest.approx(1, abs=0.02)


def test_time_must_be_known(make):
    data = make(m=5)
    fit = growth(
        f"{FORMULA} + late",
        data.assign(late=data["week"] > 8).astype({"late": float}),
        subject="patient",
        random="1",
    )
    with pytest.raises(ModelError, match="name the column of the time of each session"):
        diagnose_growth(fit)
    with pytest.raises(ModelError, match="name the column of the time of each session"):
        diagnose_growth(fit, time="month")
    assert len(diagnose_growth(fit, time="week").autocorrelation) == 4


@pytest.mark.parametrize("random", ["1", "1 + week", "1 + I(week / 4)", "0 + week"])
def test_time_is_the_one_number_that_changes_within_patients(make, random):
    fit = growth(FORMULA, make(m=5), subject="patient", random=random)
    pd.testing.assert_frame_equal(
        diagnose(fit).semivariogram, diagnose_growth(fit, time="week").semivariogram
    )


def test_a_bent_random_slope_is_written_in_the_formula(make):
    data = make(n=40, m=5)
    bent = growth(
        FORMULA, data.assign(early=data["week"].clip(upper=8)), subject="patient", random="1 + early"
    )
    functions = {"until": lambda week, turn: week.clip(upper=turn)}
    written = growth(FORMULA, data, subject="patient", random="1 + until(week, 8)", functions=functions)
    assert written.log_likelihood == pytest.approx(bent.log_likelihood)
