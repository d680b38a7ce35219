"""Run the command line as `python -m dnoutcomes`."""

from dnoutcomes.cli import main

main()
