"""A trial whose arms differ in number, spread and drop-out, with clusters, gaps and patients without any score."""

import numpy as np
import pandas as pd
import pytest

VISITS = ("W4", "W8", "W12")


def make_trial(n=70, seed=3, *, events=False):
    """One row per patient and visit; a third needled, who leave earlier. `events` leaves some scores after leaving."""
    rng = np.random.default_rng(seed)
    needled = rng.random(n) < 0.34
    baseline = rng.normal(6, 1.4, n).round(1)
    therapist = rng.integers(0, 9, n)
    scores = rng.normal(0, 1, (n, 3)) @ np.array([[1, 0.5, 0.2], [0, 0.9, 0.6], [0, 0, 1.3]])
    scores += (
        -0.4 * (baseline - 6)[:, None]
        - 0.7 * needled[:, None] * np.arange(1, 4)
        + 0.4 * (therapist % 3)[:, None]
    )
    leaves = np.where(rng.random(n) < np.where(needled, 0.45, 0.2), rng.integers(0, 3, n), 3)
    seen = (np.arange(3) < leaves[:, None]) & (rng.random((n, 3)) > 0.08)
    if events:
        seen |= (np.arange(3) >= leaves[:, None]) & (rng.random((n, 3)) < 0.3)
    frame = pd.DataFrame(
        {
            "patient": np.repeat([f"P{i:03d}" for i in range(n)], 3),
            "arm": np.repeat(np.where(needled, "needling", "standard"), 3),
            "cause": np.repeat(np.array(["diabetic", "other", "toxic"])[rng.integers(0, 3, n)], 3),
            "baseline": np.repeat(baseline, 3),
            "therapist": np.repeat([f"T{code}" for code in therapist], 3),
            "visit": pd.Categorical(list(VISITS) * n, VISITS, ordered=True),
            "change": np.where(seen, scores, np.nan).ravel(),
        }
    )
    gone = leaves < 3
    left = pd.DataFrame(
        {"patient": frame["patient"][::3].to_numpy()[gone], "visit": np.array(VISITS)[leaves[gone]]}
    )
    return frame, left


SETTINGS = {
    "outcome": "change", "subject": "patient", "visit": "visit", "arm": "arm", "reference_arm": "standard",
    "covariates": ["baseline * visit", "cause"],
}  # fmt: skip


@pytest.fixture
def trial():
    return make_trial()


@pytest.fixture
def make_imputation_trial():
    return make_trial


@pytest.fixture
def settings():
    return dict(SETTINGS)
