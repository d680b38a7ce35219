import pytest

from dnoutcomes.figures.arm_words import ARM_NAMES, ARM_WORDS, arm_in_words, arm_name
from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan
from dnoutcomes.schema import ARMS


def test_every_arm_of_the_package_has_words_and_a_name():
    assert set(ARM_WORDS) == set(ARM_NAMES) == set(ARMS)


def test_arms_of_a_plan_keep_their_names():
    assert arm_in_words("acupuncture") == arm_name("acupuncture") == "acupuncture"


def test_a_label_of_the_plan_says_what_an_arm_got_and_leaves_its_name():
    plan = Plan(arm_labels={"needling": "needling and usual care"})
    assert arm_in_words("needling", plan) == "needling and usual care"
    assert arm_in_words("standard", plan) == "standard care alone"
    assert arm_name("needling") == "needling"


@pytest.mark.parametrize("name", [arm_in_words, arm_name])
def test_arms_are_said(name, marked_language, unsaid):
    with speaking(marked_language):
        assert [unsaid(name(arm)) for arm in ARMS] == [[], []]
