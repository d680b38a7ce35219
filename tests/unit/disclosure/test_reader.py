"""What is known before adding up, and after."""

import numpy as np
import pytest

from dnoutcomes.disclosure.protect import protect
from dnoutcomes.disclosure.reader import all_hidden, extreme, known_bounds
from dnoutcomes.errors import DisclosureError


def test_bounds_by_status(table):
    protected = protect(table([[50, 0], [45, 3]]), 11)
    bounds = dict(
        zip(protected.linked.counts, known_bounds(protected.linked, protected.statuses, 11).tolist())
    )
    assert bounds["cell", "0", "1"] == [0, 0]
    assert bounds["cell", "1", "1"] == [1, 10]


def test_hiding_everything_leaves_zeros_and_small_ones_as_they_are(table):
    protected = protect(table([[50, 0], [45, 3]]), 11)
    hidden = all_hidden(protected.statuses, protected.linked)
    assert hidden["cell", "0", "1"] == "shown"
    assert hidden["all",] == "withheld"


def test_ends_of_a_range_and_no_end():
    equations = np.array([[1.0, 1.0, -1.0]])
    bounds = np.array([[0, np.inf], [2, 5], [9, 9]])
    assert (extreme(equations, bounds, 0, 1.0), extreme(equations, bounds, 0, -1.0)) == (4.0, 7.0)
    assert extreme(np.zeros((1, 3)), bounds, 0, -1.0) == np.inf


def test_a_contradiction_is_an_error():
    with pytest.raises(DisclosureError, match="contradict"):
        extreme(np.array([[1.0, -1.0]]), np.array([[1, 2], [5, 6]]), 0, 1.0)
