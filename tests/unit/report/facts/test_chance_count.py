"""How many comparisons look clear, beside how many would by chance: hidden ones count as compared only."""

import math
from dataclasses import replace

import pytest

from dnoutcomes.disclosure import State
from dnoutcomes.report.facts.chance_count import count_clear, count_of_causes, count_of_exploratory
from dnoutcomes.report.facts.effect import Effect


def effect(low, high, **options):
    return Effect((low + high) / 2, 0.2, low, high, **options)


def test_only_shown_intervals_that_leave_out_zero_count():
    effects = [
        effect(0.1, 0.9),
        effect(-0.9, -0.1),
        effect(-0.3, 0.5),
        effect(0.0, 0.5),  # zero is among the differences that fit
        effect(0.1, 0.9, state=State.HIDDEN),
        Effect(*(math.nan,) * 4),
    ]
    count = count_clear(effects, 0.9)
    assert (count.n_compared, count.n_shown, count.n_clear) == (6, 4, 2)
    assert count.expected == pytest.approx(0.4)


def test_rows_over_all_causes_are_no_causes(report):
    found = report.results.causes
    frame = found.effects.frame
    count = count_of_causes(found)
    assert count.n_compared == frame["cause"].notna().sum()
    assert count.n_shown == count.n_compared - (frame["state"] == "hidden").sum()
    # By hand: the clinic's effect is a point, and only large causes are clear.
    single = frame[frame["cause"].notna()]
    assert count.n_clear == ((single["conf_low"] > 0) | (single["conf_high"] < 0)).sum() > 0


def test_exploratory_outcomes_and_ratings_count_and_planned_ones_do_not(clinic_report):
    found = clinic_report.results.domains
    frame = found.effects.frame
    everything = count_of_exploratory(found)
    assert everything.n_compared == len(frame) + len(found.ratings)
    roles = ["secondary"] * 2 + ["exploratory"] * (len(frame) - 2)
    planned = replace(found, effects=replace(found.effects, frame=frame.assign(role=roles)))
    assert count_of_exploratory(planned).n_compared == everything.n_compared - 2
    ratings = tuple(replace(rating, role="secondary") for rating in found.ratings)
    assert count_of_exploratory(replace(found, ratings=ratings)).n_compared == len(frame)
