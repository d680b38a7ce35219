"""`explain`: one key of a plan or a mapping, or one column of results.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from dnoutcomes.settings_reference import Setting


def explain(
    key: Annotated[
        str,
        typer.Argument(
            help="A key of a plan or a mapping, such as visits or date_format, or a column of results.csv."
        ),
    ],
) -> None:
    """Explain a key: what it means, what may stand there, and what goes wrong without it."""
    from dnoutcomes.settings_reference import column_of_results, settings_called

    console = Console()
    column = column_of_results(key)
    settings = [] if column else settings_called(key)
    if column:
        console.print(f"{key} (results.csv)\n{column}", highlight=False, markup=False)
    for place, setting in enumerate(settings):
        if place:
            console.print()
        _print_setting(console, setting)


def _print_setting(console: Console, setting: Setting) -> None:
    for line in (
        f"{setting.key} ({setting.file})",
        setting.meaning,
        f"Type: {setting.type}. Default: {setting.default}.",
        f"Without it: {setting.without}",
        "For example:",
    ):
        console.print(line, highlight=False, markup=False)
    for line in setting.example.splitlines():
        console.print(f"    {line}", highlight=False, markup=False, soft_wrap=True)
