import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.special import expit
from statsmodels.tools.numdiff import approx_hess

from dnoutcomes.compare.ordinal import proportional_odds
from dnoutcomes.errors import ModelError

# Taste of cheese with four additives, nine categories: McCullagh P, Nelder JA. Generalized Linear Models, 1989, p 175.
CHEESE = {
    1: [0, 0, 1, 7, 8, 8, 19, 8, 1], 2: [6, 9, 12, 11, 7, 6, 1, 0, 0],
    3: [1, 1, 6, 8, 23, 7, 5, 1, 0], 4: [0, 0, 0, 1, 3, 7, 14, 16, 11],
}  # fmt: skip


def sample(n=120, seed=1):
    rng = np.random.default_rng(seed)
    treated, age = np.arange(n) % 2, rng.normal(60, 10, n)
    latent = -0.8 * treated + 0.03 * (age - 60) + rng.logistic(size=n)
    pgic = np.digitize(latent, [-2, -0.7, 0.6, 2]) + 1
    arm = pd.Categorical(np.where(treated, "needling", "control"), ["control", "needling"])
    return pd.DataFrame({"arm": arm, "age": age, "pgic": pgic})


def fit(data, **options):
    return proportional_odds(data, **({"outcome": "pgic", "treatment": "arm"} | options))


@pytest.mark.parametrize(
    ("additive", "estimate", "error"), [(1, -1.6128, 0.3778), (2, -4.9646, 0.4741), (3, -3.3227, 0.4251)]
)
def test_cheese_as_sas_prints_it(additive, estimate, error):
    rows = [
        (cheese, score)
        for cheese, counts in CHEESE.items()
        for score, n in enumerate(counts)
        for _ in range(n)
    ]
    data = pd.DataFrame(rows, columns=["cheese", "pgic"])
    others = [other for other in (1, 2, 3) if other != additive]
    data = data.assign(
        arm=(data["cheese"] == additive) * 1, **{f"c{k}": (data["cheese"] == k) * 1 for k in others}
    )
    row = fit(data, covariates=[f"c{k}" for k in others]).estimates.frame.iloc[0]
    # SAS models the lower categories, hence the sign; printed to four decimals.
    assert row["estimate"] == pytest.approx(estimate, abs=1e-4)
    # Its errors come from the expected information, ours from the observed: 1 % apart with these 208 tastings.
    assert row["std_error"] == pytest.approx(error, rel=0.01)


def test_a_direct_maximisation_agrees():
    data = sample()
    treated = (data["arm"] == "needling").to_numpy(float)
    age, codes = (data["age"] - 60).to_numpy() / 10, data["pgic"].to_numpy()

    def minus_log_likelihood(theta):
        cuts = np.concatenate([[-np.inf], np.cumsum([theta[2], *np.exp(theta[3:])]), [np.inf]])
        linear = theta[0] * treated + theta[1] * age
        return -np.log(expit(cuts[codes] - linear) - expit(cuts[codes - 1] - linear)).sum()

    best = minimize(minus_log_likelihood, np.zeros(6), method="BFGS", options={"gtol": 1e-7})
    row = fit(data, covariates=["age"]).estimates.frame.iloc[0]
    assert row["estimate"] == pytest.approx(best.x[0], abs=1e-4)
    variance = np.linalg.inv(approx_hess(best.x, minus_log_likelihood))[0, 0]
    # Both Hessians are numerical.
    assert row["std_error"] == pytest.approx(np.sqrt(variance), rel=1e-3)


def test_two_categories_are_a_logistic_regression():
    data = sample().assign(pgic=lambda d: (d["pgic"] > 2) * 1)
    design = sm.add_constant(np.column_stack([data["arm"] == "needling", data["age"]]).astype(float))
    other = sm.Logit(data["pgic"], design).fit(disp=0)
    found = fit(data, covariates=["age"])
    row = found.estimates.frame.iloc[0]
    # Both differentiate numerically or stop at about 1e-5.
    assert row["estimate"] == pytest.approx(other.params.iloc[1], abs=1e-4)
    assert row["std_error"] == pytest.approx(other.bse.iloc[1], rel=1e-3)
    assert found.by_cut["odds_ratio"].tolist() == pytest.approx([np.exp(other.params.iloc[1])], rel=1e-6)


def test_reversing_the_order_inverts_the_odds_ratio():
    data = sample()
    found = fit(data)
    turned = fit(data.assign(pgic=-data["pgic"]))
    assert [turned.odds_ratio, turned.conf_low] == pytest.approx(
        [1 / found.odds_ratio, 1 / found.conf_high], rel=1e-3
    )


def test_an_ordered_categorical_keeps_its_order_and_empty_levels_go():
    data = sample()
    words = ["much better", "better", "same", "worse", "much worse", "never used"]
    named = pd.Categorical([words[code - 1] for code in data["pgic"]], categories=words, ordered=True)
    found = fit(data.assign(pgic=named))
    assert found.odds_ratio == pytest.approx(fit(data).odds_ratio, rel=1e-6)
    assert found.counts.index.tolist() == words[:-1]
    assert found.counts.columns.tolist() == ["control", "needling"]
    assert found.counts.to_numpy().sum() == 120


def test_each_cut_has_its_odds_ratio():
    data = sample()
    found = fit(data)
    above = data["pgic"] > 3
    table = pd.crosstab(data["arm"], above).to_numpy()
    expected = table[1, 1] * table[0, 0] / (table[1, 0] * table[0, 1])
    assert found.by_cut.set_index("above").loc[3, "odds_ratio"] == pytest.approx(expected)
    assert found.by_cut["above"].tolist() == [1, 2, 3, 4]


def test_a_cut_that_nobody_of_an_arm_passes_stays_open():
    data = sample()
    data.loc[(data["arm"] == "needling") & (data["pgic"] == 5), "pgic"] = 4
    cuts = fit(data).by_cut.set_index("above")
    assert np.isnan(cuts.loc[4, "odds_ratio"])
    assert np.isfinite(cuts.loc[3, "odds_ratio"])


def test_missing_rows_are_counted_and_printed_forms_hold_the_numbers():
    data = sample()
    data.loc[:4, "pgic"] = np.nan
    found = fit(data)
    assert "5 rows without an outcome or a treatment left out." in found.notes
    assert found.estimates.frame["n_subjects"].iloc[0] == 115
    assert repr(found).startswith("OrdinalEffect needling - control: odds ratio 0.")
    assert "<table" in found._repr_html_()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.assign(pgic=d["pgic"].astype(str)), "must be an ordered Categorical or a number"),
        (lambda d: d.assign(pgic=3), "outcome 'pgic' has 1 categories; at least 2"),
        (lambda d: d.assign(pgic=d["pgic"] + 10 * (d["arm"] == "needling")), "almost without exception"),
        (lambda d: d[d["arm"] == "control"], "exactly two arms"),
        (lambda d: d.drop(columns="pgic"), "outcome 'pgic' is not a column"),
    ],
)
def test_what_cannot_be_fitted_is_refused(change, message):
    with pytest.raises(ModelError, match=message):
        fit(change(sample()))
