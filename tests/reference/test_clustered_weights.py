"""Errors by cluster with weights, against R's survey (make_clustered_weights.R): linearised, and the jackknife JK1.

Both solve the same linear equations, so 1e-9 relative. What the package does about few clusters beside it (a factor,
degrees of freedom) nobody else does; `tests/simulation/test_clustered_weights.py` shows that it holds.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.weighting import effect
from dnoutcomes.weighting.jackknife import jackknife

HERE = Path(__file__).parent
GIVEN = json.loads((HERE / "clustered_weights.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def data():
    frame = pd.read_csv(HERE / "observational.csv")
    row = np.arange(len(frame))
    nested = np.where(frame["arm"] == "needling", row % 7, 100 + row % 4)
    arm = pd.Categorical(frame["arm"], ["standard", "needling"])
    return frame.assign(arm=arm, crossed=row // 16, nested=nested, weight=0.5 + (row % 5) / 4)


@pytest.mark.parametrize("clusters", ["crossed", "nested"])
def test_means_by_cluster(data, clusters):
    given = GIVEN[f"{clusters}_means"]
    bare = {}
    for errors in ("stacked", "jackknife"):
        found = effect(
            data,
            outcome="pain",
            treatment="arm",
            covariates=[],
            cluster=clusters,
            errors=errors,
            estimand="ate",
        )
        row = found.frame.iloc[0]
        assert row["estimate"] == pytest.approx(given["linearised"]["estimate"], rel=1e-9)
        bare[errors] = row["std_error"] ** 2 / found.details["cluster_factor"]
    # survey multiplies the linearised variance by G / (G - 1).
    ratio = given["clusters"] / (given["clusters"] - 1)
    assert ratio * bare["stacked"] == pytest.approx(given["linearised"]["variance"], rel=1e-9)
    assert bare["jackknife"] == pytest.approx(given["jackknife"]["variance"], rel=1e-9)


@pytest.mark.parametrize("clusters", ["crossed", "nested"])
def test_weighted_covariance_analysis_with_each_cluster_left_out(data, clusters):
    design = np.column_stack([
        np.ones(len(data)), data["arm"] == "needling", data["baseline"], data["age"], data["sex"] == "M"
    ]).astype(float)  # fmt: skip
    root = np.sqrt(data["weight"].to_numpy())

    def estimate(rows):
        solved = np.linalg.lstsq(
            design[rows] * root[rows, None], (data["pain"].to_numpy() * root)[rows], rcond=None
        )
        return solved[0][[1]]

    everyone = estimate(np.arange(len(data)))
    given = GIVEN[clusters]["jackknife"]
    found = jackknife(estimate, everyone, pd.factorize(data[clusters])[0])
    assert everyone[0] == pytest.approx(given["estimate"], rel=1e-9)
    assert found.vcov[0, 0] == pytest.approx(given["variance"], rel=1e-9)
