"""Comparing the arms: adjusted and unadjusted differences, responders, and whether effects differ by cause."""
