from dnoutcomes.figures.arm_words import ARM_WORDS, arm_in_words
from dnoutcomes.schema import ARMS


def test_every_arm_of_the_package_has_words():
    assert set(ARM_WORDS) == set(ARMS)


def test_arms_of_a_plan_keep_their_names():
    assert arm_in_words("acupuncture") == "acupuncture"
