"""What the first sentence may say, for results of every kind, in both directions and for both kinds of scale."""

import math

import pytest

from dnoutcomes.disclosure import State, StatedNumber
from dnoutcomes.language import speaking
from dnoutcomes.plan import DeclaredInstrument, Plan
from dnoutcomes.report.facts.effect import Effect, judge
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.words.verdict import difference_words, effect_sentences, headline

PAIN = Setting(Plan(), margin=StatedNumber.of(0.4))
FUNCTION = Setting(
    Plan(
        outcome="walk",
        instruments={
            "walk": DeclaredInstrument(label="Walking score", direction="higher", minimum=0, maximum=100)
        },
    ),
    margin=StatedNumber.of(3.0),
)

# Estimate, error and ends of the interval, and what may be said of pain, where lower is better.
CASES = {
    "clearly better": (Effect(-0.9, 0.2, -1.3, -0.5), "better"),
    "clearly worse": (Effect(0.9, 0.2, 0.5, 1.3), "worse"),
    "better but small": (Effect(-0.2, 0.05, -0.3, -0.1), "slightly better"),
    "worse but small": (Effect(0.2, 0.05, 0.1, 0.3), "slightly worse"),
    "too uncertain": (Effect(-0.5, 0.4, -1.3, 0.3), "uncertain"),
    "equal": (Effect(0.02, 0.1, -0.18, 0.22), "close"),
    "just touching none": (Effect(-0.4, 0.2, -0.8, 0.0), "uncertain"),
    "hidden": (Effect(math.nan, math.nan, math.nan, math.nan, state=State.HIDDEN), "hidden"),
    "no result": (Effect(math.nan, math.nan, math.nan, math.nan), "none"),
}
# What the plan of FUNCTION calls its outcome is the same in every language.
DECLARED = ("walking", "score")


def said(effect, setting=PAIN):
    verdict = judge(effect, setting.instrument.better_sign, setting.margin.value)
    return headline(verdict, setting, setting.plan.primary_visit), " ".join(
        effect_sentences(effect, verdict, setting)
    )


@pytest.mark.parametrize("case", CASES)
def test_the_verdict_is_what_the_interval_allows(case):
    effect, verdict = CASES[case]
    assert judge(effect, -1, 0.4) == verdict


@pytest.mark.parametrize("case", CASES)
def test_where_higher_is_better_the_sides_change(case):
    effect, verdict = CASES[case]
    mirrored = Effect(
        -effect.estimate, effect.std_error, -effect.conf_high, -effect.conf_low, state=effect.state
    )
    assert judge(mirrored, 1, 0.4) == verdict


def test_without_a_known_margin_nothing_is_called_close_or_small():
    for effect, _ in CASES.values():
        assert judge(effect, -1, math.nan) in {"better", "worse", "uncertain", "hidden", "none"}


def test_a_clear_benefit_is_named_with_its_size_and_interval():
    first, rest = said(CASES["clearly better"][0])
    assert first == (
        "After 12 weeks, average pain was lower (better) with needling plus standard care "
        "than with standard care alone."
    )
    assert "0.90 points lower" in rest
    assert "from 1.30 points lower to 0.50 points lower" in rest


def test_only_what_the_plan_adjusts_for_is_said_to_be_taken_into_account():
    effect = CASES["clearly better"][0]
    plain, adjusted = (
        effect_sentences(effect, "better", Setting(Plan(covariates=names), margin=StatedNumber.of(0.4)))[0]
        for names in ((), ("age",))
    )
    assert plain.startswith(
        "Adjusted for the score at the start and cause, the estimate is 0.90 points lower"
    )
    assert adjusted.startswith("Adjusted for the score at the start, cause and age, the estimate")
    one_cause = effect_sentences(
        effect, "better", Setting(Plan(), margin=StatedNumber.of(0.4), several_causes=False)
    )[0]
    assert one_cause.startswith("Adjusted for the score at the start, the estimate")


def test_a_clear_harm_is_named_as_plainly():
    first, rest = said(CASES["clearly worse"][0])
    assert "higher (worse) with needling plus standard care" in first
    assert "0.90 points higher" in rest


def test_an_uncertain_result_claims_neither_difference_nor_equality():
    first, rest = said(CASES["too uncertain"][0])
    assert first == "These data do not settle whether average pain differs between the groups after 12 weeks."
    assert "from 1.30 points lower to 0.30 points higher" in rest
    assert "differ in either direction or not at all" in rest
    for claim in ("was lower", "was higher", "no difference between", "about the same", "no effect"):
        assert claim not in first + rest


def test_equality_is_claimed_only_with_the_size_that_is_left_out():
    first, rest = said(CASES["equal"][0])
    assert "about the same in both groups" in first
    assert "leaves no room for a difference of 0.40 points or more" in rest


def test_a_small_difference_is_called_small_and_why():
    first, rest = said(CASES["better but small"][0])
    assert "a little lower" in first
    assert "a fifth of the spread of scores at the start" in rest


def test_a_hidden_result_says_nothing_of_itself():
    first, rest = said(CASES["hidden"][0])
    assert "too small" in first
    assert rest == ""


def test_where_higher_is_better_the_words_follow():
    first, rest = said(Effect(6.2, 1.0, 4.2, 8.2), FUNCTION)
    assert "walking score was higher (better) with needling plus standard care" in first
    assert "6.2 points higher" in rest
    assert "from 8.2 points higher to 4.2 points higher" in rest


def test_a_difference_that_rounds_to_none_is_called_none_and_never_minus_zero():
    _, rest = said(Effect(-0.004, 0.3, -0.59, 0.58))
    assert "The best estimate is no difference" in rest
    assert "-0" not in rest


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("setting", [PAIN, FUNCTION], ids=["pain", "function"])
def test_no_sentence_says_significant_or_names_a_cause(case, setting):
    text = " ".join(said(CASES[case][0], setting)).lower()
    for word in ("significant", "randomis", "effect of", "caused", "reduced", "works", "-0"):
        assert word not in text


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("setting", [PAIN, FUNCTION], ids=["pain", "function"])
def test_every_word_of_a_verdict_is_spoken(case, setting, marked_language, unsaid):
    with speaking(marked_language):
        first, rest = said(CASES[case][0], setting)
        tile = difference_words(CASES[case][0], setting)
    assert [word for text in (first, rest, *tile) for word in unsaid(text) if word not in DECLARED] == []


def test_numbers_stand_in_the_marks_of_the_language():
    with speaking("es"):
        _, rest = said(CASES["clearly better"][0])
    assert "0,90" in rest
    assert "0.90" not in rest


def test_a_difference_of_thousands_is_no_difference_only_where_it_is():
    with speaking("es"):
        size, _ = difference_words(Effect(-1234567.0, 300000.0, -1834567.0, -634567.0), PAIN)
    assert "1.234.567" in size
