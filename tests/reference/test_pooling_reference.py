"""Pooling against metafor (R): reference.json, pool_causes, and its best known published example."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.pooling import pool_effects

HERE = Path(__file__).parent
GIVEN = json.loads((HERE / "reference.json").read_text(encoding="utf-8"))["pool_causes"]

# Thirteen trials of BCG vaccine (Colditz GA et al, JAMA 1994;271:698-702): cases and others, vaccinated and not.
BCG = np.array([
    [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761],
    [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232],
    [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
])  # fmt: skip


@pytest.fixture(scope="module")
def causes():
    given = pd.DataFrame(GIVEN["input"]).rename(columns={"SE": "std_error"})
    return given[["contrast", "cause", "visit", "estimate", "std_error"]]


def test_hartung_knapp_without_variance_between_causes(causes):
    # metafor stops its iterations at 1e-5 in tau2; here tau2 is 0 and only rounding is left.
    pooled = pool_effects(causes)
    row = pooled.overall.frame.iloc[0]
    assert pooled.tau2 == GIVEN["tau2"] == 0
    assert pooled.i2 == GIVEN["I2"] == 0
    assert pooled.q == pytest.approx(GIVEN["Q"], rel=1e-8)
    assert row["estimate"] == pytest.approx(GIVEN["estimate"], rel=1e-8)
    assert row["std_error"] == pytest.approx(GIVEN["std_error_hartung_knapp"], rel=1e-8)
    assert [row["conf_low"], row["conf_high"]] == pytest.approx(GIVEN["conf_hk"], rel=1e-8)


def test_wald_error_of_the_same(causes):
    row = pool_effects(causes, interval="wald").overall.frame.iloc[0]
    assert row["std_error"] == pytest.approx(GIVEN["std_error_wald"], rel=1e-8)


def test_shrunken_effects(causes):
    frame = pool_effects(causes).shrunken.frame
    for column, name in (
        ("estimate", "pred"),
        ("std_error", "se"),
        ("conf_low", "pi.lb"),
        ("conf_high", "pi.ub"),
    ):
        assert frame[column].tolist() == pytest.approx([row[name] for row in GIVEN["blup"]], rel=1e-8)


def test_bcg_trials_as_metafor_prints_them():
    cases, others, control_cases, control_others = BCG.T
    risk, control = cases + others, control_cases + control_others
    trials = pd.DataFrame({
        "trial": range(13),
        "estimate": np.log(cases / risk) - np.log(control_cases / control),
        "std_error": np.sqrt(1 / cases - 1 / risk + 1 / control_cases - 1 / control),
    })  # fmt: skip
    pooled = pool_effects(trials, by="trial", interval="wald")
    row = pooled.overall.frame.iloc[0]
    # Printed by metafor's manual for rma() and predict() to four decimals (two for I2 in percent).
    assert pooled.tau2 == pytest.approx(0.3132, abs=5e-5)
    assert 100 * pooled.i2 == pytest.approx(92.22, abs=5e-3)
    assert pooled.q == pytest.approx(152.2330, abs=5e-5)
    assert row[["estimate", "std_error", "conf_low", "conf_high"]].tolist() == pytest.approx(
        [-0.7145, 0.1798, -1.0669, -0.3622], abs=5.1e-5
    )
    assert (pooled.prediction_low, pooled.prediction_high) == pytest.approx((-1.8667, 0.4376), abs=5.1e-5)
