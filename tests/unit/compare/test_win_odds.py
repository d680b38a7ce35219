import itertools

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.nonparametric import rank_compare_2indep

from dnoutcomes.compare.win_odds import win_odds
from dnoutcomes.errors import ModelError

HIERARCHY = {"died": "lower", "responder": "higher", "pain": "lower"}


def sample(n=80, seed=1, effect=0.6):
    rng = np.random.default_rng(seed)
    treated = np.arange(n) % 2 == 0
    pain = np.clip(np.round(rng.normal(5.5 - effect * treated, 2, n)), 0, 10)
    died = rng.random(n) < 0.1
    pain[died] = np.nan
    return pd.DataFrame({
        "arm": pd.Categorical(np.where(treated, "needling", "control"), ["control", "needling"]), "died": died * 1,
        "responder": (pain <= 4).astype(float), "pain": pain,
    })  # fmt: skip


def fit(data, hierarchy=None, **options):
    return win_odds(data, treatment="arm", hierarchy=hierarchy or HIERARCHY, **options)


def winner(own, other):
    """One pair, by the words of the definition."""
    for name, better in HIERARCHY.items():
        a, b = own[name], other[name]
        if np.isnan(a) or np.isnan(b) or a == b:
            continue
        return 1 if (a > b) == (better == "higher") else -1
    return 0


def test_every_pair_is_judged_by_the_first_outcome_that_differs():
    data = sample()
    rows = data.to_dict("records")
    own = [row for row in rows if row["arm"] == "needling"]
    other = [row for row in rows if row["arm"] == "control"]
    results = [winner(a, b) for a, b in itertools.product(own, other)]
    found = fit(data)
    assert found.win_share == pytest.approx(np.mean(np.array(results) == 1))
    assert found.loss_share == pytest.approx(np.mean(np.array(results) == -1))
    assert found.net_benefit == pytest.approx(np.mean(results))
    assert found.win_share + found.tie_share + found.loss_share == pytest.approx(1)
    assert found.by_level["wins"].sum() == pytest.approx(found.win_share)
    assert found.by_level["outcome"].tolist() == list(HIERARCHY)


def test_one_outcome_equals_the_mann_whitney_probability_of_statsmodels():
    data = sample().dropna()
    arms = [data.loc[data["arm"] == arm, "pain"].to_numpy() for arm in ("needling", "control")]
    other = rank_compare_2indep(*arms, use_t=False)  # probability that the first arm is higher
    found = fit(data, {"pain": "higher"})
    theta = found.estimate / (1 + found.estimate)
    assert theta == pytest.approx(other.prob1)
    # On the log odds scale the error is that of theta over theta (1 - theta).
    half = np.log(found.conf_high / found.conf_low) / 2 / 1.959963985
    assert half == pytest.approx(np.sqrt(other.var / other.nobs) / (theta * (1 - theta)), rel=1e-6)


def test_swapping_arms_or_directions_inverts_the_odds():
    data = sample()
    found = fit(data)
    turned = fit(
        data, {name: {"higher": "lower", "lower": "higher"}[better] for name, better in HIERARCHY.items()}
    )
    swapped = fit(data.assign(arm=pd.Categorical(data["arm"], ["needling", "control"])))
    assert swapped.contrast == "control - needling"
    for other in (turned, swapped):
        assert [other.estimate, other.conf_low, other.conf_high, other.p_value] == pytest.approx(
            [1 / found.estimate, 1 / found.conf_high, 1 / found.conf_low, found.p_value]
        )


def test_only_order_counts():
    data = sample()
    found, moved = fit(data), fit(data.assign(pain=np.exp(data["pain"])))
    assert (found.estimate, found.conf_low) == pytest.approx((moved.estimate, moved.conf_low))


def test_interval_covers_and_null_is_kept():
    # Two normals 0.6 / 2 apart: theta = Phi(0.3 / sqrt 2); rounding and ties are left out.
    from scipy import stats

    covered, rejected = [], []
    rng = np.random.default_rng(3)
    truth = stats.norm.cdf(0.3 / np.sqrt(2))
    for _ in range(400):
        arm = np.repeat([0, 1], 30)
        values = rng.normal(size=60)
        shifted = fit(pd.DataFrame({"arm": arm, "pain": values + 0.3 * arm}), {"pain": "higher"})
        null = fit(pd.DataFrame({"arm": arm, "pain": values}), {"pain": "higher"})
        covered.append(shifted.conf_low <= truth / (1 - truth) <= shifted.conf_high)
        rejected.append(null.p_value < 0.05)
    # Four Monte Carlo errors; a normal interval with 30 patients per arm is up to 1 % short.
    slack = 4 * np.sqrt(0.95 * 0.05 / 400) + 0.01
    assert abs(np.mean(covered) - 0.95) < slack
    assert abs(np.mean(rejected) - 0.05) < slack


def test_every_pair_won_has_no_interval():
    data = pd.DataFrame({"arm": [0, 0, 1, 1], "pain": [5, 6, 1, 2]})
    found = fit(data, {"pain": "lower"})
    assert found.estimate == np.inf
    assert np.isnan([found.conf_low, found.conf_high, found.p_value]).all()
    assert found.notes == ("Every pair has the same winner, so there is no interval.",)
    assert fit(data, {"pain": "higher"}).estimate == 0


def test_all_tied_is_no_difference_and_no_certainty():
    found = fit(pd.DataFrame({"arm": [0, 0, 1, 1], "pain": [5, 5, 5, 5]}), {"pain": "lower"})
    assert (found.estimate, found.tie_share) == (1, 1)
    assert np.isnan([found.conf_low, found.conf_high, found.p_value]).all()
    assert found.notes == ("Every pair is tied, so there is no interval.",)


def test_missing_treatment_is_counted_and_printed_forms_hold_the_numbers():
    data = sample()
    data.loc[3, "arm"] = None
    found = fit(data)
    assert "1 rows without a treatment left out." in found.notes
    assert found.n_treated + found.n_reference == 79
    assert repr(found).startswith("WinOdds needling - control: ")
    assert "<table" in found._repr_html_()


@pytest.mark.parametrize(
    ("data", "hierarchy", "message"),
    [
        (sample(), {"death": "lower"}, "outcome death 'death' is not a column"),
        (sample(), {"died": "less"}, "unknown direction 'less'.*Known: higher, lower"),
        (sample().assign(pain="5"), {"pain": "lower"}, "outcome 'pain' must be numeric or boolean"),
        (sample().head(3), {"died": "lower"}, "two patients in each arm, got 2 and 1"),
        (sample().assign(arm="a"), {"died": "lower"}, "exactly two arms"),
    ],
)
def test_what_cannot_be_compared_is_refused(data, hierarchy, message):
    with pytest.raises(ModelError, match=message):
        fit(data, hierarchy)


def test_an_empty_hierarchy_and_a_level_in_percent_are_refused():
    with pytest.raises(ModelError, match="the hierarchy is empty"):
        win_odds(sample(), treatment="arm", hierarchy={})
    with pytest.raises(ModelError, match="between 0 and 1, got 95"):
        fit(sample(), confidence_level=95)
