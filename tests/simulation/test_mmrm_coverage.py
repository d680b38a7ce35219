"""Kenward-Roger keeps its level in small trials with drop-out; the normal distribution doesn't."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "coverage.py"


@pytest.fixture(scope="module")
def coverage():
    spec = importlib.util.spec_from_file_location("coverage_simulation", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def assert_level(table, replicates):
    """Within three Monte Carlo standard errors of 5 %, and no more than a tenth beyond it for the approximation."""
    rows = table.set_index("method")
    error = np.sqrt(0.05 * 0.95 / replicates)
    for column in ("type_one_error", "type_one_error_joint"):
        assert abs(rows.loc["kenward-roger", column] - 0.05) < 3 * error + 0.005, (column, rows)
    assert rows["failed"].max() <= 0.02 * replicates


def test_about_a_fifth_drops_out(coverage):
    rng = np.random.default_rng(1)
    last = coverage.trial(rng, 2000).query("visit == 'W12'")["change"]
    assert 0.15 < last.isna().mean() < 0.25


def test_level_with_twenty_patients_per_arm(coverage):
    table = coverage.simulate(20, 200, seed=1)
    assert_level(table, 200)


@pytest.mark.long
@pytest.mark.parametrize("per_arm", [10, 20, 40])
def test_level_in_many_trials(coverage, per_arm):
    table = coverage.simulate(per_arm, 2000, seed=7)
    assert_level(table, 2000)
    rows = table.set_index("method")
    if per_arm == 10:
        assert rows.loc["normal", "type_one_error"] > 0.065
        assert (
            rows.loc["satterthwaite", "type_one_error_joint"]
            > rows.loc["kenward-roger", "type_one_error_joint"]
        )
