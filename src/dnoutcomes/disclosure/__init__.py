"""Disclosure control: what may be shown, so that no small group can be read or worked out.

A count of 1 to `smallest_cell - 1` patients is small and never shown. Hiding it is not enough where it follows from
other numbers, such as a total minus the rest, or a mean. All numbers of a report are therefore treated together, as
cells that are linked by sums, and what would give a small one away is withheld too.
"""

from dnoutcomes.disclosure.audit import audit
from dnoutcomes.disclosure.count import Count, Key
from dnoutcomes.disclosure.hidden_together import hidden_together
from dnoutcomes.disclosure.limit import Limit, no_more_than, rounded_mean, rounded_sd
from dnoutcomes.disclosure.linked_counts import LinkedCounts
from dnoutcomes.disclosure.protect import protect, withhold_all
from dnoutcomes.disclosure.protected_counts import ProtectedCounts
from dnoutcomes.disclosure.reader import Status
from dnoutcomes.disclosure.shown_count import ShownCount
from dnoutcomes.disclosure.small_groups import SmallGroups
from dnoutcomes.disclosure.state import NOT_TO_BE_SHOWN, State
from dnoutcomes.disclosure.stated_number import StatedNumber

__all__ = [
    "NOT_TO_BE_SHOWN",
    "Count",
    "Key",
    "Limit",
    "LinkedCounts",
    "ProtectedCounts",
    "ShownCount",
    "SmallGroups",
    "State",
    "StatedNumber",
    "Status",
    "audit",
    "hidden_together",
    "no_more_than",
    "protect",
    "rounded_mean",
    "rounded_sd",
    "withhold_all",
]
