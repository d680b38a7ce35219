"""The command line: one subcommand per verb, each a file. They parse, call and write; the logic lives elsewhere."""

from dnoutcomes.cli.main import main

__all__ = ["main"]
