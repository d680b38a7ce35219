from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.missing.strategies import STRATEGIES, MissingStrategy, require_contract, strategy_of


def test_every_strategy_is_found_by_its_code_and_by_its_words():
    for code, strategy in STRATEGIES.items():
        assert {strategy_of(name) for name in (code, code.lower(), strategy.words, strategy)} == {strategy}


def test_the_code_of_other_papers_is_understood():
    assert strategy_of("j2r").code == "JR"


def test_an_unknown_one_lists_those_known():
    with pytest.raises(ModelError, match=r"unknown strategy 'best'\. Known: MAR, JR, CR, CIR, LMCF"):
        strategy_of("best")
    with pytest.raises(
        ModelError, match=r"unknown strategy 'jump to reverence'; did you mean 'jump to reference'\?"
    ):
        strategy_of("jump to reverence")


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
def test_the_shipped_keep_the_contract_of_those_from_outside(strategy):
    require_contract(strategy)


@pytest.mark.parametrize(
    "course", [lambda own, reference, start: own[:, :1], lambda own, reference, start: own / 0 * np.nan]
)
def test_a_course_that_is_none_is_refused(course):
    with np.errstate(all="ignore"), pytest.raises(ModelError, match="its course must be 3 by 4 numbers"):
        strategy_of(MissingStrategy("X", "no course", course))


def test_one_from_outside_does_not_take_over_the_name_of_another():
    double = replace(STRATEGIES["JR"], code="jr2", aliases=())
    STRATEGIES.register(double)
    try:
        assert strategy_of("jump to reference") is STRATEGIES["JR"]
        assert strategy_of("JR2") is double
    finally:
        STRATEGIES.withdraw("jr2")


@pytest.mark.parametrize(
    "course",
    [lambda own, reference, start: np.minimum(own, reference), lambda own, reference, start: own + 1.0],
)
def test_a_course_that_is_not_linear_must_not_say_so(course):
    assert strategy_of(MissingStrategy("X", "bent", course)).linear is False
    with pytest.raises(ModelError, match="make it with linear=False"):
        strategy_of(MissingStrategy("X", "bent", course, linear=True))


def test_all_that_are_shipped_are_linear():
    assert all(strategy.linear for strategy in STRATEGIES.values())


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("MAR", [-1.0, -4.0, -9.0]),
        ("JR", [-1.0, -2.0, -5.0]),
        ("CR", [-0.5, -2.0, -5.0]),
        # Half a point was gained by the first visit and is kept.
        ("CIR", [-1.0, -2.5, -5.5]),
        ("LMCF", [-1.0, -1.0, -1.0]),
    ],
)
def test_the_course_after_an_event_before_the_second_visit(code, expected):
    own, reference = np.array([[-1.0, -4.0, -9.0]]), np.array([[-0.5, -2.0, -5.0]])
    course = STRATEGIES[code].course(own, reference, np.array([1]))
    assert course.tolist() == [expected]
