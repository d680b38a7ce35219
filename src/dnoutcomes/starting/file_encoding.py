"""The encoding of a text that isn't UTF-8: decided where only one leaves words that people write."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

from dnoutcomes.file_bytes import TABLE_BYTES, read_bytes
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.question import one_of

# Spreadsheets on Windows, on old Macs and in a DOS box, by how common they are.
CANDIDATES = {"cp1252": "Windows", "mac_roman": "an old Mac", "cp850": "DOS"}
UTF_16 = {"utf-16-le": "Windows, as Unicode text", "utf-16-be": "Unicode text"}
# Signs beyond ASCII that tables of clinics hold beside letters of western Europe.
_SIGNS = set("°ºª²³µ±€£§–—’‘“”„«»…¿¡×½¼¾·®™\u00a0")
# These stand beside letters, not inside of words.
_APART = _SIGNS - set("’‘")
_LETTERS = set("äöüßéèêëàâáåæçñíìîïóòôøúùûýœãõ")


def encoding_question(path: Path, draft: Draft, answers: Mapping[str, str | int]) -> Draft:
    """Decide the encoding where one candidate alone fits, and ask else."""
    data = read_bytes(path, TABLE_BYTES)
    if b"\0" in data:
        fitting = [name for name in UTF_16 if _decodes(data, name) and "\0" not in data.decode(name)]
        described = UTF_16
    else:
        fitting = [name for name in CANDIDATES if looks_written(data, name)]
        described = CANDIDATES
    if len(fitting) == 1:
        why = f"The file isn't UTF-8; of {', '.join(described)} only this one leaves words as people write them."
        return draft.decide({"encoding": fitting[0]}, why)
    return draft.ask(
        one_of(
            "encoding",
            "The file isn't UTF-8, and its accents fit several encodings. What wrote it?",
            *((name, described[name], {"encoding": name}) for name in fitting or described),
        ),
        answers,
    )


def looks_written(data: bytes, encoding: str) -> bool:
    """Whether a text decodes to letters and signs of western Europe, with no capital inside a word.

    Examples
    --------
    >>> [looks_written("Müller, Größe".encode("cp1252"), name) for name in CANDIDATES]
    [True, False, False]
    """
    if not _decodes(data, encoding):
        return False
    text = unicodedata.normalize("NFC", data.decode(encoding))
    return all(sign.isascii() or _is_in_place(text, place) for place, sign in enumerate(text))


def _is_in_place(text: str, place: int) -> bool:
    """Whether a sign beyond ASCII stands where people write it: signs outside of words, capitals at their start."""
    sign, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if sign in _SIGNS:
        return not (sign in _APART and before.isalpha() and after.isalpha())
    return sign in _LETTERS or (sign.lower() in _LETTERS and not before.islower())


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
