"""The commands in the order in which help lists them, and how the program ends."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from dnoutcomes.cli.check import check
from dnoutcomes.cli.deidentify import check_deidentified, deidentify
from dnoutcomes.cli.explain import explain
from dnoutcomes.cli.instruments import instruments
from dnoutcomes.cli.releases import releases
from dnoutcomes.cli.report import report
from dnoutcomes.cli.screen import complain
from dnoutcomes.cli.simulate import simulate
from dnoutcomes.cli.start import start
from dnoutcomes.cli.verify import verify
from dnoutcomes.cli.version import version
from dnoutcomes.cli.words import words
from dnoutcomes.errors import DataError, DnOutcomesError
from dnoutcomes.termination import orderly_termination

app = typer.Typer(
    name="dnoutcomes",
    help="Clinical outcomes of dry needling in peripheral neuropathy: check a file, compare the arms by cause, write "
    "an honest report.",
    epilog="A first look: dnoutcomes report, of a simulated clinic. Your own file: dnoutcomes start FILE",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version_asked(asked: bool) -> None:
    if asked:
        version()
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version_asked, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


for command in (
    start, report, releases, check, verify, deidentify, check_deidentified, simulate, instruments,
    explain, words, version,
):  # fmt: skip
    app.command()(command)


def run() -> None:
    """Run the command line; errors that a user can do something about end it with one message and status 2.

    Ctrl-C ends it with 130, a shutdown with 143: what wasn't finished is removed, and nothing was replaced.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe of few characters shows the others as escapes; the answer matters more than its dashes.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        with orderly_termination():
            app()
    except DnOutcomesError as error:
        complain(str(error), asks=isinstance(error, DataError) and error.verdict == "ask")
        sys.exit(2)
    except OSError as error:
        path = error.filename or "the files"
        complain(f"can't write {path}: {error.strerror}. Another place is chosen with --out.")
        sys.exit(2)
