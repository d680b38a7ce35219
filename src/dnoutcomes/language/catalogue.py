"""Catalogue: the messages of a PO file, checked before anything is said with them."""

from __future__ import annotations

from gettext import GNUTranslations
from io import BytesIO
from string import Formatter

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from dnoutcomes.errors import LanguageError


def read_catalogue(content: bytes, name: str) -> Catalog:
    """Read a PO file.

    Parameters
    ----------
    content : bytes
    name : str
        Of the file, for messages.

    Raises
    ------
    LanguageError
        It is no PO file in UTF-8, its header names no language, or a message has other braces than the English.
    """
    try:
        # Babel decodes line by line and would take what it can't decode for something else.
        content.decode("utf-8")
        catalogue = read_po(BytesIO(content), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise LanguageError(f"{name} is no PO file in UTF-8: {error}") from error
    if catalogue.locale is None:
        raise LanguageError(
            f'{name} names no language that is known. Its header needs a line such as "Language: es\\n"'
        )
    for message in catalogue:
        _check(message, name)
    return catalogue


class Translations(GNUTranslations):
    """What gettext looks messages up in, able to go to another process with the report that is written in it.

    Parameters
    ----------
    compiled : bytes
        What a MO file holds.
    """

    def __init__(self, compiled: bytes) -> None:
        super().__init__(BytesIO(compiled))
        self._compiled = compiled

    def __reduce__(self) -> tuple[object, ...]:
        # Gettext makes the rule of plurals a function of this process, so that it has to be made again in another.
        return Translations, (self._compiled,), {"_fallback": self.__dict__["_fallback"]}


def translations(catalogue: Catalog) -> Translations:
    """Compile a catalogue. Messages that are empty or marked as uncertain are left to the fallback."""
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return Translations(compiled.getvalue())


def parts_of(text: str) -> frozenset[str]:
    """Names in braces.

    Raises
    ------
    ValueError
        A brace that isn't closed, or anything but a name in braces.

    Examples
    --------
    >>> sorted(parts_of("{n} of {total}"))
    ['n', 'total']
    """
    found = set()
    for _, name, spec, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(f"braces hold a name and nothing else, not {name!r}")
        found.add(name)
    return frozenset(found)


def _check(message: Message, name: str) -> None:
    english, said = _forms(message.id), _forms(message.string)
    if not english[0]:
        return
    due = [_parts(text, message, name) for text in english]
    allowed = frozenset().union(*due)
    for place, text in enumerate(said):
        found = _parts(text, message, name)
        # Of the forms for numbers, one may write its number out.
        needed = due[min(place, len(due) - 1)] - ({"n"} if len(english) > 1 else set())
        if text and not needed <= found <= allowed:
            raise LanguageError(
                f"{name}, line {message.lineno}: {text!r} must have the same names in braces as {english[0]!r}: "
                f"{', '.join(sorted(needed)) or 'none'}; it has {', '.join(sorted(found)) or 'none'}"
            )


def _parts(text: str, message: Message, name: str) -> frozenset[str]:
    try:
        return parts_of(text)
    except ValueError as error:
        raise LanguageError(f"{name}, line {message.lineno}: {text!r}: {error}") from error


def _forms(text: object) -> list[str]:
    """The singular and the plurals of a message; a message without them is alone."""
    return [str(form) for form in text] if isinstance(text, (tuple, list)) else [str(text)]
