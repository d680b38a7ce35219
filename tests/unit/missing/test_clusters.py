from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.missing import build_grid, reference_based, tipping_grid
from dnoutcomes.missing.clusters import patient_clusters
from dnoutcomes.missing.visit_reference import draw_patients, visit_reference
from dnoutcomes.weighting.working_model import working_model

COLUMNS = {
    "outcome": "change", "subject": "patient", "visit": "visit", "arm": "arm", "reference_arm": "standard",
    "covariates": ["baseline * visit"],
}  # fmt: skip


@pytest.fixture(scope="module")
def data():
    """Five therapists of one arm, three of the other and two of both; some patients alone, a third lost."""
    rng = np.random.default_rng(12)
    n = 90
    therapist = np.concatenate(
        [rng.integers(0, 5, 40), rng.integers(5, 8, 25), rng.integers(8, 10, 20), [-1] * 5]
    )
    needled = np.concatenate([np.ones(40), np.zeros(25), rng.permutation([0, 1] * 10), [1, 1, 0, 0, 0]])
    baseline = rng.normal(6, 1.5, n)
    own = 0.8 * rng.normal(size=11)[therapist]
    rows = []
    for visit, share in (("W4", 0.5), ("W8", 1.0)):
        change = -share * (1 + needled) - 0.3 * (baseline - 6) + own + rng.normal(0, 1.2, n)
        seen = rng.random(n) > (0.1 if visit == "W4" else 0.3)
        rows.append(pd.DataFrame({
            "patient": range(n), "visit": visit, "arm": np.where(needled, "needling", "standard"), "baseline": baseline,
            "change": np.where(seen, change, np.nan),
            "therapist": pd.Series(therapist).map(lambda code: f"T{code}" if code >= 0 else None),
        }))  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def grid_of(data, cluster="therapist"):
    return build_grid(data, **COLUMNS, strategy="MAR", analysis_covariates=None, events=None, cluster=cluster)


def test_whoever_has_no_cluster_is_one_alone(data):
    grid = grid_of(data)
    assert sorted(map(len, grid.groups))[:5] == [1] * 5
    assert len(grid.groups) == 10 + 5
    assert grid_of(data, None).clusters is None
    assert grid_of(data.assign(own=data["patient"]), "own").clusters is None


def test_leaving_out_a_cluster_is_an_analysis_without_its_patients(data):
    grid = grid_of(data)
    whole = reference_based(data, **COLUMNS, strategy="JR", cluster="therapist").frame
    apart = []
    for group in grid.groups:
        rest = data[~data["patient"].isin(grid.subjects[group])]
        apart.append(reference_based(rest, **COLUMNS, strategy="JR").frame["estimate"] - whole["estimate"])
    count = len(apart)
    reference = visit_reference(grid, left_out=True)
    variance = (count - 1) / count * np.square(apart).sum(axis=0) * reference.factor
    assert whole["std_error"].to_numpy() == pytest.approx(np.sqrt(variance), rel=1e-4)
    assert whole["df"].tolist() == pytest.approx(reference.df.tolist())
    assert (whole["df"] < 12).all()


def test_df_are_those_of_the_patients_seen_at_the_visit(data):
    grid, alone = grid_of(data), grid_of(data, None)
    seen = ~np.isnan(grid.y[:, 1])
    model = working_model(
        grid.analysis[seen],
        np.eye(3)[1],
        grid.y[seen, 1],
        np.ones(seen.sum()),
        grid.clusters[seen],
        left_out=True,
    )
    assert visit_reference(grid, left_out=True).df[1] == pytest.approx(model.df)
    assert visit_reference(alone, left_out=True).df.tolist() == [
        (~np.isnan(alone.y[:, place])).sum() - 3 for place in (0, 1)
    ]
    row = reference_based(data, **COLUMNS).frame.iloc[1]
    assert row["df"] == seen.sum() - 3


@pytest.mark.parametrize("method", ["bootstrap", "approximate-bayes"])
def test_sampled_errors_are_by_cluster(data, method):
    options = {"strategy": "MAR", "method": method, "n_samples": 60}
    alone, shared = (
        reference_based(data, **COLUMNS, **options, cluster=cluster).frame for cluster in (None, "therapist")
    )
    exact = reference_based(data, **COLUMNS, strategy="MAR", cluster="therapist").frame
    assert shared["std_error"].iloc[0] > 1.4 * alone["std_error"].iloc[0]
    # Of two to five clusters of a kind a sample often holds one only, so that resampling errs to the wide side.
    assert shared["std_error"].to_numpy() == pytest.approx(exact["std_error"].to_numpy(), rel=0.5)
    assert (shared["df"] < alone["df"]).all()


def test_few_clusters_and_an_ignorant_model_are_said(data):
    few = data[data["therapist"].isin(["T0", "T1", "T5", "T6"])]
    for method in ("conditional-mean", "approximate-bayes"):
        found = reference_based(few, **COLUMNS, cluster="therapist", method=method, n_samples=5)
        assert any("takes patients as independent" in note for note in found.notes)
        assert any("fewer than 4" in note for note in found.notes)


def test_clusters_are_drawn_whole_among_those_of_one_arm_the_other_or_both(data):
    grid = grid_of(data)
    rows = draw_patients(grid, np.random.default_rng(1))
    times = np.bincount(rows, minlength=len(grid.subjects))
    assert all(len(set(times[group])) == 1 for group in grid.groups)
    assert len(draw_patients(grid_of(data, None), np.random.default_rng(1))) == 90
    kinds = [frozenset(grid.treated[group]) for group in grid.groups]
    drawn = [times[group[0]] for group in grid.groups]
    for kind in set(kinds):
        assert sum(n for n, own in zip(drawn, kinds, strict=True) if own == kind) == kinds.count(kind)


def test_the_tipping_grid_has_the_same_errors(data):
    grid = grid_of(data)
    frame = tipping_grid(grid, "W8", [0.0, 1.0], [0.0, 1.0]).frame
    shifted = {"needling": 1.0, "standard": 1.0}
    for row, delta in ((frame.iloc[0], None), (frame.iloc[3], shifted)):
        found = reference_based(data, **COLUMNS, strategy="MAR", delta=delta, cluster="therapist").frame.iloc[
            1
        ]
        for name in ("estimate", "std_error", "df", "conf_low", "p_value"):
            assert row[name] == pytest.approx(found[name], rel=1e-6)


def test_clusters_that_cannot_be_used_are_refused(data):
    def clusters(frame, cluster):
        patients = frame.groupby("patient").first()
        return patient_clusters(frame, "patient", cluster, patients, "arm")

    with pytest.raises(ModelError, match="the data have no column 'doctor' of clusters"):
        clusters(data, "doctor")
    with pytest.raises(ModelError, match="'visit' changes within 90 patients"):
        clusters(data, "visit")
    one = data.assign(therapist=data["therapist"].mask(data["arm"] == "standard", "T1"))
    with pytest.raises(ModelError, match=r"all \d+ patients of standard share one therapist"):
        clusters(one, "therapist")


def test_a_visit_at_which_an_arm_has_one_cluster_has_no_error(data):
    grid = grid_of(data)
    y = grid.y.copy()
    largest = np.bincount(grid.clusters[grid.treated]).argmax()
    y[grid.treated & (grid.clusters != largest), 1] = np.nan
    found = visit_reference(replace(grid, y=y), left_out=False)
    assert np.isnan(found.df).tolist() == [False, True]
    assert any(note.startswith("No error at W8: all ") for note in found.notes)
    gone = (data["visit"] == "W8") & (data["arm"] == "needling") & (data["therapist"] != "T1")
    with pytest.raises(ModelError, match=r"without one of the patients \(or clusters\) a coefficient"):
        reference_based(data.assign(change=data["change"].mask(gone)), **COLUMNS, cluster="therapist")
