"""Extract: find what the code says, and bring language files up to date with it."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages import Catalog
from babel.messages.pofile import write_po

from dnoutcomes.errors import LanguageError
from dnoutcomes.language.catalogue import read_catalogue
from dnoutcomes.language.language import ENGLISH
from dnoutcomes.language.load import shipped_languages, shipped_words

PACKAGE = Path(__file__).parents[1]

# Function to how many of its first arguments are English.
SPEAKERS = {"say": 1, "term": 1, "say_count": 2}
# Keys of tables of data (TOML) whose text a reader sees, with their context, as if they were marked with `term`; of
# the table of descriptions all are.
SPOKEN_KEYS = {"label": "", "phrase": "in a sentence", "domain": "", "unit": "", "meaning": ""}
SPOKEN_TABLE = "descriptions"

HEADER = r"""msgid ""
msgstr ""
"Project-Id-Version: dnoutcomes\n"
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plural}\n"

"""


@dataclass(frozen=True)
class Spoken:
    """Something that the code says.

    Attributes
    ----------
    english : tuple of str
        One form, or singular and plural.
    context : str
    source : str
        File, below the package.
    """

    english: tuple[str, ...]
    context: str
    source: str


def spoken_in(path: Path, root: Path) -> Iterator[Spoken]:
    """Everything that a file says.

    Raises
    ------
    ValueError
        A call without its English written out, which nobody could translate.
    """
    source = path.relative_to(root).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKERS):
            continue
        n = SPEAKERS[node.func.id]
        arguments = [*node.args[:n], *(_context(node, n) if n == 1 else ())]
        texts = [constant.value for constant in arguments if isinstance(constant, ast.Constant)]
        if len(texts) < len(arguments) or len(texts) < n or not all(isinstance(text, str) for text in texts):
            raise ValueError(f"{source}, line {node.lineno}: {node.func.id} needs its English written out")
        english = [str(text) for text in texts]
        yield Spoken(tuple(english[:n]), english[n] if len(english) > n else "", source)


def _context(node: ast.Call, n: int) -> list[ast.expr]:
    return [*node.args[n : n + 1], *(word.value for word in node.keywords if word.arg == "context")]


def spoken_in_table(path: Path, root: Path) -> Iterator[Spoken]:
    """Everything that a table of data says.

    Raises
    ------
    ValueError
        A key whose text a reader sees, and no text.
    """
    source = path.relative_to(root).as_posix()
    for text, context in _told(tomllib.loads(path.read_text(encoding="utf-8"))):
        if not isinstance(text, str):
            raise ValueError(f"{source}: {text!r} needs its English written out")
        yield Spoken((text,), context, source)


def _told(table: Mapping[str, Any]) -> Iterator[tuple[object, str]]:
    for key, value in table.items():
        if key in SPOKEN_KEYS:
            yield value, SPOKEN_KEYS[key]
        elif key == SPOKEN_TABLE:
            yield from ((text, "") for text in value.values())
        else:
            parts = value if isinstance(value, list) else [value]
            for part in parts:
                yield from _told(part) if isinstance(part, Mapping) else ()


def spoken_by(root: Path) -> list[Spoken]:
    """Everything that the files below a folder say, in the order of the files."""
    readers = {".py": spoken_in, ".toml": spoken_in_table}
    paths = sorted(path for path in root.rglob("*") if path.suffix in readers)
    return [said for path in paths for said in readers[path.suffix](path, root)]


def updated(catalogue: Catalog, spoken: Iterable[Spoken]) -> Catalog:
    """A catalogue with exactly the messages that are spoken, those it knew with what it said."""
    fresh = Catalog(locale=catalogue.locale)
    for said in spoken:
        translated = catalogue.get(said.english[0], said.context or None)
        fresh.add(
            said.english if len(said.english) > 1 else said.english[0],
            translated.string if translated is not None else None,
            locations=[(said.source, 0)],
            context=said.context or None,
        )
    return fresh


def po_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as a PO file, with the files in which each message is said. The same messages give the same bytes."""
    written = BytesIO()
    write_po(written, catalogue, width=110, omit_header=True, include_lineno=False, ignore_obsolete=True)
    header = HEADER.format(language=catalogue.locale_identifier or "", plural=catalogue.plural_forms)
    return header.encode() + written.getvalue()


def language_file(code: str) -> bytes:
    """A language file to fill in or to change.

    Parameters
    ----------
    code : str
        A language that comes with the package: its words. Any other: no words yet. "en": to say some things in other
        words.

    Raises
    ------
    LanguageError
        No language has this code.
    """
    spoken = spoken_by(PACKAGE)
    if code in shipped_languages() and code != ENGLISH.code:
        source = shipped_words(code)
        return po_bytes(updated(read_catalogue(source.read_bytes(), source.name), spoken))
    try:
        empty = Catalog(locale=Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError) as error:
        raise LanguageError(f"{code!r} is no language that is known: {error}") from error
    return po_bytes(updated(empty, spoken))


def unsaid(catalogue: Catalog) -> list[str]:
    """The English of messages that have no words yet."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]
