import numpy as np
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.describe import table_one
from dnoutcomes.describe.table_one import standardised_mean_difference
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.simulation import simulate


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


def test_smd_of_a_share_uses_its_binomial_variance(analysis):
    row = table_one(analysis).query("characteristic == 'sex' and level == 'F'").iloc[0]
    p, q = row["needling_value"], row["standard_value"]
    assert row["smd"] == pytest.approx((p - q) / np.sqrt((p * (1 - p) + q * (1 - q)) / 2))


def test_smd_of_two_constants_is_not_a_number():
    assert np.isnan(standardised_mean_difference(1, 2, 0, 0))
