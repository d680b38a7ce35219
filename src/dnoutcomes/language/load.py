"""Load a language: one that comes with the package, or a clinic's own file."""

from __future__ import annotations

from gettext import NullTranslations
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from dnoutcomes.errors import LanguageError
from dnoutcomes.file_bytes import SETTINGS_BYTES, FileBytesError, read_bytes
from dnoutcomes.language.language import ENGLISH, Language, Sound
from dnoutcomes.language.numerals import Numerals

# What becomes of words when they meet.
SOUNDS: dict[str, tuple[Sound, ...]] = {
    "es": (
        (r"\b([Dd]e) el\b", r"\1l"),
        (r"\b([Aa]) el\b", r"\1l"),
        (r"\by (?=h?i(?![aeouáéóú]))", "e "),
        (r"\bo (?=h?o)", "u "),
    )
}
# Spain writes 1204 without a mark, and so does the Spanish of no country in particular.
MARKED_FROM_FIVE_DIGITS = ("es", "es-ES")


def load_language(language: str | Path) -> Language:
    """Load a language.

    Parameters
    ----------
    language : str or Path
        "en"; a language that comes with the package ("es"), perhaps with a country, whose way of writing numbers is
        then used ("es-MX"); or the path of a PO file. What a file leaves out is taken from the language that its
        `Language` header names, then from English. So a file may hold only the words that a clinic wants changed.

    Raises
    ------
    LanguageError
        No such language; a file that is no PO file, names no language, or has a message with other braces than the
        English.

    Examples
    --------
    >>> load_language("es").messages.gettext("standard care alone")
    'atención habitual sola'
    >>> load_language("es-MX").numerals.decimal
    '.'
    """
    path = Path(language)
    if path.suffix.lower() == ".po":
        return _from_file(path)
    code = str(language)
    if code == ENGLISH.code:
        return ENGLISH
    spoken, _, _ = code.partition("-")
    if spoken not in shipped_languages():
        known = ", ".join(shipped_languages())
        raise LanguageError(
            f"no language {code!r} comes with this package. Known: {known}. A language file ends in .po; "
            "'dnoutcomes words --out mine.po' writes one to fill in"
        )
    return _language(code, None)


def shipped_languages() -> tuple[str, ...]:
    """Languages that come with the package.

    Examples
    --------
    >>> shipped_languages()
    ('en', 'es')
    """
    found = (place.name.removesuffix(".po") for place in _words().iterdir() if place.name.endswith(".po"))
    return ("en", *sorted(found))


def shipped_words(code: str) -> Traversable:
    """The file of a language that comes with the package."""
    return _words() / f"{code}.po"


def _words() -> Traversable:
    return resources.files("dnoutcomes.language") / "words"


def _from_file(path: Path) -> Language:
    try:
        content = read_bytes(path, SETTINGS_BYTES)
    except FileBytesError as error:
        raise LanguageError(f"can't read the language file {path}: {error}") from error
    return _language("", (content, str(path)))


def _language(code: str, own: tuple[bytes, str] | None) -> Language:
    try:
        from dnoutcomes.language.catalogue import read_catalogue, translations
    except ModuleNotFoundError as error:
        raise LanguageError(
            f"a language other than English needs {error.name}: pip install 'dnoutcomes[report]'"
        ) from error
    found = read_catalogue(*own) if own else None
    if found is not None:
        code = str(found.locale).replace("_", "-")
    spoken = code.partition("-")[0]
    messages = translations(found) if found else NullTranslations()
    if spoken in shipped_languages() and spoken != ENGLISH.code:
        place = shipped_words(spoken)
        messages.add_fallback(translations(read_catalogue(place.read_bytes(), place.name)))
    return Language(code, messages, _numerals(code), SOUNDS.get(spoken, ()))


def _numerals(code: str) -> Numerals:
    from babel import Locale, UnknownLocaleError

    try:
        marks = Locale.parse(code, sep="-").number_symbols["latn"]
    except (UnknownLocaleError, ValueError) as error:
        raise LanguageError(f"{code!r} is no language and country that are known: {error}") from error
    return Numerals(marks["decimal"], marks["group"], 5 if code in MARKED_FROM_FIVE_DIGITS else 4)
