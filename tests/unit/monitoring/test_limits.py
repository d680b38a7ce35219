import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.individuals import individuals_chart
from dnoutcomes.monitoring.limits import LIMIT_WIDTH

QUIET = [-1.0, 1.0] * 6


def test_hidden_points_have_no_numbers_and_nothing_stands_on_them(points_of):
    values = np.array([*QUIET, 0.4])
    hidden = np.arange(13) == 5
    state = np.where(hidden, "withheld", "shown")
    shown = individuals_chart(points_of(values, state=state))
    other = individuals_chart(points_of(np.where(hidden, 99.0, values), state=state))
    pd.testing.assert_frame_equal(shown.points, other.points)
    assert shown.points.loc[5, ["n", "value", "centre", "lower", "upper", "sigma"]].isna().all()
    without = individuals_chart(points_of(values)[~hidden].reset_index(drop=True))
    assert shown.points["centre"].iloc[0] == without.points["centre"].iloc[0]
    assert any("1 of 13 points is hidden" in note for note in shown.notes)


def test_months_without_patients_are_gaps(points_of):
    chart = individuals_chart(points_of([1.0, np.nan, 3.0]))
    assert chart.points["centre"].iloc[0] == 2.0
    assert np.isnan(chart.points["upper"].iloc[1])
    assert chart.points["upper"].iloc[0] == pytest.approx(2 + LIMIT_WIDTH / 1.128 * 2)


def test_a_value_that_was_never_given_is_not_told_as_hidden(points_of):
    points = points_of([1.0, np.nan, np.nan, 3.0, 2.0]).assign(
        n=[20, 20, 0, 5, 20], state=["shown"] * 3 + ["hidden", "shown"]
    )
    chart = individuals_chart(points)
    assert chart.points["state"].tolist() == ["shown", "not recorded", "zero", "hidden", "shown"]
    assert chart.hidden_periods == ("2024-04",)
    assert any("1 of 5 points is hidden" in note for note in chart.notes)
    untold = individuals_chart(points.drop(columns="state"))
    assert untold.points["state"].tolist() == ["shown", "not recorded", "zero", "shown", "shown"]
    assert untold.hidden_periods == ()
    assert not any("hidden" in note for note in untold.notes)


def test_points_out_of_order_or_without_their_columns_are_refused(points_of):
    points = points_of([1.0, 2.0, 3.0])
    with pytest.raises(ModelError, match="in the order of their periods"):
        individuals_chart(points[::-1])
    with pytest.raises(ModelError, match=r"missing: \['n'\]"):
        individuals_chart(points.drop(columns="n"))


def test_the_input_is_not_changed(points_of):
    points = points_of(QUIET)
    before = points.copy()
    individuals_chart(points)
    pd.testing.assert_frame_equal(points, before)
