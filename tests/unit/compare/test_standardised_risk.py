import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import approx_fprime
from scipy.special import expit

from dnoutcomes.compare.standardised_risk import ERRORS, standardised_risk_difference
from dnoutcomes.errors import ModelError


def sample(n=200, seed=1):
    rng = np.random.default_rng(seed)
    treated, age, sex = np.arange(n) % 2, rng.normal(60, 10, n), rng.choice(["F", "M"], n)
    chance = expit(-0.6 + 0.9 * treated - 0.05 * (age - 60) + 0.4 * (sex == "M"))
    response = (rng.random(n) < chance).astype(int)
    arm = pd.Categorical(np.where(treated, "needling", "standard"), ["standard", "needling"])
    return pd.DataFrame({"arm": arm, "age": age, "sex": sex, "response": response})


def estimate(data, **options):
    arguments = {"outcome": "response", "treatment": "arm", "covariates": ["age", "sex"]} | options
    return standardised_risk_difference(data, **arguments)


def test_delta_method_with_the_numbers_of_statsmodels():
    data = sample()
    treated = (data["arm"] == "needling").to_numpy(float)
    design = np.column_stack([np.ones(200), treated, data["age"], data["sex"] == "M"]).astype(float)
    other = sm.Logit(data["response"], design).fit(disp=0, tol=1e-12)

    def difference(beta):
        worlds = [np.column_stack([design[:, :1], np.full(200, value), design[:, 2:]]) for value in (1, 0)]
        return expit(worlds[0] @ beta).mean() - expit(worlds[1] @ beta).mean()

    gradient = approx_fprime(other.params.to_numpy(), difference, 1e-7)
    row = estimate(data, errors="delta").frame.iloc[0]
    assert row["contrast"] == "needling - standard"
    assert row["estimate"] == pytest.approx(difference(other.params.to_numpy()), rel=1e-8)
    # A forward difference of 1e-7.
    assert row["std_error"] == pytest.approx(
        np.sqrt(gradient @ other.cov_params().to_numpy() @ gradient), rel=1e-5
    )


def test_without_covariates_it_is_the_plain_difference():
    data = sample()
    shares = data.groupby("arm", observed=True)["response"].agg(["mean", "size"])
    expected = np.sqrt((shares["mean"] * (1 - shares["mean"]) / shares["size"]).sum())
    # HC3 divides each arm's part by (1 - 1 / n)^2.
    inflated = np.sqrt(
        (shares["mean"] * (1 - shares["mean"]) * shares["size"] / (shares["size"] - 1) ** 2).sum()
    )
    for errors in ERRORS:
        row = estimate(data, covariates=[], errors=errors).frame.iloc[0]
        assert row["estimate"] == pytest.approx(
            shares.loc["needling", "mean"] - shares.loc["standard", "mean"]
        )
        assert row["std_error"] == pytest.approx(inflated if errors == "HC3" else expected)
        assert row["df"] == (198 if errors == "HC3" else np.inf)


def test_hc3_is_near_the_jackknife_where_patients_are_few():
    data = sample(60)
    without = [estimate(data.drop(index=i)).frame["estimate"].iloc[0] for i in data.index]
    jackknife = np.sqrt(59 / 60 * ((np.array(without) - np.mean(without)) ** 2).sum())
    hc3, plain = (estimate(data, errors=errors).frame["std_error"].iloc[0] for errors in ("HC3", "sandwich"))
    assert hc3 == pytest.approx(jackknife, rel=0.03)
    assert plain < 0.95 * jackknife


def test_sandwich_equals_the_bootstrap():
    data = sample()
    rng = np.random.default_rng(5)
    drawn = [estimate(data.iloc[rng.integers(200, size=200)]).frame["estimate"].iloc[0] for _ in range(300)]
    # The error of an error from 300 replicates is 4 %; three of those.
    assert estimate(data, errors="sandwich").frame["std_error"].iloc[0] == pytest.approx(
        np.std(drawn), rel=0.12
    )


def test_the_effect_may_differ_by_a_covariate():
    data = sample()
    plain, varying = estimate(data), estimate(data, covariates=["age", "sex", "arm:age"])
    assert varying.frame["estimate"].iloc[0] != pytest.approx(plain.frame["estimate"].iloc[0], abs=1e-6)
    assert set(varying.details["risk"]) == {"standard", "needling"}


def test_an_arm_without_events_needs_a_penalty():
    data = sample()
    data.loc[data["arm"] == "standard", "response"] = 0
    with pytest.raises(ModelError, match=r"follows without error from arm \(separation\)"):
        estimate(data)
    found = estimate(data, penalty="firth")
    row = found.frame.iloc[0]
    assert 0 < row["conf_low"] < row["estimate"] < row["conf_high"] < 1
    assert "Logistic regression with a firth penalty." in found.notes


def test_boolean_events_missing_rows_and_covariates():
    data = sample()
    data.loc[:3, "age"] = np.nan
    lost = data.assign(response=data["response"].astype("boolean").mask(data.index < 7))
    found = estimate(lost)
    assert found.frame["n_subjects"].iloc[0] == 193
    assert "7 rows without an outcome or a treatment left out." in found.notes
    assert "Missing covariate values enter with an indicator: age (4)." in estimate(data).notes
    assert found.frame["estimate"].iloc[0] == pytest.approx(estimate(data.iloc[7:]).frame["estimate"].iloc[0])


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda d: d.assign(response=d["response"] + 1), {}, r"must be 0 and 1, got \[1, 2\]"),
        (lambda d: d.assign(response="yes"), {}, "must be 0 and 1, got"),
        (lambda d: d.assign(response=1), {}, "all 200 rows have the response 1"),
        (lambda d: d[d["arm"] == "needling"], {}, "exactly two arms"),
        (
            lambda d: d.assign(site=d["arm"].astype(str)),
            {"covariates": ["site"]},
            "can't be told apart from treatment",
        ),
        (lambda d: d, {"errors": "hc3"}, "unknown kind of errors 'hc3'"),
    ],
)
def test_what_cannot_be_standardised_is_refused(change, options, message):
    with pytest.raises(ModelError, match=message):
        estimate(change(sample()), **options)
