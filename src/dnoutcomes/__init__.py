"""dnoutcomes: clinical outcomes of dry needling in peripheral neuropathy."""

from dnoutcomes._version import __version__

__all__ = ["__version__"]
