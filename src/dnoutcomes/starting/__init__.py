"""From a file that nobody has seen to the drafts of its mapping and plan, and what was understood of it."""

from dnoutcomes.starting.start import Start, start

__all__ = ["Start", "start"]
