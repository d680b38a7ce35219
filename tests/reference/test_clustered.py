"""Errors by therapist against clubSandwich 0.5.8 (make_clustered.R), for least squares and for a mixed model.

CR2 of a mixed model isn't compared: with unequal variances a symmetric root of whitened leverages (as in the mmrm
package of R) and clubSandwich's root of the covariances of residuals both make it unbiased, and differ in the third
digit. CR0 and CR3 need no root, and their degrees of freedom come from the same formulas.
"""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.coefficient_inference import least_squares_inference
from dnoutcomes.compare.least_squares import solve
from dnoutcomes.models.mmrm.cluster_inference import clustered
from dnoutcomes.models.mmrm.cluster_robust import cluster_robust
from dnoutcomes.models.mmrm.mmrm import mmrm
from dnoutcomes.models.shared.cluster_column import read_clusters
from dnoutcomes.models.shared.design import build_design

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE / "clustered.json").read_text())


@pytest.fixture(scope="module")
def trial():
    data = pd.read_csv(HERE / "trial.csv")
    data = data.assign(change=data["pain"] - data["baseline"])
    data = data[data["change"].notna()]
    number = data["patient"].str.extract(r"(\d+)", expand=False).astype(int)
    return data.assign(
        therapist=np.floor(np.sqrt(number)).astype(int),
        arm=pd.Categorical(data["arm"], ["standard", "needling"]),
    )


def r_name(term):
    """The name that R gives a term: "arm[T.needling]:visit[T.W04]" is there with the factors in either order."""
    plain = re.sub(r"\[T\.([^\]]*)\]", r"\1", term)
    return "(Intercept)" if plain == "Intercept" else plain


def expected_of(table, term):
    name = r_name(term)
    turned = ":".join(reversed(name.split(":")))
    return table[name] if name in table else table[turned]


def independent(robust):
    """With residuals taken for independent between patients in the degrees of freedom, as clubSandwich takes them."""
    return replace(robust, intercepts=replace(robust.intercepts, ratio=0.0))


def agree(inference, expected, tested, tolerance):
    identity = np.eye(len(inference.terms))
    for place, term in enumerate(inference.terms):
        found = np.sqrt(inference.vcov[place, place])
        assert found == pytest.approx(expected_of(expected["std_error"], term), rel=tolerance), term
        df = inference.degrees_of_freedom(identity[[place]])[0]
        assert df == pytest.approx(expected_of(expected["df"], term), rel=tolerance), term
    statistic, df_num, df_denom = inference.joint(identity[[term in tested for term in inference.terms]])
    joint = expected["joint"]
    assert (statistic, df_num, df_denom) == pytest.approx(
        (joint["statistic"], joint["df_num"], joint["df_denom"]), rel=tolerance
    )


@pytest.mark.parametrize("kind", ["CR0", "CR2", "CR3"])
def test_least_squares(trial, kind):
    last = trial[trial["visit"] == trial["visit"].max()]
    design = build_design("change ~ arm * cause + baseline", last, subject="patient")
    solved = solve(design)
    clusters = read_clusters(
        design.frame.assign(therapist=last["therapist"])["therapist"], design.subject_codes
    )
    plain, _ = least_squares_inference(design, solved, "classical")
    robust = cluster_robust(solved.basis, solved.root, solved.residuals, clusters.codes, kind=kind.lower())
    inference = clustered(
        plain, solved.estimated, np.eye(len(solved.estimated)), independent(robust), clusters
    )
    tested = [term for term in inference.terms if "arm" in term and "cause" in term]
    # Twelve digits were written.
    agree(inference, EXPECTED["least_squares"][kind], tested, 1e-9)


@pytest.mark.parametrize("kind", ["CR0", "CR3"])
def test_mixed_model(trial, kind):
    fit = mmrm(
        "change ~ baseline * visit + arm * visit", trial, subject="patient", visit="visit", cluster="therapist",
        errors=kind.lower(),
    )  # fmt: skip
    transform = fit.engine.data.standardised.transform * fit.engine.data.standardised.scale
    plain = replace(fit.inference, estimable=None)
    inference = clustered(
        plain,
        fit.engine.data.estimated,
        transform,
        independent(fit.engine.robust),
        fit.engine.clusters,
    )
    tested = [term for term in inference.terms if "arm" in term and "visit" in term]
    # gls stops with the covariance right to about five digits.
    agree(inference, EXPECTED["mixed"][kind], tested, 1e-4)
