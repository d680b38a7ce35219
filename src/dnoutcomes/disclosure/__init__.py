"""Disclosure control: which counts of patients may be shown, so that no small group can be read or worked out.

A count of 1 to `smallest_cell - 1` patients is small and never shown. Hiding it is not enough where it follows from
other counts, such as a total less the rest. All counts of a report are therefore treated together, as cells that
are linked by sums, and cells that would give a small one away are withheld too.
"""

from dnoutcomes.disclosure.audit import audit
from dnoutcomes.disclosure.linked_counts import Count, Key, LinkedCounts
from dnoutcomes.disclosure.protect import protect
from dnoutcomes.disclosure.protected_counts import ProtectedCounts
from dnoutcomes.disclosure.reader import Status

__all__ = ["Count", "Key", "LinkedCounts", "ProtectedCounts", "Status", "audit", "protect"]
