"""Quarters: each its own patients, compared the same way."""

from dataclasses import replace

import pytest

from dnoutcomes.compare import compare_arms
from dnoutcomes.describe import restrict_to_quarter
from dnoutcomes.report.quarter_results import NOTHING, QuarterResults, quarter_results
from dnoutcomes.report.words.quarter_words import quarter_sentence
from dnoutcomes.report.words.verdict import Effect


def test_the_quarters_before_are_compared_as_each_would_be_on_its_own(clinic):
    own = restrict_to_quarter(clinic, "2025Q3")
    found = quarter_results(clinic, own, "2025Q3")
    assert list(found.effects) == ["2024Q3", "2024Q4", "2025Q1", "2025Q2", "2025Q3"]
    assert found.is_over
    theirs = compare_arms(own, by=None).where(analysis="adjusted").frame.iloc[0]
    ours = found.effects["2025Q3"]
    # One decimal is kept, of which every number of patients from eleven on makes a mean of whole numbers.
    assert ours.estimate == pytest.approx(theirs["estimate"], abs=0.05)
    shown = [effect.estimate for effect in found.effects.values() if effect.known]
    assert len(shown) > 1
    assert shown == [round(estimate, 1) for estimate in shown]
    assert ours.conf_low <= theirs["conf_low"] < theirs["conf_high"] <= ours.conf_high


def test_a_quarter_of_few_patients_is_hidden(clinic):
    own = restrict_to_quarter(clinic, "2025Q3")
    scored = own.at_visit().dropna(subset="change")["arm"].value_counts()
    plan = own.plan.model_copy(update={"smallest_cell": int(scored.min()) + 1})
    found = quarter_results(clinic, replace(own, plan=plan), "2025Q3")
    assert found.effects["2025Q3"].hidden
    assert not found.effects["2025Q3"].known
    assert not quarter_results(clinic, own, "2025Q3").effects["2025Q3"].hidden


# The difference of 2025Q3 is -0.8 with an error of 0.3.
NOW = Effect(-0.8, 0.3, -1.4, -0.2)


def test_a_change_is_the_difference_of_two_differences_at_a_level_that_holds_for_all():
    before = {"2025Q1": Effect(0.4, 0.4, -0.4, 1.2), "2025Q2": NOTHING, "2025Q3": NOW}
    change = QuarterResults("2025Q3", True, before).changes["2025Q1"]
    assert (change.estimate, change.std_error) == pytest.approx((-1.2, 0.5))
    assert (change.conf_low, change.conf_high) == pytest.approx(
        (-1.2 - 1.959964 * 0.5, -1.2 + 1.959964 * 0.5)
    )
    two = QuarterResults("2025Q3", True, before | {"2025Q2": Effect(0.0, 0.4, -0.8, 0.8)}).changes
    assert list(two) == ["2025Q1", "2025Q2"]
    assert two["2025Q1"].conf_high == pytest.approx(-1.2 + 2.2414027 * 0.5)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (Effect(-0.5, 0.2, -0.9, -0.1), "no sign of a change and no proof that there was none"),
        # These intervals overlap, and yet the differences are 1.05 apart with an error of 0.42.
        (Effect(0.25, 0.3, -0.35, 0.85), "further from that of 2025Q2 than chance"),
        (Effect(0.1, 0.4, -0.7, 0.9), "no sign of a change"),
        (Effect(*(float("nan"),) * 4, hidden=True), "can't be set beside an earlier quarter"),
    ],
)
def test_change_is_spoken_of_only_where_the_difference_changed(before, said):
    assert said in quarter_sentence(QuarterResults("2025Q3", True, {"2025Q2": before, "2025Q3": NOW}))
