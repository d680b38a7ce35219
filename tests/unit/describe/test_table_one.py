from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.describe import table_one
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.simulation import simulate
from dnoutcomes.weighting import balance_table


@pytest.fixture(scope="module")
def analysis():
    simulated = simulate("clinic", n=200, seed=9)
    return build_analysis(read_outcomes(simulated.frame, plan=simulated.plan), simulated.plan)


def test_numbers_are_the_arms_own_mean_and_sd(analysis):
    row = table_one(analysis).set_index("characteristic").loc["age"]
    for arm in ("needling", "standard"):
        ages = analysis.patients.loc[analysis.patients["arm"] == arm, "age"]
        assert row[f"{arm}_value"] == pytest.approx(ages.mean())
        assert row[f"{arm}_spread"] == pytest.approx(ages.std())


def test_levels_of_a_factor_add_up_to_the_arm(analysis):
    table = table_one(analysis)
    for name in ("cause", "sex", "nerve_status", "site_id"):
        rows = table[table["characteristic"] == name]
        for arm, n in analysis.patients["arm"].value_counts().items():
            assert rows[f"{arm}_n"].sum() == n
            assert rows[f"{arm}_value"].sum() == pytest.approx(1)


def test_smd_is_the_one_of_the_balance_of_weighting(analysis):
    treated = (analysis.patients["arm"] == "needling").to_numpy(dtype=float)
    table = table_one(analysis).set_index(["characteristic", "level"])["smd"]
    profile = pd.DataFrame(
        {("age", ""): analysis.patients["age"], ("sex", "F"): (analysis.patients["sex"] == "F").astype(float)}
    )
    theirs = balance_table(profile, treated).set_index(["covariate", "level"])["smd_before"]
    assert table[("age", "")] == pytest.approx(theirs[("age", "")], rel=1e-12)
    assert table[("sex", "F")] == pytest.approx(theirs[("sex", "F")], rel=1e-12)


def test_a_number_that_one_arm_lacks_has_no_smd(analysis):
    patients = analysis.patients.assign(
        age=analysis.patients["age"].where(analysis.patients["arm"] == "needling")
    )
    row = table_one(replace(analysis, patients=patients), ["age"]).iloc[0]
    assert np.isnan(row["smd"])
    assert row["standard_n"] == 0
