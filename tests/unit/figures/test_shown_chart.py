import numpy as np
import pandas as pd
import pytest

from dnoutcomes.figures.shown_chart import ShownChart
from dnoutcomes.language import speaking
from dnoutcomes.monitoring import individuals_chart, p_prime_chart

MONTHS = [str(month) for month in pd.period_range("2024-01", periods=14, freq="M")]
POINTS = pd.DataFrame({"period": MONTHS, "n": range(20, 34), "value": [0.0, 1.0] * 7})
CHANGE = individuals_chart(POINTS, title="Pain", unit="points", better="lower")
SHARES = p_prime_chart(
    POINTS.assign(count=[9, 12] * 7, n=40).drop(columns="value"),
    title="Responders",
    unit="share",
    better="higher",
)


def test_shares_are_per_cent_and_other_units_stay():
    assert ShownChart(SHARES).points["value"].tolist() == pytest.approx([22.5, 30.0] * 7)
    assert ShownChart(SHARES).title == "Responders, %"
    assert ShownChart(CHANGE).points["value"].tolist() == POINTS["value"].tolist()
    assert ShownChart(CHANGE).title == "Pain, points"


def test_which_way_is_better_is_said_first():
    assert ShownChart(CHANGE).subtitle.startswith("Down is better.")
    assert ShownChart(SHARES).subtitle.startswith("Up is better.")


def test_signals_are_in_the_key_where_there_are_any():
    assert "signal" not in ShownChart(CHANGE).key
    shifted = individuals_chart(POINTS.assign(value=[0.0, 1.0] * 2 + [4.0, 5.0] * 5), title="Pain")
    assert ShownChart(shifted).key[-1] == "signal"


def test_the_last_point_is_said_with_its_limits_and_their_numerals():
    shown = ShownChart(CHANGE)
    assert "Last point 1.00, centre line 0.50, lower limit −2.42, upper limit 3.42." in shown.alt_text
    assert "n per point: 20 to 33." in shown.caption
    with speaking("es"):
        assert "0,50" in shown.alt_text


def test_without_limits_the_last_point_is_not_held_against_them():
    few = individuals_chart(POINTS.head(1).assign(value=np.nan), title="Pain")
    assert "Last point" not in ShownChart(few).alt_text
