"""`version`: which one is installed."""

from __future__ import annotations

import sys

from dnoutcomes._version import __version__


def version() -> None:
    """Print the version."""
    sys.stdout.write(f"dnoutcomes {__version__}\n")
