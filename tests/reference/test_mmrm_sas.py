"""PROC MIXED's published numbers on a real trial (Goldstein et al., J Clin Psychopharmacol 2004;24:389-99, masked)."""

import os
from pathlib import Path

import pandas as pd
import pytest

from dnoutcomes.models import contrast, ls_means, mmrm

ROOT = Path(__file__).parents[2]
REAL_DATA = Path(os.environ.get("DNOUTCOMES_REAL_DATA", ROOT.parent / "shared" / "data"))
FILE = REAL_DATA / "antidepressant" / "antidepressant_data.csv"

pytestmark = pytest.mark.skipif(
    not FILE.exists(),
    reason="the antidepressant trial of the R package rbmi isn't under DNOUTCOMES_REAL_DATA",
)


@pytest.fixture(scope="module")
def fit():
    data = pd.read_csv(FILE, dtype={"PATIENT": str, "VISIT": str})
    data["THERAPY"] = pd.Categorical(data["THERAPY"], ["PLACEBO", "DRUG"])
    return mmrm("CHANGE ~ BASVAL:VISIT + THERAPY:VISIT", data, subject="PATIENT", visit="VISIT")


def test_likelihood(fit):
    assert round(-2 * fit.log_likelihood, 1) == 3494.2


@pytest.mark.parametrize(
    ("visit", "estimate", "std_error", "df", "p_value"),
    [
        ("4", 0.0918, 0.6826, 169, 0.8932),
        ("5", -1.4032, 0.9244, 165, 0.1309),
        ("6", -2.2247, 1.0008, 162, 0.0276),
        ("7", -2.8018, 1.1163, 150, 0.0131),
    ],
)
def test_differences(fit, visit, estimate, std_error, df, p_value):
    rows = contrast(ls_means(fit, "THERAPY", by="VISIT")).frame.set_index("VISIT")
    row = rows.loc[visit]
    assert row["contrast"] == "DRUG - PLACEBO"
    assert (round(row["estimate"], 4), round(row["std_error"], 4)) == (estimate, std_error)
    assert (round(row["df"]), round(row["p_value"], 4)) == (df, p_value)


@pytest.mark.parametrize(
    ("arm", "estimate", "std_error", "df"),
    [("DRUG", -7.6239, 0.7914, 149), ("PLACEBO", -4.8221, 0.7785, 151)],
)
def test_means_at_the_last_visit(fit, arm, estimate, std_error, df):
    means = ls_means(fit, "THERAPY", by="VISIT").where(VISIT="7", THERAPY=arm).frame.iloc[0]
    assert (round(means["estimate"], 4), round(means["std_error"], 4), round(means["df"])) == (
        estimate,
        std_error,
        df,
    )
