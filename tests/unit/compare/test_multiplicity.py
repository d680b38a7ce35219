import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from dnoutcomes.compare.multiplicity import outcome_family
from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.multiplicity_methods import MULTIPLICITY_METHODS


def family(values, method, **options):
    return outcome_family({f"h{i}": value for i, value in enumerate(values)}, method, **options)


@pytest.mark.parametrize(("method", "other"), [("holm", "holm"), ("hochberg", "simes-hochberg")])
@pytest.mark.parametrize("seed", range(8))
def test_stepwise_methods_equal_statsmodels(method, other, seed):
    rng = np.random.default_rng(seed)
    values = rng.beta(0.5, 2, rng.integers(1, 9)).round(2)  # rounded, so that there are ties
    reject, expected, _, _ = multipletests(values, alpha=0.05, method=other)
    found = family(values, method)
    assert found["adjusted_p_value"].tolist() == pytest.approx(expected.tolist())
    assert found["rejected"].tolist() == reject.tolist()


def test_a_fixed_sequence_stops_at_the_first_that_is_not_rejected():
    found = family([0.01, 0.2, 0.001], "fixed-sequence")
    assert found["adjusted_p_value"].tolist() == [0.01, 0.2, 0.2]
    assert found["rejected"].tolist() == [True, False, False]


@pytest.mark.parametrize("method", MULTIPLICITY_METHODS)
def test_familywise_error_under_the_null(method):
    rng = np.random.default_rng(9)
    wrong = np.mean(
        [(MULTIPLICITY_METHODS[method].adjust(values) <= 0.05).any() for values in rng.random((2000, 4))]
    )
    # Four Monte Carlo errors above 5 %.
    assert wrong <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 2000)


@pytest.mark.parametrize("method", MULTIPLICITY_METHODS)
def test_no_adjustment_lowers_a_p_value_and_one_alone_stays(method):
    values = [0.03, 0.6, 0.004]
    assert (family(values, method)["adjusted_p_value"] >= values).all()
    assert family([0.03], method)["adjusted_p_value"].tolist() == [0.03]
    assert family([], method).empty


def test_exploratory_outcomes_are_listed_without_a_decision():
    found = family([0.03, 0.02], "holm", exploratory={"sleep": 0.001, "steps": float("nan")})
    assert found["outcome"].tolist() == ["h0", "h1", "sleep", "steps"]
    assert found["role"].tolist() == ["planned", "planned", "exploratory", "exploratory"]
    assert found["adjusted_p_value"].head(2).tolist() == [0.04, 0.04]
    assert found["adjusted_p_value"].tail(2).isna().all()
    assert found["rejected"].isna().tolist() == [False, False, True, True]


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        ([0.1, float("nan")], {}, "p-value of 'h1' is nan; every planned outcome needs one"),
        ([1.2], {}, "p-value of 'h0' is 1.2"),
        ([0.1], {"alpha": 5}, "alpha must lie between 0 and 1, got 5"),
        ([0.1], {"exploratory": {"h0": 0.1}}, "'h0' is both planned and exploratory"),
        ([0.1], {"method": "bonferroni"}, "unknown multiplicity method 'bonferroni'"),
    ],
)
def test_what_is_no_family_is_refused(values, options, message):
    with pytest.raises(ModelError, match=message):
        family(values, **({"method": "holm"} | options))
