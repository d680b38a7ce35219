import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.expected_change import expected_change


def test_differences_are_least_squares_residuals_that_vanish_in_the_mean_and_in_each_arm(analysis):
    found = expected_change(analysis).frame
    assert len(found) == len(analysis.at_visit())
    assert found["difference"].mean() == pytest.approx(0, abs=1e-9)
    assert found.groupby("arm", observed=True)["difference"].mean().abs().max() < 1e-9
    baseline = analysis.at_visit()["baseline"].to_numpy()
    assert np.corrcoef(found["difference"], baseline)[0, 1] == pytest.approx(0, abs=1e-9)


def test_the_unit_that_is_compared_is_left_out(analysis):
    rows = analysis.at_visit()
    within = (
        expected_change(analysis)
        .frame.assign(site=rows["site_id"])
        .groupby("site", observed=True)["difference"]
    )
    apart = expected_change(analysis, without=("site_id",)).frame.assign(site=rows["site_id"])
    assert within.mean().abs().max() < 1e-9
    assert apart.groupby("site", observed=True)["difference"].mean().abs().max() > 1e-3


def test_too_few_patients_are_refused(analysis):
    from dataclasses import replace

    few = replace(analysis, visits=analysis.visits[analysis.visits["patient_id"] < "P0012"])
    with pytest.raises(ModelError, match="too few to expect a change"):
        expected_change(few)
