"""Verdicts on made-up repetitions whose bias, coverage and rates are known."""

import numpy as np
import pytest
from audit import judgement
from audit.judgement import is_more, judge, share_error

NULL, EFFECT = "null, 120 patients", "effect, 120 patients"
HEADLINE = ("first page", "adjusted difference")


def record(number, estimate, error, *, claims=(), signal=False):
    numbers = (
        [None] * 4
        if estimate is None
        else [estimate, error, estimate - 1.96 * error, estimate + 1.96 * error]
    )
    return {
        "scenario": NULL, "repetition": number, "seconds": 1.0, "method": "mixed model", "pooled": [],
        "claims": list(claims), "effects": [[*HEADLINE, *numbers]],
        "signals": [["charts, last months", "change", signal]],
    }  # fmt: skip


@pytest.fixture
def truth(monkeypatch):
    values = {"truth": 0.0}
    monkeypatch.setattr(judgement, "_truth", lambda *_: values["truth"])
    return values


def row(frame, group=HEADLINE[0], figure=HEADLINE[1]):
    return frame[(frame["group"] == group) & (frame["figure"] == figure)].iloc[0]


def normal(n, centre=0.0, spread=1.0):
    """Quantiles: a sample without chance."""
    from scipy import stats

    return centre + spread * stats.norm.ppf((np.arange(n) + 0.5) / n)


def test_right_intervals_are_within_the_limits(truth):
    found = row(judge(NULL, [record(k, value, 1.0) for k, value in enumerate(normal(400))]))
    assert found["coverage"] == pytest.approx(0.95, abs=0.005)
    assert found["rate"] == pytest.approx(0.05, abs=0.005)
    assert found["width"] == pytest.approx(3.92)
    assert found["spread"] == pytest.approx(1.0, abs=0.01)
    assert found["estimable"] == 1
    assert found["verdict"] == ""


def test_half_an_error_covers_too_seldom(truth):
    found = row(judge(NULL, [record(k, value, 0.5) for k, value in enumerate(normal(400))]))
    assert found["coverage"] == pytest.approx(0.673, abs=0.01)
    assert found["verdict"] == "covers too seldom"


def test_twice_an_error_is_wide(truth):
    found = row(judge(NULL, [record(k, value, 2.0) for k, value in enumerate(normal(400))]))
    assert found["verdict"] == "wide"


def test_a_wrong_sign_is_bias_and_the_rate_of_no_effect_is_not_judged(truth):
    truth["truth"] = -1.2
    found = row(judge(EFFECT, [record(k, value, 1.0) for k, value in enumerate(normal(400, 1.2))]))
    assert found["bias"] == pytest.approx(2.4)
    assert "biased" in found["verdict"]
    assert np.isnan(found["rate"])


def test_what_is_not_there_counts_as_not_estimable_and_not_as_covered(truth):
    there = [record(k, value, 1.0) for k, value in enumerate(normal(30))]
    found = row(judge(NULL, [*there, *(record(k, None, None) for k in range(30, 40))]))
    assert found["estimable"] == pytest.approx(0.75)
    assert found["repetitions"] == 40


def test_few_repetitions_are_not_judged(truth):
    found = row(judge(NULL, [record(k, value, 0.1) for k, value in enumerate(normal(10))]))
    assert found["verdict"] == "too few repetitions"
    pages = judge(NULL, [record(k, 0.0, 1.0, claims=["difference"]) for k in range(10)])
    assert row(pages, "claims", "any")["verdict"] == "too few repetitions"


def test_a_number_without_a_truth_has_no_verdict(truth):
    truth["truth"] = float("nan")
    found = row(judge(NULL, [record(k, value, 0.1) for k, value in enumerate(normal(100))]))
    assert np.isnan(found["coverage"])
    assert found["verdict"] == ""


def test_pages_and_charts_that_speak_too_often_are_marked(truth):
    rows = [record(k, 0.0, 1.0, claims=["difference"] * (k < 20), signal=k < 8) for k in range(100)]
    found = judge(NULL, rows)
    assert row(found, "claims", "any")["rate"] == 0.2
    assert row(found, "claims", "any")["verdict"] == "too often"
    assert row(found, "charts, last months", "change")["verdict"] == "too often"
    assert row(judge(NULL, rows[20:]), "claims", "any")["verdict"] == ""


def test_claims_of_a_clinic_with_an_effect_have_no_limit(truth):
    found = judge(EFFECT, [record(k, -1.0, 0.1, claims=["difference"]) for k in range(50)])
    assert row(found, "claims", "any")["verdict"] == ""


@pytest.mark.parametrize(
    ("count", "n", "more"), [(12, 100, False), (13, 100, True), (4, 20, False), (5, 20, True)]
)
def test_more_than_a_limit_is_more_than_chance_makes_of_it(count, n, more):
    """P(X >= 12) of 100 at 7 % is 0.047, P(X >= 13) 0.022; P(X >= 4) of 20 is 0.047, P(X >= 5) 0.011 (R: pbinom)."""
    assert is_more(count, n, 0.07) is more


def test_a_share_of_none_has_an_error():
    assert share_error(0, 100) == pytest.approx(0.0135, abs=0.0005)
    assert share_error(50, 100) == pytest.approx(0.049, abs=0.001)
