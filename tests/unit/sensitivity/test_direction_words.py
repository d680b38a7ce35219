import numpy as np
import pandas as pd
import pytest

from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan
from dnoutcomes.sensitivity.direction_words import direction_words

METHODS = ("ANCOVA", "MMRM", "Overlap weights")


def adjusted(*estimates, error=0.2):
    effects = np.array(estimates, dtype=float)
    return pd.DataFrame(
        {"estimate": effects, "conf_low": effects - 2 * error, "conf_high": effects + 2 * error},
        index=list(METHODS[: len(effects)]),
    )


def test_agreement_on_direction_and_zero():
    assert direction_words(adjusted(-1, -1, -1), Plan()) == (
        "All 3 methods that adjust favour needling, and each of their intervals excludes zero."
    )


def test_an_interval_that_holds_zero_is_named():
    assert direction_words(adjusted(-1, -0.3, -0.35), Plan()) == (
        "All 3 methods that adjust favour needling. 1 of 3 intervals excludes zero; MMRM and Overlap weights can't "
        "rule zero out, so that the conclusion depends on the method."
    )
    assert "2 of 3 intervals exclude zero; MMRM can't" in direction_words(adjusted(-1, -0.3, -1), Plan())


def test_no_interval_excludes_zero():
    assert "all of their intervals include zero: the data leave open" in direction_words(
        adjusted(-0.1, -0.1), Plan()
    )


def test_disagreement_on_direction():
    first = "The methods don't agree on the direction: 2 of 3 favour needling, not Overlap weights"
    assert direction_words(adjusted(-1, -1, 1), Plan()) == (
        f"{first}, and each of their intervals excludes zero."
    )
    assert direction_words(adjusted(-0.1, -0.1, 0.1), Plan()).startswith(
        f"{first}, but all of their intervals include"
    )
    assert direction_words(adjusted(-1, -1, 0.1), Plan()).startswith(f"{first}. 2 of 3 intervals exclude")


def test_a_higher_score_favours_the_reference_arm_where_lower_is_better():
    assert direction_words(adjusted(1, 1), Plan()).startswith("All 2 methods that adjust favour standard")


def test_one_method_is_no_plural():
    assert direction_words(adjusted(-1), Plan()) == (
        "The 1 method that adjusts favours needling, and its interval excludes zero."
    )
    assert direction_words(adjusted(-0.1), Plan()).startswith(
        "The 1 method that adjusts favours needling, but its interval includes zero"
    )


def test_nothing_adjusted_nothing_claimed():
    assert direction_words(adjusted(), Plan()) == "No method that adjusts for anything has an answer."


@pytest.mark.parametrize(
    "estimates",
    [(), (-1,), (-0.1,), (-1, -1), (-0.1, -0.1), (-1, -0.1), (-1, 1), (-0.1, 0.1), (-1, 0.1), (1, 0.1, 1)],
)
def test_every_word_is_said(estimates, marked_language, unsaid):
    with speaking(marked_language):
        assert unsaid(direction_words(adjusted(*estimates), Plan())) == []
