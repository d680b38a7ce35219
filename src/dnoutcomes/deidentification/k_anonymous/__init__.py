"""A table whose patients can't be told apart: every one is alike with k - 1 others in all that others may know."""

from __future__ import annotations

from dnoutcomes.deidentification.k_anonymous.anonymity import KAnonymity
from dnoutcomes.deidentification.k_anonymous.release import k_anonymous

__all__ = ["KAnonymity", "k_anonymous"]
