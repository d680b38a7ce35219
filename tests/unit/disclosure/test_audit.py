"""The audit refuses what gives a small group away."""

import pytest

from dnoutcomes.disclosure import ProtectedCounts, audit, protect
from dnoutcomes.errors import DisclosureError


def test_the_audit_refuses_a_table_with_only_the_small_cell_hidden(table):
    linked = table([[50, 40], [45, 3]])
    statuses = {key: "small" if key == ("cell", "1", "1") else "shown" for key in linked.counts}
    with pytest.raises(DisclosureError, match="cell / 1 / 1 can be worked out"):
        audit(ProtectedCounts(linked, statuses, 11))


def test_it_lets_pass_what_protect_made(table):
    audit(protect(table([[50, 40, 9], [45, 3, 22]]), 11))


def test_it_refuses_a_cell_that_can_only_be_narrowed(table):
    """Two small cells of a row with a total of 14 are 4 to 10 each."""
    linked = table([[5, 9, 60], [50, 60, 70]])
    statuses = dict.fromkeys(linked.counts, "shown") | {
        ("cell", "0", "0"): "small",
        ("cell", "0", "1"): "small",
    }
    statuses |= {("cell", "1", "0"): "withheld", ("cell", "1", "1"): "withheld"}
    with pytest.raises(DisclosureError, match="can be worked out"):
        audit(ProtectedCounts(linked, statuses, 11))
