"""Linear programmes over counts: whole numbers, and an answer that no clock changes."""

import numpy as np
import pytest
import scipy.optimize

from dnoutcomes.disclosure import audit, protect
from dnoutcomes.disclosure.programme import is_whole, made_whole, mended, optimum
from dnoutcomes.errors import DisclosureError

# 2 a + 2 b is 6 to 9 and a is 0 to 5: as much a + b as can be is 4.5 in fractions and 4 in whole numbers.
ROW, ENDS = np.array([[2.0, 2.0]]), np.array([[6.0, 9.0]])
LOW, HIGH, COSTS = np.zeros(2), np.array([5.0, 1.0]), np.array([-1.0, -1.5])


def test_whole_numbers_are_worse_than_fractions_and_mended_from_them():
    from scipy.sparse import csr_array

    matrix = csr_array(ROW)
    corner = optimum(matrix, ENDS, LOW, HIGH, COSTS, whole=False)
    assert corner == pytest.approx([3.5, 1.0])
    assert not is_whole(corner)
    for numbers in (
        optimum(matrix, ENDS, LOW, HIGH, COSTS, whole=True),
        mended(matrix, ENDS, LOW, HIGH, COSTS, corner),
        made_whole(matrix, ENDS, LOW, HIGH, COSTS, corner, -5.0),
        made_whole(matrix, ENDS, LOW, HIGH, COSTS, corner, -4.5),
    ):
        assert numbers == pytest.approx([3.0, 1.0])
        assert is_whole(numbers)


def test_a_search_of_too_many_branches_is_refused(monkeypatch):
    """Six sums of thirty numbers, of which no whole ones are found at once."""
    matrix = np.random.default_rng(1).integers(1, 40, (6, 30)).astype(float)
    ends = np.column_stack([matrix.sum(axis=1) * 1.31, matrix.sum(axis=1) * 1.31 + 1])
    bounds = np.zeros(30), np.full(30, 9.0)
    assert len(optimum(matrix, ends, *bounds, np.ones(30), whole=False)) == 30
    monkeypatch.setattr("dnoutcomes.disclosure.programme.NODES", 1)
    with pytest.raises(DisclosureError, match="could not be settled in 1 steps"):
        optimum(matrix, ends, *bounds, np.ones(30), whole=True)


def test_no_answer_depends_on_how_long_a_machine_took(monkeypatch, table):
    """Whatever is asked of the solver, it may stop after so many branches, and never after so many seconds."""
    asked, milp = [], scipy.optimize.milp

    def remembered(*arguments, **options):
        asked.append(tuple(options["options"]))
        return milp(*arguments, **options)

    monkeypatch.setattr("scipy.optimize.milp", remembered)
    audit(protect(table([[50, 40, 9], [45, 3, 35], [8, 70, 80]]), 11))
    assert asked
    assert set(asked) == {("node_limit",)}
