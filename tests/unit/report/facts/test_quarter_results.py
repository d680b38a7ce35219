"""Quarters: each its own patients, compared the same way."""

from dataclasses import replace

import pytest

from dnoutcomes.compare import compare_arms
from dnoutcomes.compare.overall_effects import standardised_differences
from dnoutcomes.compare.populations import standardised_to
from dnoutcomes.describe import restrict_to_quarter
from dnoutcomes.disclosure import State
from dnoutcomes.models.mmrm.on_analysis import fit_mmrm
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.quarter_results import NOTHING, QuarterResults, first_page_of, quarter_results
from dnoutcomes.report.words.quarter_words import quarter_sentence

# The difference of 2025Q3 is -0.8 with an error of 0.3.
NOW = Effect(-0.8, 0.3, -1.4, -0.2)


@pytest.fixture(scope="module")
def found(clinic):
    return quarter_results(clinic, restrict_to_quarter(clinic, "2025Q3"), "2025Q3", NOW, "mixed model")


def test_the_quarter_has_the_number_of_the_first_page(found):
    assert list(found.effects) == ["2024Q3", "2024Q4", "2025Q1", "2025Q2", "2025Q3"]
    assert found.is_over
    assert found.effects["2025Q3"] is NOW


def test_quarters_before_have_the_number_that_their_own_first_page_had(clinic, found):
    own = restrict_to_quarter(clinic, "2025Q1")
    model = standardised_differences(fit_mmrm(own), own).query("visit == 'W12'").iloc[0]
    assert found.methods["2025Q1"] == "mixed model"
    ours = found.effects["2025Q1"]
    # One decimal is kept, of which every number of patients from eleven on makes a mean of whole numbers.
    assert ours.estimate == round(model["estimate"], 1)
    assert ours.conf_low <= model["conf_low"] < model["conf_high"] <= ours.conf_high
    earlier = [
        effect.estimate for effect in found.effects.values() if effect.has_interval and effect is not NOW
    ]
    assert earlier == [round(estimate, 1) for estimate in earlier]
    # The main effect of an analysis of covariance, which stood here before, is another number.
    other = compare_arms(own, by=None).where(analysis="adjusted").frame["estimate"].item()
    assert ours.estimate != round(other, 1)


def test_a_quarter_with_one_visit_has_the_analysis_of_covariance_that_its_first_page_had(clinic):
    early = restrict_to_quarter(clinic, "2025Q2")
    visits = early.visits.assign(change=early.visits["change"].where(early.visits["visit"] == "W12"))
    effect, method = first_page_of(replace(early, visits=visits))
    assert method == "analysis of covariance"
    adjusted = compare_arms(replace(early, visits=visits)).where(
        analysis="adjusted", population=standardised_to("cause")
    )
    assert effect.estimate == round(adjusted.frame["estimate"].item(), 1)


def test_a_quarter_of_few_patients_is_hidden(clinic):
    own = restrict_to_quarter(clinic, "2025Q2")
    scored = own.at_visit()["arm"].value_counts()
    plan = own.plan.model_copy(update={"smallest_cell": int(scored.min()) + 1})
    effect, _ = first_page_of(replace(own, plan=plan))
    assert effect.state is State.HIDDEN
    assert not effect.has_interval
    assert first_page_of(own)[0].state is State.SHOWN


def test_a_quarter_in_which_nobody_of_an_arm_has_a_score_is_not_called_hidden(clinic):
    own = restrict_to_quarter(clinic, "2025Q2")
    gone = own.visits["arm"].eq("needling") & own.visits["visit"].eq(own.plan.primary_visit)
    numbers = [name for name in ("value", "change", "percent_improvement") if name in own.visits]
    visits = own.visits.assign(**{name: own.visits[name].mask(gone) for name in numbers})
    effect, method = first_page_of(replace(own, visits=visits))
    assert (effect.state, method) == (State.NOT_ESTIMABLE, "none")


def test_within_the_clinic_the_number_is_exact(clinic):
    own = restrict_to_quarter(clinic, "2025Q1")
    exact = standardised_differences(fit_mmrm(own), own).query("visit == 'W12'").iloc[0]
    internal = replace(own, plan=own.plan.model_copy(update={"smallest_cell": 1}))
    effect, _ = first_page_of(internal)
    assert (effect.estimate, effect.std_error) == pytest.approx((exact["estimate"], exact["std_error"]))


def test_a_change_is_the_difference_of_two_differences_at_a_level_that_holds_for_all():
    before = {"2025Q1": Effect(0.4, 0.4, -0.4, 1.2), "2025Q2": NOTHING, "2025Q3": NOW}
    change = QuarterResults("2025Q3", True, before, {}).changes["2025Q1"]
    assert (change.estimate, change.std_error) == pytest.approx((-1.2, 0.5))
    assert (change.conf_low, change.conf_high) == pytest.approx(
        (-1.2 - 1.959964 * 0.5, -1.2 + 1.959964 * 0.5)
    )
    two = QuarterResults("2025Q3", True, before | {"2025Q2": Effect(0.0, 0.4, -0.8, 0.8)}, {}).changes
    assert list(two) == ["2025Q1", "2025Q2"]
    assert two["2025Q1"].conf_high == pytest.approx(-1.2 + 2.2414027 * 0.5)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (Effect(-0.5, 0.2, -0.9, -0.1), "no sign of a change and no proof that there was none"),
        # These intervals overlap, and yet the differences are 1.05 apart with an error of 0.42.
        (Effect(0.25, 0.3, -0.35, 0.85), "further from that of 2025Q2 than chance"),
        (Effect(0.1, 0.4, -0.7, 0.9), "no sign of a change"),
        (Effect(*(float("nan"),) * 4, state=State.HIDDEN), "can't be set beside an earlier quarter"),
    ],
)
def test_change_is_spoken_of_only_where_the_difference_changed(before, said):
    assert said in quarter_sentence(QuarterResults("2025Q3", True, {"2025Q2": before, "2025Q3": NOW}, {}))
