"""The entry point, which tells the version before anything else is loaded."""

from __future__ import annotations

import sys

from dnoutcomes.cli.version import version


def main() -> None:
    """Run the command line: the version at once, everything else by the parser, which takes longer to load."""
    if sys.argv[1:] in (["--version"], ["version"]):
        version()
        sys.exit(0)
    from dnoutcomes.cli.app import run

    run()
