"""Comparing the arms: adjusted and unadjusted differences, responders, and whether effects differ by cause."""

from dnoutcomes.compare.ancova import ancova
from dnoutcomes.compare.arms import compare_arms

__all__ = ["ancova", "compare_arms"]
