import numpy as np
import pytest

import dnoutcomes as dn
from dnoutcomes.compare.multiplicity import outcome_family
from dnoutcomes.errors import ModelError, PlanError
from dnoutcomes.language import say_term
from dnoutcomes.models.shared.multiplicity_methods import (
    MULTIPLICITY_METHODS,
    MultiplicityMethod,
    require_contract,
)

BONFERRONI = MultiplicityMethod(
    "bonferroni",
    "Bonferroni",
    lambda p: np.minimum(len(p) * p, 1.0),
    "each tested at its share of the error",
    "The {n} planned outcomes are tested at {alpha} divided by their number each.",
)


@pytest.mark.parametrize("name", MULTIPLICITY_METHODS)
def test_those_of_the_package_keep_the_contract_and_have_their_words(name):
    method = MULTIPLICITY_METHODS[name]
    require_contract(method)
    said = say_term(method.words, n="3", alpha="5 %")
    assert said.startswith("The 3 planned outcomes")
    assert "at most 5 %" in said


def test_one_from_outside_is_planned_and_used_by_its_name():
    with pytest.raises(PlanError, match="multiplicity: unknown multiplicity method 'bonferroni'"):
        dn.Plan(multiplicity="bonferroni")
    MULTIPLICITY_METHODS.register(BONFERRONI)
    try:
        assert dn.Plan(multiplicity="bonferroni").multiplicity == "bonferroni"
        family = outcome_family({"pain": 0.01, "sleep": 0.4}, "bonferroni")
        assert family["adjusted_p_value"].tolist() == [0.02, 0.8]
    finally:
        MULTIPLICITY_METHODS.withdraw("bonferroni")


def test_one_that_is_passed_needs_no_name():
    assert outcome_family({"pain": 0.01, "sleep": 0.4}, BONFERRONI)["adjusted_p_value"].tolist() == [
        0.02,
        0.8,
    ]


@pytest.mark.parametrize("adjust", [lambda p: p / 2, lambda p: 2 * p, lambda p: p[:1]])
def test_what_makes_no_adjusted_p_values_is_refused(adjust):
    with pytest.raises(ModelError, match="none smaller than it was and none above 1"):
        MULTIPLICITY_METHODS.register(MultiplicityMethod("mine", "mine", adjust, "", ""))
