import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dnoutcomes.compare.ancova import ancova
from dnoutcomes.compare.interaction import interaction_test
from dnoutcomes.errors import ModelError


def clinics(n_clusters=12, size=8, seed=3):
    rng = np.random.default_rng(seed)
    therapist = np.repeat(np.arange(n_clusters), size)
    n = len(therapist)
    data = pd.DataFrame(
        {
            "therapist": [f"T{code}" for code in therapist],
            "arm": pd.Categorical(np.where(therapist % 2 == 0, "a", "b"), ["a", "b"]),
            "x": rng.normal(0, 1, n),
            "cause": rng.choice(["c", "d"], n),
        }
    )
    return data.assign(y=rng.normal(0, 0.7, n_clusters)[therapist] + 0.3 * data["x"] + rng.normal(0, 1, n))


def row(fit, term):
    return fit.tidy().set_index("term").loc[term]


def test_subjects_as_clusters_give_hc2_of_statsmodels():
    import statsmodels.formula.api as smf

    data = clinics().assign(who=np.arange(96))
    ours = ancova(data, outcome="y", treatment="arm", covariates=["x"], errors="CR2", cluster="who")
    theirs = smf.ols("y ~ arm + x", data).fit().get_robustcov_results("HC2")
    for place, term in enumerate(["Intercept", "arm[T.b]", "x"]):
        assert row(ours, term)["std_error"] == pytest.approx(theirs.bse[place], rel=1e-8)


def test_treatment_between_equal_clusters_is_the_t_test_of_their_means():
    data = clinics()
    fit = ancova(data, outcome="y", treatment="arm", errors="CR2", cluster="therapist")
    means = data.groupby(["arm", "therapist"])["y"].mean()
    expected = stats.ttest_ind(means["b"], means["a"], equal_var=False)
    found = row(fit, "arm[T.b]")
    assert found["statistic"] == pytest.approx(expected.statistic)
    # Satterthwaite's df are taken under equal residual variances, where Welch's are (6 - 1) + (6 - 1).
    assert found["df"] == pytest.approx(10)


def test_the_formulas_with_whole_matrices():
    data = clinics().sample(frac=0.8, random_state=1)
    fit = ancova(
        data, outcome="y", treatment="arm", by="cause", covariates=["x"], errors="CR2", cluster="therapist"
    )
    x, y = fit.design.x, fit.design.y
    bread = np.linalg.inv(x.T @ x)
    project = np.eye(len(y)) - x @ bread @ x.T
    e = project @ y
    therapist = data["therapist"].to_numpy()
    rows = []
    for name in np.unique(therapist):
        inside = therapist == name
        values, vectors = np.linalg.eigh(project[np.ix_(inside, inside)])
        root = (vectors / np.sqrt(values)) @ vectors.T
        weight = np.zeros((len(y), x.shape[1]))
        weight[inside] = root @ x[inside] @ bread
        rows.append(weight)
    vcov = sum(np.outer(weight.T @ e, weight.T @ e) for weight in rows)
    np.testing.assert_allclose(fit.inference.vcov, vcov, rtol=1e-8, atol=1e-12)
    for place in range(x.shape[1]):
        along = np.array([weight[:, place] for weight in rows])
        m = along @ project @ along.T
        expected = np.trace(m) ** 2 / np.trace(m @ m)
        function = np.eye(x.shape[1])[[place]]
        assert fit.inference.degrees_of_freedom(function)[0] == pytest.approx(expected, rel=1e-8)


def test_few_clusters_leave_few_degrees_of_freedom():
    few = ancova(clinics(6, 30), outcome="y", treatment="arm", errors="CR2", cluster="therapist")
    assert row(few, "arm[T.b]")["df"] == pytest.approx(4)


def test_a_subject_without_a_therapist_stands_alone():
    data = clinics()
    missing = data.assign(therapist=data["therapist"].where(data["arm"] == "a"))
    alone = data.assign(
        therapist=data["therapist"].where(data["arm"] == "a", [f"S{place}" for place in range(len(data))])
    )
    fits = [
        ancova(frame, outcome="y", treatment="arm", errors="CR2", cluster="therapist")
        for frame in (missing, alone)
    ]
    assert row(fits[0], "arm[T.b]")["std_error"] == pytest.approx(row(fits[1], "arm[T.b]")["std_error"])
    assert any("over 6 clusters of therapist; 48 subjects without one" in note for note in fits[0].notes)


def test_the_order_of_rows_changes_nothing():
    data = clinics()
    settings = {
        "outcome": "y",
        "treatment": "arm",
        "covariates": ["x"],
        "errors": "CR2",
        "cluster": "therapist",
    }
    plain, moved = ancova(data, **settings), ancova(data.sample(frac=1, random_state=5), **settings)
    pd.testing.assert_frame_equal(plain.tidy(), moved.tidy())


def test_a_joint_test_of_one_difference_is_its_squared_t():
    fit = ancova(clinics(), outcome="y", treatment="arm", by="cause", errors="CR2", cluster="therapist")
    test, found = interaction_test(fit), row(fit, "arm[T.b]:cause[T.d]")
    assert test.statistic == pytest.approx(found["statistic"] ** 2)
    assert test.df_denom == pytest.approx(found["df"])


def test_wrong_use_says_what_would_do():
    data = clinics()
    with pytest.raises(ModelError, match="need a column of clusters"):
        ancova(data, outcome="y", treatment="arm", errors="CR2")
    with pytest.raises(ModelError, match="use errors='CR2'"):
        ancova(data, outcome="y", treatment="arm", cluster="therapist")
    with pytest.raises(ModelError, match="did you mean 'therapist'"):
        ancova(data, outcome="y", treatment="arm", errors="CR2", cluster="therapists")
    with pytest.raises(ModelError, match="names 1 clusters"):
        ancova(data.assign(therapist="T"), outcome="y", treatment="arm", errors="CR2", cluster="therapist")
