"""The language in force: English unless somebody asked for another.

It is kept beside the code and not handed from function to function, because a label deep inside a figure needs it as
much as a headline does. Each thread and task has its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from dnoutcomes.language.language import ENGLISH, Language
from dnoutcomes.language.load import load_language

_IN_FORCE: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def in_force() -> Language:
    """The language to write in."""
    return _IN_FORCE.get()


@contextmanager
def speaking(language: str | Path | Language) -> Iterator[Language]:
    """Write figures and reports in a language while the block lasts.

    Parameters
    ----------
    language : str, Path or Language
        A code of a language that comes with the package ("en", "es", "es-MX"), a PO file, or a Language.

    Raises
    ------
    LanguageError
        No such language, or a file that can't be used.

    Notes
    -----
    A report remembers the language it was built in; the figures of a block are drawn at once.

    Examples
    --------
    >>> from dnoutcomes.figures.number_text import number
    >>> with speaking("es"):
    ...     number(-1.25, 2)
    '−1,25'
    """
    chosen = language if isinstance(language, Language) else load_language(language)
    token = _IN_FORCE.set(chosen)
    try:
        yield chosen
    finally:
        _IN_FORCE.reset(token)
