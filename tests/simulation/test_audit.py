"""A few repetitions of one scenario of the audit against what the long run has found and what is true.

The long run knows how far estimates spread. Errors of single clinics differ by some tenths from that, so that half an
error or twice an error shows in a few; the mean of r estimates lies within 4 spreads / sqrt(r) of the truth.
"""

import numpy as np
import pytest
from audit.judgement import judge
from audit.repetition import repeat
from audit.results import read_results

SCENARIO, REPETITIONS = "effect, 120 patients", 3
# Intervals of counted shares have no standard error, and posteriors none that belongs to their width.
GROUPS = (
    "first page", "mixed model, by visit", "by cause", "overall", "ANCOVA, by cause", "ANCOVA, overall",
    "responders, concluded", "responders, seen, adjusted", "sensitivity panel", "change within an arm",
    "other outcomes", "ratings, adjusted",
)  # fmt: skip


@pytest.fixture(scope="module")
def figures(made_once):
    """The short run beside the long one, one row per figure; `_long` marks the latter."""
    keys = ["group", "figure"]
    short = made_once(
        "short audit", lambda: judge(SCENARIO, [repeat(SCENARIO, number) for number in range(REPETITIONS)])
    )
    long = read_results()[0]
    return short.merge(long[long["scenario"] == SCENARIO], on=keys, suffixes=("", "_long"), how="left")


def test_every_figure_of_the_short_run_is_in_the_long_one(figures):
    found = figures[figures["group"] != "claims"]
    assert found["repetitions_long"].notna().all()
    assert len(found) > 60


def test_estimates_lie_about_the_truth(figures):
    found = figures[figures["bias"].notna() & (figures["estimable"] == 1)]
    far = found["bias"].abs() > 4 * found["spread_long"] / np.sqrt(REPETITIONS) + found["bias_long"].abs()
    assert len(found) > 30
    assert not far.any(), found.loc[far, ["group", "figure", "truth", "bias"]]


@pytest.mark.parametrize("group", GROUPS)
def test_errors_are_as_large_as_estimates_spread(figures, group):
    found = figures[(figures["group"] == group) & figures["std_error"].notna()]
    ratio = found["std_error"] / found["spread_long"]
    assert len(found)
    assert ratio.between(0.65, 1.9).all(), ratio.tolist()
    half = found["width"] / found["std_error"] / 2
    assert half.between(1.95, 2.6).all(), half.tolist()
