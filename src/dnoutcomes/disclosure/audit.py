"""Attack the counts that are shown before anything is written."""

from __future__ import annotations

from dnoutcomes.disclosure.protected_counts import ProtectedCounts
from dnoutcomes.disclosure.reader import TOLERANCE, all_hidden, extreme, known_bounds
from dnoutcomes.errors import DisclosureError


def audit(protected: ProtectedCounts) -> None:
    """Attack the counts that are shown, and refuse to go on when a small one can be narrowed down.

    A reader knows the shown counts, the sums, that small ones lie in 1 to `smallest_cell - 1` and that withheld
    ones don't. For every small count the linear programmes over these must reach both ends of that range, as
    far as they can be reached when nothing is shown at all.

    Raises
    ------
    DisclosureError
        A small count has a narrower range than it would have if nothing were shown.
    """
    linked, smallest = protected.linked, protected.smallest_cell
    if smallest <= 1 or not linked.sums:
        return
    equations = linked.equations()
    known = known_bounds(linked, protected.statuses, smallest)
    blind = known_bounds(linked, all_hidden(protected.statuses, linked), smallest)
    for column, (key, count) in enumerate(linked.counts.items()):
        if not 0 < count.value < smallest:
            continue
        low, high = (extreme(equations, known, column, sign) for sign in (1.0, -1.0))
        if low <= 1 + TOLERANCE and high >= smallest - 1 - TOLERANCE:
            continue
        least, most = (extreme(equations, blind, column, sign) for sign in (1.0, -1.0))
        if low > max(1.0, least) + TOLERANCE or high < min(smallest - 1.0, most) - TOLERANCE:
            raise DisclosureError(
                f"the small group {' / '.join(key)} can be worked out from counts that are shown; "
                "nothing was written. Raise smallest_cell or report fewer groups"
            )
