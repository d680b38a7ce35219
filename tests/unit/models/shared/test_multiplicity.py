import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats
from statsmodels.stats.multitest import multipletests

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.models import adjust_p_values, contrast, ls_means, mmrm
from dnoutcomes.models.shared.multiplicity import box, critical_value

RNG = np.random.default_rng(11)


def table(p):
    return Estimates(pd.DataFrame({"cause": [str(i) for i in range(len(p))], "p_value": p}))


@pytest.mark.parametrize(("method", "theirs"), [("holm", "holm"), ("hochberg", "simes-hochberg")])
def test_stepwise_methods_are_those_of_statsmodels(method, theirs):
    for size in (1, 2, 5, 9):
        p = RNG.uniform(0, 0.2, size).round(2)
        assert_allclose(
            adjust_p_values(table(p), method).frame["p_value"], multipletests(p, method=theirs)[1]
        )


def test_fixed_sequence_stops_where_a_test_fails():
    adjusted = adjust_p_values(table([0.01, 0.2, 0.001]), "fixed-sequence").frame["p_value"]
    assert adjusted.tolist() == [0.01, 0.2, 0.2]


def test_rows_that_are_no_tests_do_not_count():
    adjusted = adjust_p_values(table([0.01, np.nan, 0.03]), "holm")
    assert_allclose(adjusted.frame["p_value"], [0.02, np.nan, 0.03])
    assert "adjusted for 2 tests (Holm); intervals not adjusted" in adjusted.notes[-1]
    with pytest.raises(ModelError, match="no test to adjust among the 1 rows"):
        adjust_p_values(table([np.nan]), "holm")


def equicorrelated(size, rho=0.5):
    return np.full((size, size), rho) + (1 - rho) * np.eye(size)


# Dunnett CW. Biometrics 1964;20:482-91, table II (two-sided, 5 %): printed to two decimals.
@pytest.mark.parametrize(
    ("size", "df", "bound"),
    [(2, 10, 2.57), (3, 10, 2.76), (5, 10, 2.99), (2, 60, 2.27), (3, 60, 2.41), (5, 60, 2.58)],
)
def test_dunnetts_bounds(size, df, bound):
    assert_allclose(critical_value(0.95, equicorrelated(size), df), bound, atol=0.006)


@pytest.mark.parametrize("levels", [3, 4])
def test_all_pairwise_differences_give_tukeys_bound(levels):
    """Their correlation isn't of full rank. The chance is good to 1e-4, the bound to a few times that."""
    pairs = [(b, a) for a in range(levels) for b in range(a + 1, levels)]
    rows = np.array([[(c == b) * 1.0 - (c == a) for c in range(levels)] for b, a in pairs])
    correlation = rows @ rows.T / 2
    tukey = stats.studentized_range.ppf(0.95, levels, 20) / np.sqrt(2)
    assert_allclose(critical_value(0.95, correlation, 20), tukey, rtol=3e-3)


def test_independent_normals_are_products():
    single = 1 - 2 * stats.norm.sf(1.7)
    assert_allclose(box(1.7, np.eye(3), np.inf), single**3, atol=1e-6)
    assert_allclose(box(1.7, np.eye(1), 7.0), 1 - 2 * stats.t.sf(1.7, 7))


def test_multivariate_t_lies_between_one_test_and_bonferroni(make):
    fit = mmrm("change ~ arm * visit", make(n=40), subject="patient", visit="visit")
    effects = contrast(ls_means(fit, "arm", by="visit"))
    joint = adjust_p_values(effects, "multivariate-t")
    single, together = effects.frame, joint.frame
    assert (together["p_value"] > single["p_value"]).all()
    assert (together["p_value"] < 3 * single["p_value"] + 1e-3).all()
    assert (together["conf_low"] < single["conf_low"]).all()
    assert_allclose(together["estimate"], single["estimate"])
    # Interval and p-value say the same.
    significant = (together["conf_low"] > 0) | (together["conf_high"] < 0)
    assert (significant == (together["p_value"] < 0.05)).all()
    assert adjust_p_values(effects, "multivariate-t").frame.equals(together)
    with pytest.raises(ModelError, match="needs linear functions of a fit"):
        adjust_p_values(table([0.1, 0.2]), "multivariate-t")


def test_an_unknown_method():
    with pytest.raises(ModelError, match="unknown multiplicity method 'bonferoni'"):
        adjust_p_values(table([0.1]), "bonferoni")
