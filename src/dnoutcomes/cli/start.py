"""`start`: the drafts of a mapping and a plan for a file that nobody has described."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from dnoutcomes.cli.screen import say_line, table_of
from dnoutcomes.errors import DataError

if TYPE_CHECKING:
    from dnoutcomes.starting import Start
    from dnoutcomes.starting.question import Question

OPEN = 3


def start(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file as your system exports it.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for mapping.toml and plan.toml.")
    ] = Path("."),
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="NAME=ANSWER", help="Answer a question by its name."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: questions are left in the draft, and none is guessed.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a mapping.toml and plan.toml that are there.")
    ] = False,
) -> None:
    """Look at a file, draft its mapping and plan, and say what was understood of it.

    What the content proves is decided, and says why; all else is asked in a terminal, or left as a question in the
    draft. Exit status: 0 where no question is left, 3 where the drafts hold open questions.
    """
    from dnoutcomes.starting.start import next_command, refuse_drafts
    from dnoutcomes.starting.start import start as look

    refuse_drafts(out, replace=replace)
    answers: dict[str, str | int] = dict(_named(given) for given in answer or ())
    drafted = look(file, answers=answers)
    if not yes and _is_terminal():
        drafted = _ask_all(file, drafted, answers)
    _show(drafted)
    written = drafted.write(out, replace=replace)
    say_line(f"Wrote {' and '.join(map(str, written))}")
    is_open = bool(drafted.questions)
    if is_open:
        n = len(drafted.questions)
        say_line(
            f"{n} question{'s are' if n > 1 else ' is'} open: answer in the draft, or with --answer. Then run:"
        )
    else:
        say_line("Read both, then run:")
    sys.stdout.write(next_command(file, out, is_open=is_open) + "\n")
    if is_open:
        raise typer.Exit(OPEN)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _named(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals:
        raise DataError(f"--answer takes NAME=ANSWER, got {given!r}")
    return name.strip(), value.strip()


def _ask_all(file: Path, drafted: Start, answers: dict[str, str | int]) -> Start:
    """Ask round by round, until nothing is left that somebody here can answer."""
    from dnoutcomes.starting import start as look

    left: set[str] = set()
    while asked := [
        question for question in drafted.questions if question.answers and question.name not in left
    ]:
        for question in asked:
            chosen = _ask(question)
            if chosen:
                answers[question.name] = chosen
            else:
                left.add(question.name)
        drafted = look(file, answers=answers)
    return drafted


def _can_be_answered(question: Question, left: set[str]) -> bool:
    return bool(question.answers or question.typed) and question.name not in left


def _ask(question: Question) -> str:
    """Return the number of an answer, or nothing where the question stays open."""
    console = Console()
    console.print(f"\n[bold]{escape(question.asks)}[/]", highlight=False)
    for place, answer in enumerate(question.answers, start=1):
        console.print(f"  {place}  {escape(answer.words)}", highlight=False)
    console.print("  0  leave it open", highlight=False)
    while True:
        given = str(typer.prompt("Answer", default="0")).strip()
        if given == "0":
            return ""
        try:
            return question.answer(given).name
        except DataError as error:
            console.print(escape(str(error)), highlight=False)


def _show(drafted: Start) -> None:
    from dnoutcomes.starting.display import counts_line, tables_of

    console = Console()
    if drafted.understood is not None:
        console.print(f"This is what was understood of {drafted.name}. {counts_line(drafted.understood)}",
                      highlight=False, markup=False)  # fmt: skip
        for title, frame in tables_of(drafted.understood):
            console.print(f"\n[bold]{escape(title)}[/]", highlight=False)
            console.print(table_of(list(frame.columns), frame.astype(str).values.tolist()))
    for question in drafted.questions:
        console.print(f"\nQUESTION {question.name}: {question.asks}", highlight=False, markup=False)
        for answer in question.answers:
            console.print(f"  {answer.name}: {answer.words}", highlight=False, markup=False)
