"""What the command line writes on the screen: answers on standard output, everything else on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

HOW_TO_ANSWER = (
    "The file can mean two things. The option named above decides: write it into a mapping, a text file with a line "
    'such as date_format = "%d/%m/%Y", and name that file with --mapping.'
)


def complain(message: str, *, asks: bool = False) -> None:
    """Print an error; where a file can mean two things, how to answer."""
    console = Console(stderr=True)
    console.print(f"[bold red]Error:[/] {escape(message)}", highlight=False)
    if asks:
        console.print(HOW_TO_ANSWER, highlight=False, markup=False)


def say_line(text: str) -> None:
    """Print what a person wants to know and a program that reads the answer doesn't."""
    Console(stderr=True).print(escape(text), highlight=False, soft_wrap=True)


@contextmanager
def progress() -> Iterator[ProgressStep]:
    """Show what is being done while it lasts, on a terminal only."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield ProgressStep(bar)


class ProgressStep:
    """A callable that names the step at work."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("starting", total=None)

    def __call__(self, text: str) -> None:
        self._bar.update(self._task, description=text)


def table_of(columns: list[str], rows: list[list[str]]) -> Table:
    """Lay out cells as they are, whatever brackets they hold."""
    table = Table(show_edge=False, show_header=any(columns))
    for column in columns:
        table.add_column(escape(column), overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    return table
