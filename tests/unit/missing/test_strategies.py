import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.missing.strategies import STRATEGIES, STRATEGY_NAMES, strategy_code


def test_every_strategy_has_a_name_and_is_found_by_it():
    assert set(STRATEGY_NAMES) == set(STRATEGIES)
    for code, name in STRATEGY_NAMES.items():
        assert {strategy_code(code), strategy_code(code.lower()), strategy_code(name)} == {code}


def test_the_code_of_other_papers_is_understood():
    assert strategy_code("J2R") == "JR"


def test_an_unknown_one_lists_those_known():
    with pytest.raises(ModelError, match=r"unknown strategy 'best'\. Known: MAR, JR, CR, CIR, LMCF"):
        strategy_code("best")
