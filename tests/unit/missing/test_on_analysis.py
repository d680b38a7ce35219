import numpy as np

from dnoutcomes.missing.on_analysis import impute, impute_under
from dnoutcomes.missing.tipping_on_analysis import tipping_point


def test_several_assumptions_at_once_are_each_by_itself(clinic):
    found = impute_under(clinic)
    for strategy in ("MAR", "JR", "CIR"):
        alone = impute(clinic, strategy).frame
        np.testing.assert_allclose(found.effects[strategy].frame["estimate"], alone["estimate"], rtol=1e-12)
        np.testing.assert_allclose(found.effects[strategy].frame["std_error"], alone["std_error"], rtol=1e-12)
    np.testing.assert_allclose(found.tipping.frame, tipping_point(clinic).frame, rtol=1e-12)
