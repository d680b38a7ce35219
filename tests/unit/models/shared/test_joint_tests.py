import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from statsmodels.formula.api import ols

from dnoutcomes.errors import ModelError
from dnoutcomes.models import joint_test, mmrm

FORMULA = "change ~ baseline * visit + arm * cause * visit"
KEYS = {"subject": "patient", "visit": "visit"}


def terms_of(fit):
    return [term for term in fit.design.coding.terms if term != "1"]


@pytest.fixture
def frame(make):
    return make(n=50)


@pytest.mark.parametrize("type", [2, 3])
def test_coding_and_reference_levels_do_not_matter(frame, type):
    other = frame.assign(arm=pd.Categorical(frame["arm"].astype(str)), cause=frame["cause"].str[::-1])
    fits = [
        mmrm(FORMULA, frame, **KEYS),
        mmrm(FORMULA, other, **KEYS),
        mmrm(
            FORMULA.replace("arm", "C(arm, contr.sum)").replace("cause", "C(cause, contr.helmert)"),
            frame,
            **KEYS,
        ),
    ]
    for terms in zip(*map(terms_of, fits)):
        tests = [joint_test(fit, term, type=type) for fit, term in zip(fits, terms)]
        assert_allclose([test.statistic for test in tests], tests[0].statistic, rtol=1e-6)
        assert_allclose([test.df_denom for test in tests], tests[0].df_denom, rtol=1e-6)


@pytest.mark.parametrize("type", [2, 3])
def test_complete_data_give_the_analysis_of_variance_of_subject_means(make, type):
    """Between-subject effects of complete data under compound symmetry: F and df of the classical unbalanced ANOVA."""
    frame = make(n=41, missing=0.0)
    fit = mmrm("change ~ arm * cause + visit", frame, covariance="cs", **KEYS)
    means = frame.groupby(["patient", "arm", "cause"], observed=True)["change"].mean().reset_index()
    table = sm.stats.anova_lm(ols("change ~ C(arm, Sum) * C(cause, Sum)", means).fit(), typ=type)
    for term, name in [
        ("arm", "C(arm, Sum)"),
        ("cause", "C(cause, Sum)"),
        ("arm:cause", "C(arm, Sum):C(cause, Sum)"),
    ]:
        test = joint_test(fit, term, type=type)
        expected = [table.loc[name, "F"], table.loc[name, "df"], table.loc["Residual", "df"]]
        assert_allclose([test.statistic, test.df_num, test.df_denom], expected, rtol=1e-7)
        assert_allclose(test.p_value, table.loc[name, "PR(>F)"], rtol=1e-6)


def test_type_three_interaction_is_the_test_of_its_coefficients(frame):
    fit = mmrm(FORMULA, frame, **KEYS)
    columns = fit.design.coding.terms["arm:cause:visit"]
    statistic, df_num, df_denom = fit.inference.joint(np.eye(len(fit.design.terms))[columns])
    test = joint_test(fit, "visit:arm:cause")
    assert_allclose([test.statistic, test.df_num, test.df_denom], [statistic, df_num, df_denom], rtol=1e-9)
    assert test.hypothesis == "arm:cause:visit"


def test_several_terms_at_once(frame):
    fit = mmrm(FORMULA, frame, **KEYS)
    test = joint_test(fit, ["arm:cause", "arm:cause:visit"])
    assert test.df_num == 2 + 4
    assert 0 < test.p_value < 1


def test_type_two_leaves_out_what_contains_the_term(frame):
    """Of a model without interactions both types are the same."""
    fit = mmrm("change ~ arm + cause + visit", frame, **KEYS)
    for term in terms_of(fit):
        assert_allclose(joint_test(fit, term, type=2).statistic, joint_test(fit, term).statistic, rtol=1e-9)


def test_functions_of_columns_are_terms_too(frame):
    fit = mmrm("change ~ bs(baseline, df=3) + arm * visit", frame, **KEYS)
    plain = mmrm("change ~ baseline + arm * visit", frame, **KEYS)
    assert joint_test(fit, "bs(baseline, df=3)").df_num == 3
    assert joint_test(fit, "arm:visit").df_num == joint_test(plain, "arm:visit").df_num == 2


def test_empty_cells_leave_the_part_that_can_be_estimated(frame):
    frame = frame[~((frame["arm"] == "needling") & (frame["cause"] == "other"))]
    fit = mmrm("change ~ arm * cause + visit", frame, **KEYS)
    test = joint_test(fit, "arm:cause")
    assert test.df_num == 1
    assert test.hypothesis == "arm:cause (the part that can be estimated: 1 of 2 df)"


@pytest.mark.parametrize(
    ("terms", "settings", "message"),
    [
        ("arm:sex", {}, "no term 'arm:sex'"),
        ("arm", {"type": 1}, "unknown type of test '1'"),
        ([], {}, "name at least one term"),
    ],
)
def test_questions_that_make_no_sense(frame, terms, settings, message):
    with pytest.raises(ModelError, match=message):
        joint_test(mmrm(FORMULA, frame, **KEYS), terms, **settings)


@pytest.mark.parametrize("type", [2, 3])
@pytest.mark.parametrize("named", ["arm:visit", "visit:C(arm)", "C(arm, contr.sum):C(visit)"])
@pytest.mark.parametrize("written", ["arm", "C(arm)", "C(arm, contr.sum)"])
def test_a_factor_is_found_by_its_column_however_it_is_coded(frame, written, named, type):
    plain = joint_test(mmrm("change ~ baseline + arm * visit", frame, **KEYS), "arm:visit", type=type)
    test = joint_test(mmrm(f"change ~ baseline + {written} * visit", frame, **KEYS), named, type=type)
    assert_allclose(
        [test.statistic, test.df_num, test.df_denom, test.p_value],
        [plain.statistic, plain.df_num, plain.df_denom, plain.p_value],
        rtol=1e-6,  # the optimiser takes another path in another coding
    )


def test_a_number_and_its_levels_stay_two_terms(frame):
    """C(dose) is never the slope of dose, nor the other way round."""
    dosed = frame.assign(dose=np.arange(len(frame)) // 3 % 3)
    slope = mmrm("change ~ dose + visit", dosed, **KEYS)
    with pytest.raises(ModelError, match="no term 'C\\(dose\\)'"):
        joint_test(slope, "C(dose)")
    levels = mmrm("change ~ C(dose) + visit", dosed, **KEYS)
    assert joint_test(levels, "dose").df_num == 2
    both = mmrm("change ~ dose + visit + C(dose):visit", dosed, **KEYS)
    with pytest.raises(ModelError, match="nothing of 'dose "):
        joint_test(both, "dose", type=2)
    assert joint_test(both, "dose:visit", type=2).hypothesis.startswith("C(dose):visit")
    with pytest.raises(ModelError, match="use type=2"):
        joint_test(both, "dose")
