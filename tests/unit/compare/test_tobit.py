import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from dnoutcomes.compare.tobit import tobit
from dnoutcomes.errors import ModelError


def drawn(rng, n=300, effect=-1.0):
    arm = rng.integers(0, 2, n)
    x = rng.normal(size=n)
    score = 2.0 + effect * arm + 0.5 * x + rng.normal(0, 1.5, n)
    return pd.DataFrame({"arm": pd.Categorical(np.where(arm, "b", "a"), ["a", "b"]), "x": x, "score": score})


def fit(data, **ends):
    return tobit(data, outcome="score", treatment="arm", covariates=["x"], **ends).frame.iloc[0]


def test_without_ends_it_is_least_squares():
    data = drawn(np.random.default_rng(1))
    design = np.column_stack([np.ones(300), data["arm"] == "b", data["x"]]).astype(float)
    coefficients, squares, *_ = np.linalg.lstsq(design, data["score"], rcond=None)
    row = fit(data)
    assert row["estimate"] == pytest.approx(coefficients[1], rel=1e-9)
    error = np.sqrt(squares[0] / 300 * np.linalg.inv(design.T @ design)[1, 1])
    assert row["std_error"] == pytest.approx(error, rel=1e-6)


def test_the_maximum_is_that_of_a_likelihood_written_otherwise():
    data = drawn(np.random.default_rng(2))
    data["score"] = data["score"].clip(0, 3)
    design = np.column_stack([np.ones(300), data["arm"] == "b", data["x"]]).astype(float)
    y = data["score"].to_numpy()

    def deviance(p):
        mean, spread = design @ p[:3], np.exp(p[3])
        pieces = np.select(
            [y <= 0, y >= 3],
            [stats.norm.logcdf(0, mean, spread), stats.norm.logsf(3, mean, spread)],
            stats.norm.logpdf(y, mean, spread),
        )
        return -pieces.sum()

    best = optimize.minimize(deviance, [2, -1, 0.5, 0.3], method="BFGS")
    row = fit(data, minimum=0, maximum=3)
    assert row["estimate"] == pytest.approx(best.x[1], abs=1e-4)
    assert row["std_error"] == pytest.approx(np.sqrt(best.hess_inv[1, 1]), rel=0.05)


def test_truth_is_recovered_where_least_squares_is_not():
    rng = np.random.default_rng(3)
    cut, plain, covered = [], [], 0
    for _ in range(100):
        data = drawn(rng)
        data["score"] = data["score"].clip(lower=1)
        row = fit(data, minimum=1)
        cut.append(row["estimate"])
        covered += row["conf_low"] <= -1 <= row["conf_high"]
        plain.append(fit(data)["estimate"])
    assert abs(np.mean(cut) + 1) < 4 * np.std(cut) / 10
    assert np.mean(plain) > -0.85
    # 95 % of 100, with a Monte Carlo error of 2.2.
    assert covered >= 87


@pytest.mark.parametrize(
    ("change", "ends", "message"),
    [
        (lambda d: d, {"minimum": 3, "maximum": 1}, "minimum 3 must be below maximum 1"),
        (lambda d: d.assign(score=0.0), {"minimum": 0}, "every score of 'a' stands at an end"),
        (lambda d: d.assign(score=d["x"]), {}, "explain every score exactly"),
        (lambda d: d[d["arm"] == "a"], {}, "exactly two arms"),
    ],
)
def test_what_cannot_be_fitted_is_refused(change, ends, message):
    data = change(drawn(np.random.default_rng(4)).assign(x=np.tile([0.0, 1.0, 2.0], 100)))
    with pytest.raises(ModelError, match=message):
        fit(data, **ends)


def test_an_arm_all_at_an_end_has_no_estimate():
    data = drawn(np.random.default_rng(5))
    data.loc[data["arm"] == "b", "score"] = 0.0
    with pytest.raises(ModelError, match="every score of 'b' stands at an end"):
        fit(data, minimum=0)
