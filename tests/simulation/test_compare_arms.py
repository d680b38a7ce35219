"""compare_arms against a known truth: intervals cover it, and the interaction test keeps its level.

200 trials: the Monte Carlo standard error of a coverage of 95 % is 1.5 points; the bounds lie three of them away.
"""

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.adjusted import adjusted_effects
from dnoutcomes.compare.ancova import ancova
from dnoutcomes.compare.interaction import interaction_test

EFFECTS = {"c": -1.5, "d": -0.5, "e": -0.5}
SHARE = {"c": 0.2, "d": 0.5, "e": 0.3}
REPEATS = 200


def trial(rng, effects, n=150):
    """Residual spread differs between arms, and patients choose their arm by their baseline."""
    cause = rng.permutation(np.repeat(list(SHARE), [round(n * share) for share in SHARE.values()]))
    baseline = rng.normal(6, 1.2, n)
    needled = rng.random(n) < 1 / (1 + np.exp(-(baseline - 6)))
    shift = pd.Series(cause).map(effects).to_numpy() * needled
    spread = np.where(needled, 1.8, 1.0)
    return pd.DataFrame({
        "arm": pd.Categorical(np.where(needled, "needling", "standard"), ["standard", "needling"]),
        "cause": pd.Categorical(cause), "baseline": baseline,
        "change": -0.5 * (baseline - 6) + shift + rng.normal(0, 1, n) * spread,
    })  # fmt: skip


@pytest.fixture(scope="module")
def results():
    rng = np.random.default_rng(11)
    return [adjusted_effects(trial(rng, EFFECTS), "cause") for _ in range(REPEATS)]


@pytest.mark.parametrize(
    ("row", "truth"),
    [
        ("c", -1.5),
        ("d", -0.5),
        ("all patients, standardised to the mix of causes", sum(EFFECTS[c] * SHARE[c] for c in SHARE)),
    ],
)
def test_intervals_cover_the_truth(results, row, truth):
    frames = [result.frame for result in results]
    rows = pd.concat([frame[frame["cause"].fillna(frame["population"]) == row] for frame in frames])
    covered = ((rows["conf_low"] <= truth) & (truth <= rows["conf_high"])).mean()
    assert 0.905 <= covered <= 0.995
    assert rows["estimate"].mean() == pytest.approx(truth, abs=4 * rows["estimate"].std() / np.sqrt(REPEATS))


def interaction_of(rows):
    """The test of `adjusted_effects`, without the effects, which take most of the time."""
    fit = ancova(
        rows, outcome="change", treatment="arm", by="cause", covariates=["cause", "baseline"], errors="HC3"
    )
    return interaction_test(fit)


def test_the_test_is_the_one_beside_the_effects():
    rows = trial(np.random.default_rng(13), EFFECTS)
    assert interaction_of(rows) == adjusted_effects(rows, "cause").interaction


def test_the_interaction_test_keeps_its_level_under_unequal_spread():
    rng = np.random.default_rng(12)
    same = dict.fromkeys(EFFECTS, -1.0)
    p_values = [interaction_of(trial(rng, same)).p_value for _ in range(REPEATS)]
    assert 0.005 <= np.mean(np.array(p_values) < 0.05) <= 0.1
