"""`words`: a language file to be filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dnoutcomes.cli.screen import say_line
from dnoutcomes.destination import refuse_file
from dnoutcomes.writing import write_file


def words(
    language: Annotated[
        str,
        typer.Option(
            metavar="L", help="es to change the Spanish; another one, such as de, for an empty file."
        ),
    ] = "en",
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="File to write.")] = Path("words.po"),
) -> None:
    """Write a language file: every sentence, heading and label of reports and figures, to be said in other words.

    It is a PO file, which any editor for translations opens. What stays empty is taken from the language that the file
    names. Use it with: dnoutcomes report FILE --language words.po
    """
    from dnoutcomes.language.extract import language_file

    content = language_file(language)
    refuse_file(out, content.__eq__)
    write_file(out, content)
    say_line(f"Wrote {out}")
