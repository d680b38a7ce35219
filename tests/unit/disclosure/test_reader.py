"""What is known before adding up."""

import numpy as np

from dnoutcomes.disclosure import Count, LinkedCounts
from dnoutcomes.disclosure.protect import protect
from dnoutcomes.disclosure.reader import all_hidden, known_bounds


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


def test_a_withheld_number_of_sessions_may_be_small_and_one_of_patients_may_not():
    linked = LinkedCounts({("patients",): Count(30), ("sessions",): Count(30, behind=("patients",))}, ())
    bounds = known_bounds(linked, {("patients",): "withheld", ("sessions",): "withheld"}, 11)
    assert bounds.tolist() == [[11, np.inf], [0, np.inf]]
