"""Pooling against R.

metafor: reference.json, pool_causes, and its best known published example. The posterior: R's integrate over tau.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.pooling import pool_effects

HERE = Path(__file__).parent
POSTERIOR = json.loads((HERE / "pooling_posterior.json").read_text(encoding="utf-8"))["cases"]
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
    pooled = pool_effects(causes, interval="hartung-knapp")
    row = pooled.overall.frame.iloc[0]
    assert pooled.tau2_reml == GIVEN["tau2"] == 0
    assert pooled.i2 == GIVEN["I2"] == 0
    assert pooled.q == pytest.approx(GIVEN["Q"], rel=1e-8)
    assert row["estimate"] == pytest.approx(GIVEN["estimate"], rel=1e-8)
    # metafor's plain error is smaller than Wald's here, so Wald's stands, and the plain one is said.
    assert row["std_error"] == pytest.approx(GIVEN["std_error_wald"], rel=1e-8)
    assert f"{GIVEN['std_error_hartung_knapp']:.4g} is smaller" in pooled.notes[0].replace(",", "")


def test_wald_error_of_the_same(causes):
    row = pool_effects(causes, interval="wald").overall.frame.iloc[0]
    assert row["std_error"] == pytest.approx(GIVEN["std_error_wald"], rel=1e-8)


def test_shrunken_effects():
    case = POSTERIOR["four"]
    effects = pd.DataFrame(
        {"cause": list("abcd"), "estimate": case["estimate"], "std_error": case["std_error"]}
    )
    frame = pool_effects(effects, interval="hartung-knapp").shrunken.frame
    # metafor's iterations stop at 1e-12 in tau2.
    for column, name in (
        ("estimate", "pred"),
        ("std_error", "se"),
        ("conf_low", "pi.lb"),
        ("conf_high", "pi.ub"),
    ):
        assert frame[column].tolist() == pytest.approx(case["blup"][name], rel=1e-6)


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
    assert pooled.tau2_reml == pytest.approx(0.3132, abs=5e-5)
    assert 100 * pooled.i2 == pytest.approx(92.22, abs=5e-3)
    assert pooled.q == pytest.approx(152.2330, abs=5e-5)
    assert row[["estimate", "std_error", "conf_low", "conf_high"]].tolist() == pytest.approx(
        [-0.7145, 0.1798, -1.0669, -0.3622], abs=5.1e-5
    )
    assert (pooled.prediction_low, pooled.prediction_high) == pytest.approx((-1.8667, 0.4376), abs=5.1e-5)


@pytest.mark.parametrize(("prior", "tau_scale"), [("jeffreys", None), ("half_normal", 0.8)])
@pytest.mark.parametrize("name", list(POSTERIOR))
def test_the_posterior_is_that_of_r_by_brute_force(name, prior, tau_scale):
    case = POSTERIOR[name]
    effects = pd.DataFrame({"estimate": case["estimate"], "std_error": case["std_error"]}).assign(
        cause=lambda frame: frame.index.astype(str)
    )
    pooled, wanted = pool_effects(effects, tau_scale=tau_scale), case[prior]
    row, size = pooled.overall.frame.iloc[0], effects["std_error"].max()
    # R's root finding stops at 1e-10 of a point and its integral at 1e-11; far quantiles of two groups add some.
    close = {"abs": 1e-5 * size, "rel": 1e-5}
    assert [row["estimate"], row["conf_low"], row["conf_high"]] == pytest.approx(
        list(wanted["mean"].values()), **close
    )
    for column, number in (("estimate", "mean"), ("conf_low", "low"), ("conf_high", "high")):
        assert pooled.shrunken.frame[column].tolist() == pytest.approx(
            [group[number] for group in wanted["groups"]], **close
        )
    assert [pooled.prediction_low, pooled.prediction_high] == pytest.approx(
        [wanted["new"]["low"], wanted["new"]["high"]], **close
    )
    # tau's own quantiles are read between nodes.
    assert [pooled.tau, pooled.tau_low, pooled.tau_high] == pytest.approx(
        list(wanted["tau"].values()), rel=5e-3
    )


@pytest.mark.parametrize("name", list(POSTERIOR))
def test_hartung_knapp_is_never_narrower_than_wald_as_in_metafor(name):
    case = POSTERIOR[name]
    effects = pd.DataFrame({"estimate": case["estimate"], "std_error": case["std_error"]}).assign(
        cause=lambda frame: frame.index.astype(str)
    )
    pooled = pool_effects(effects, interval="hartung-knapp")
    row, wanted = pooled.overall.frame.iloc[0], case["adhoc"]
    # metafor's iterations stop at 1e-12 in tau2.
    assert pooled.tau2_reml == pytest.approx(wanted["tau2"], rel=1e-5, abs=1e-9)
    assert [row["estimate"], row["std_error"], row["conf_low"], row["conf_high"]] == pytest.approx(
        [wanted["estimate"], wanted["std_error"], wanted["low"], wanted["high"]], rel=1e-6
    )
