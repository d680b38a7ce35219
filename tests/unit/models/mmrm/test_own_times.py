import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models.covariances import STRUCTURES
from dnoutcomes.models.covariances.contract import require_contract
from dnoutcomes.models.mmrm.own_times import depends_on_times_alone, for_own_times, read_own_times

TIMES = np.array([0.0, 1.5, 2.0, 7.0, 9.0, 9.5])


def test_the_structures_that_depend_on_times_alone():
    alone = {name for name, structure in STRUCTURES.items() if depends_on_times_alone(structure, TIMES)}
    assert alone == {"sp_pow", "sp_exp"}
    written = {name: for_own_times(structure, 4) for name, structure in STRUCTURES.items()}
    assert {name for name in written if depends_on_times_alone(written[name], TIMES)} == {
        "sp_pow",
        "sp_exp",
        "cs",
    }


def test_compound_symmetry_is_bounded_by_the_patient_with_most_visits():
    """At the lowest end of its parameter the correlation nears -1/3, for a patient with 2 of 4 visits as well."""
    cs, low = for_own_times(STRUCTURES["cs"], 4), np.array([0.0, -30.0])
    assert_allclose(cs.sigma(low, TIMES[:4])[0, 3], -1 / 3, rtol=1e-10)
    assert_allclose(cs.sigma(low, TIMES[:2])[0, 1], -1 / 3, rtol=1e-10)
    assert_allclose(STRUCTURES["cs"].sigma(low, TIMES[:2])[0, 1], -1.0, rtol=1e-10)
    require_contract(cs)


@pytest.fixture
def own():
    """The first patient is seen at 0, 2 and 9, the second at 1.5 and 7, the third, of the other group, at 9.5."""
    cells = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 1, 2, 0, 1, 0])
    return read_own_times(cells, np.array([0, 2, 4, 1, 3, 5]), TIMES, np.array([0, 0, 1]))


def test_times_stand_by_patient_and_go_on_after_the_last(own):
    step = (2 + 7 + 5.5) / 3
    assert_allclose(own.times, [[0, 2, 9], [1.5, 7, 7 + step], [9.5, 9.5 + step, 9.5 + 2 * step]])
    assert own.visits.tolist() == [[0, 2, 4], [1, 3, -1], [5, -1, -1]]


def test_typical_covariance_is_that_of_who_has_both(own):
    outcome = np.array([[1.0, 2.0, 3.0], [5.0, 7.0, 0.0], [11.0, 0.0, 0.0]])
    seen = (own.visits >= 0).astype(float)
    covariance, times = own.typical(
        outcome[:, :, None] * outcome[:, None, :], seen[:, :, None] * seen[:, None, :]
    )
    assert_allclose(covariance[0], [[13, 18.5, 3], [18.5, 26.5, 6], [3, 6, 9]])
    assert_allclose(covariance[1], np.diag([121.0, 0.0, 0.0]))
    assert_allclose(times, [0, (2 + 5.5) / 2, (2 + 5.5) / 2 + 7])
