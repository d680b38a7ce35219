"""Type II tests against car 3.1-1 (lme4 1.1-31, pbkrtest 0.5.2): type_two.json, by make_type_two.R.

lme4's estimates are good to about 1e-7 of a standard error, and the statistics with them.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.models import growth, joint_test

HERE = Path(__file__).parent
REFERENCE = json.loads((HERE / "type_two.json").read_text())
MODELS = ["crossed", "three_way"]


@pytest.fixture(scope="module")
def sessions():
    rows = pd.read_csv(HERE / "sessions.csv")
    period = pd.cut(rows["week"], [-np.inf, 3, 6, np.inf], labels=["early", "middle", "late"])
    return rows.assign(arm=pd.Categorical(rows["arm"], ["standard", "needling"]), period=period)


def fitted(model, sessions, df):
    fixed, random = REFERENCE[model]["formula"].split(" + (")
    return growth(fixed, sessions, subject="patient", random=random.split("|")[0].strip(), df=df)


@pytest.mark.parametrize("model", MODELS)
def test_f_and_its_df_are_those_of_car(model, sessions):
    fit = fitted(model, sessions, "kenward-roger")
    for row in REFERENCE[model]["car_f"]:
        test = joint_test(fit, row["term"], type=2)
        assert test.statistic == pytest.approx(row["statistic"], rel=5e-7)
        assert (test.df_num, test.df_denom) == pytest.approx((row["df_num"], row["df_denom"]), rel=5e-8)
        assert test.p_value == pytest.approx(row["p_value"], rel=1e-5)


@pytest.mark.parametrize("model", MODELS)
def test_without_adjustment_they_are_its_wald_tests(model, sessions):
    fit = fitted(model, sessions, "satterthwaite")
    for row in REFERENCE[model]["car_chisq"]:
        test = joint_test(fit, row["term"], type=2)
        assert test.statistic * test.df_num == pytest.approx(row["statistic"], rel=5e-7)


def test_lmertest_asks_something_else():
    """Where cells are unequal its contrasts differ, by a sixth in the F of cause; a term that is in no other agrees."""
    for model in MODELS:
        theirs = {row["term"]: row["statistic"] for row in REFERENCE[model]["lmertest_kenward_roger"]}
        ours = {row["term"]: row["statistic"] for row in REFERENCE[model]["car_f"]}
        assert abs(theirs["cause"] / ours["cause"] - 1) > 0.1
    assert theirs["period:arm:cause"] == pytest.approx(ours["period:arm:cause"], rel=1e-7)
