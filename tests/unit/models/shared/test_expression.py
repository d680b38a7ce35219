"""Attacks: whatever a formula holds, nothing but arithmetic, comparisons and listed functions is evaluated."""

import contextlib

import numpy as np
import pandas as pd
import pytest
from formula_payloads import PAYLOADS, written

from dnoutcomes.compare.covariates import covariate_design
from dnoutcomes.errors import DnOutcomesError, ModelError
from dnoutcomes.missing import reference_based
from dnoutcomes.models import growth, joint_test, mmrm
from dnoutcomes.models.shared.expression import functions_in_reach, read_expression
from dnoutcomes.weighting import propensity, weighted_mmrm


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(8)
    arms = np.repeat(["needling"] * 11 + ["standard"] * 7, 3)
    return pd.DataFrame({
        "patient": np.repeat(np.arange(18), 3), "visit": ["a", "b", "c"] * 18, "week": [0.0, 4.0, 9.0] * 18,
        "arm": arms,
        "age": np.repeat(rng.uniform(30, 80, 18), 3), "y": rng.normal(size=54) - (arms == "needling"),
    })  # fmt: skip


def _once(rows):
    return rows.drop_duplicates("patient").assign(arm=lambda data: pd.Categorical(data["arm"]))


#: Every way by which a formula, or a term of one, comes into the package.
ENTRIES = {
    "mmrm": lambda text, rows: mmrm(f"y ~ arm + {text}", rows, subject="patient", visit="visit"),
    "outcome": lambda text, rows: mmrm(f"{text} ~ arm", rows, subject="patient", visit="visit"),
    "sum": lambda text, rows: mmrm(f"y + {text} ~ arm", rows, subject="patient", visit="visit"),
    "growth": lambda text, rows: growth(f"y ~ week + {text}", rows, subject="patient", random="1"),
    "random": lambda text, rows: growth("y ~ week", rows, subject="patient", random=f"1 + {text}"),
    "covariates": lambda text, rows: covariate_design(_once(rows), ["age", text]),
    "propensity": lambda text, rows: propensity(_once(rows), treatment="arm", covariates=[text]),
    "weighted": lambda text, rows: weighted_mmrm(
        f"y ~ arm * visit + {text}", rows, subject="patient", visit="visit", treatment="arm", covariates=["age"],
        replicates=2,
    ),
    "imputed": lambda text, rows: reference_based(
        rows, outcome="y", subject="patient", visit="visit", arm="arm", reference_arm="standard", covariates=[text],
    ),
    "analysis": lambda text, rows: reference_based(
        rows, outcome="y", subject="patient", visit="visit", arm="arm", reference_arm="standard", covariates=["age"],
        analysis_covariates=[text],
    ),
}  # fmt: skip


@pytest.mark.parametrize("entry", ENTRIES)
def test_nothing_is_run(entry, rows, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = rows.copy()
    for number, payload in enumerate(PAYLOADS):
        path = tmp_path / f"planted {number}"
        with pytest.raises(DnOutcomesError):
            ENTRIES[entry](written(payload, path), rows)
        assert not path.exists(), payload
    assert list(tmp_path.iterdir()) == []
    pd.testing.assert_frame_equal(rows, before)


@pytest.mark.filterwarnings("ignore")
def test_the_payloads_do_plant_a_file_where_they_are_evaluated(rows, tmp_path, monkeypatch):
    """The attack works on formulaic itself, so that the test above can fail."""
    from formulaic import Formula

    # One of them plants a file of another name where it runs.
    monkeypatch.chdir(tmp_path)
    planted = 0
    for number, payload in enumerate(PAYLOADS):
        path = tmp_path / f"planted {number}"
        with contextlib.suppress(Exception):  # what the payload does counts, not how it ends
            Formula(f"0 + {written(payload, path)}").get_model_matrix(_once(rows), context={})
        planted += path.exists()
    assert planted > 20


@pytest.mark.parametrize(
    "kind",
    [
        "os",
        "sys",
        "PLANT",
        "ENTRIES",
        "rows",
        "open",
        "np",
        "contr",
        "log",
        "__builtins__",
        "C",
        "TRANSFORMS",
    ],
)
def test_names_of_the_caller_are_out_of_reach(rows, kind):
    for expression in (kind, f"I({kind})", f"I(age + {kind})", f"log({kind})"):
        with pytest.raises(ModelError, match="no column"):
            mmrm(f"y ~ {expression}", rows, subject="patient", visit="visit")
        with pytest.raises(ModelError, match="no column"):
            covariate_design(_once(rows), [expression])


def test_functions_of_the_caller_are_called_when_they_are_passed(rows):
    functions = {"older": lambda age, than: (age > than) * 1.0, "half": lambda y: y / 2}
    formula = "half(y) ~ arm + older(age, than=60)"
    fit = mmrm(formula, rows, subject="patient", visit="visit", functions=functions)
    own = rows.assign(half=rows["y"] / 2, older=(rows["age"] > 60) * 1.0)
    expected = mmrm("half ~ arm + older", own, subject="patient", visit="visit")
    np.testing.assert_allclose(fit.coefficients, expected.coefficients, rtol=1e-9)
    again = fit.refit(rows[rows["patient"] > 0])
    np.testing.assert_allclose(
        again.coefficients, expected.refit(own[own["patient"] > 0]).coefficients, rtol=1e-9
    )
    assert joint_test(fit, "older(age, than=60)", type=3).df_num == 1
    grown = growth("y ~ arm + older(age, than=60)", rows, subject="patient", random="1", functions=functions)
    assert np.isfinite(grown.coefficients).all()
    with pytest.raises(ModelError, match="the function older isn't allowed"):
        mmrm("y ~ older(age, 60)", rows, subject="patient", visit="visit")


@pytest.mark.parametrize(
    ("functions", "said"),
    [
        ({"log": abs}, "formulas already know"),
        ({"np.log": abs}, "a plain word"),
        ({"_state": abs}, "a plain word"),
        ({"f": 3}, "can't be called"),
    ],
)
def test_functions_have_plain_names_of_their_own(functions, said):
    with pytest.raises(ModelError, match=said):
        functions_in_reach(functions)


@pytest.mark.parametrize(
    "expression",
    [
        "I(age ** 2)", "I((age > 50) & (arm == 'needling'))", "bs(age, df=4, degree=2)",
        "cr(age, df=3, constraints='center')",
        "ns(age, df=3)", "poly(age, 2, raw=True)", "scale(age, center=False)", "center(log(age))", "I(-age % 7)",
        "C(arm, contr.sum)", "C(arm, contr.treatment(base='standard'))", "C(arm, Treatment('standard'))",
        "C(arm, levels=['standard', 'needling'])", "C(I(week > 3))", "sqrt(abs(age))", "np.sqrt(age)", "exp(-age)",
        "cc(week, df=2)", "bs(age, knots=[40, 55.5, -1.0])", "{age / 10}", "I(arm == 'needling')",
    ],
)  # fmt: skip
def test_what_is_on_the_list_is_read_and_applied(rows, expression):
    read_expression(expression.strip("{}"))
    fit = mmrm(f"y ~ week + {expression}", rows, subject="patient", visit="visit")
    assert np.isfinite(fit.fitted).all()


def test_the_refusal_names_what_would_do():
    with pytest.raises(
        ModelError, match=r"the function sneaky isn't allowed.*functions=\{'name': f\}.*column"
    ):
        read_expression("sneaky(age)")
    with pytest.raises(ModelError, match="into backticks"):
        read_expression("log(age.years)")
