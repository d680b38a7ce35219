"""Outcomes on one scale: each in units of its own spread, all with better on the same side."""

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.standardised_outcomes import standardised_outcomes
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates

ROWS = [
    ("isi", "mean change", "lower", 6.0, -1.5, 0.6, -2.7, -0.3),
    ("bbs", "mean change", "higher", 4.0, 1.0, 0.4, 0.2, 1.8),
    ("pgic", "share of responders", "higher", np.nan, 0.2, 0.05, 0.1, 0.3),
]
COLUMNS = [
    "outcome",
    "measure",
    "better",
    "baseline_sd",
    "estimate",
    "std_error",
    "conf_low",
    "conf_high",
]


def effects():
    return Estimates(pd.DataFrame(ROWS, columns=COLUMNS).assign(p_value=0.01, statistic=2.5))


@pytest.mark.parametrize(("better", "sign"), [("lower", 1), ("higher", -1)])
def test_better_is_on_one_side(better, sign):
    frame = standardised_outcomes(effects(), better).frame.set_index("outcome")
    assert frame["estimate"].tolist() == [sign * -0.25, sign * -0.25]
    assert frame["std_error"].tolist() == pytest.approx([0.1, 0.1])
    ends = sorted([sign * -0.45, sign * -0.05])
    assert frame.loc["isi", ["conf_low", "conf_high"]].tolist() == pytest.approx(ends)
    assert frame.loc["bbs", ["conf_low", "conf_high"]].tolist() == pytest.approx(ends)
    assert set(frame["better"]) == {better}


def test_shares_have_no_spread_at_the_start_and_p_values_stay_on_their_own_scale():
    frame = standardised_outcomes(effects(), "lower").frame
    assert "pgic" not in set(frame["outcome"])
    assert frame[["p_value", "statistic", "adjusted_p_value"]].isna().all(axis=None)


def test_a_hidden_outcome_stays_without_numbers():
    hidden = effects()
    hidden.frame.loc[0, ["baseline_sd", "estimate", "std_error", "conf_low", "conf_high"]] = np.nan
    row = standardised_outcomes(hidden, "lower").frame.iloc[0]
    assert row[["estimate", "std_error", "conf_low", "conf_high"]].isna().all()


def test_what_is_no_comparison_of_outcomes_is_refused():
    with pytest.raises(ModelError, match="baseline_sd"):
        standardised_outcomes(Estimates(effects().frame.drop(columns="baseline_sd")), "lower")
    with pytest.raises(ModelError, match="got 'left'"):
        standardised_outcomes(effects(), "left")
