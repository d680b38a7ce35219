from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dnoutcomes.compare.ancova import ancova
from dnoutcomes.compare.interaction import interaction_test
from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.cluster_robust import cluster_robust


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


def whole(x, y, codes, power, noise):
    """Covariance, the scores' weights and what they are applied to, from n x n matrices of whitened rows."""
    bread = np.linalg.inv(x.T @ x)
    project = np.eye(len(y)) - x @ bread @ x.T
    weights = []
    for code in np.unique(codes):
        inside = codes == code
        values, vectors = np.linalg.eigh(project[np.ix_(inside, inside)])
        weight = np.zeros((len(y), x.shape[1]))
        weight[inside] = (vectors * values**power) @ vectors.T @ x[inside] @ bread
        weights.append(weight)
    e = project @ y
    vcov = sum(np.outer(weight.T @ e, weight.T @ e) for weight in weights)
    return vcov, weights, project @ noise @ project


def whole_df(weights, covariance, functions):
    """Degrees of freedom of the T^2 test with every covariance of two clusters' scores written out."""
    q, along = len(functions), np.array([weight @ functions.T for weight in weights])
    blocks = np.einsum("gis,ij,hjt->ghst", along, covariance, along)
    omega = np.einsum("ggst->st", blocks)
    values, vectors = np.linalg.eigh(omega)
    root = (vectors / np.sqrt(values)) @ vectors.T
    blocks = np.einsum("as,ghst,tb->ghab", root, blocks, root)
    variances = sum(
        (blocks[:, :, s, s] * blocks[:, :, t, t]).sum() + (blocks[:, :, s, t] * blocks[:, :, t, s]).sum()
        for s in range(q) for t in range(q)
    )  # fmt: skip
    return q * (q + 1) / variances - q + 1


@pytest.mark.parametrize(("kind", "power"), [("cr0", 0.0), ("cr2", -0.5), ("cr3", -1.0)])
@pytest.mark.parametrize("ratio", [0.0, 0.3])
def test_the_formulas_with_whole_matrices(kind, power, ratio):
    rng = np.random.default_rng(4)
    codes = np.repeat([2, 0, 1, 3, 4, 5], [9, 4, 1, 7, 6, 2])
    x = np.column_stack([np.ones(29), codes % 2, rng.normal(size=(29, 2))])
    y, constant = rng.normal(size=29), rng.uniform(0.5, 1.5, 29)
    q, r = np.linalg.qr(x)
    project = np.eye(29) - q @ q.T
    found = cluster_robust(q, np.linalg.inv(r).T, project @ y, codes, kind=kind, constant=constant)
    found = replace(found, intercepts=replace(found.intercepts, ratio=ratio))
    # The cluster of one row has no random intercept: nothing tells it from the rest.
    together = constant[:, None] * constant * (codes[:, None] == codes) * (codes != 1)
    vcov, weights, covariance = whole(x, y, codes, power, noise=np.eye(29) + ratio * together)
    np.testing.assert_allclose(found.vcov, vcov, rtol=1e-9, atol=1e-12)
    functions = np.array([[0.0, 1.0, 0.0, 0.0], [0.0, 0.3, 1.0, -1.0]])
    for one in functions:
        assert found.df(one[None])[0] == pytest.approx(whole_df(weights, covariance, one[None]), rel=1e-9)
    assert found.joint_df(functions) == pytest.approx(whole_df(weights, covariance, functions), rel=1e-9)


def test_what_one_cluster_fits_exactly_has_no_error():
    rng = np.random.default_rng(7)
    codes = np.repeat(np.arange(4), 10)
    x = np.column_stack([np.ones(40), codes == 3, rng.normal(size=40)])
    q, r = np.linalg.qr(x)
    y = rng.normal(size=40)
    found = cluster_robust(q, np.linalg.inv(r).T, y - q @ (q.T @ y), codes)
    # The mean of the others rests on their own three clusters, the difference on the one.
    assert found.estimable(np.eye(3)).tolist() == [True, False, True]


def test_what_one_cluster_fits_exactly_has_the_working_models_variance_in_an_average():
    rng = np.random.default_rng(8)
    codes = np.repeat(np.arange(9), 12)
    alone = codes == 8
    x = np.column_stack([~alone, alone]).astype(float)
    y = rng.normal(0, 2.0, 108) + rng.normal(0, 0.8, 9)[codes]
    q, r = np.linalg.qr(x)
    found = cluster_robust(q, np.linalg.inv(r).T, y - q @ (q.T @ y), codes)
    average = np.array([[0.95, 0.05]])
    assert found.estimable(average)[0]
    others = y[~alone].reshape(8, 12)
    ratio = max(found.intercepts.ratio, 0.05)
    within = others.var(axis=1, ddof=1).mean()
    expected = 0.95**2 * others.mean(axis=1).var(ddof=1) / 8 + 0.05**2 * within * (1 / 12 + ratio)
    # What is left within clusters is found from all of them, to a few in a hundred.
    assert (average @ found.vcov @ average.T).item() == pytest.approx(expected, rel=0.02)
    assert not found.estimable(np.array([[0.5, 0.5]]))[0]


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
    with pytest.raises(ModelError, match="all 96 rows have one"):
        ancova(data.assign(therapist="T"), outcome="y", treatment="arm", errors="CR2", cluster="therapist")
