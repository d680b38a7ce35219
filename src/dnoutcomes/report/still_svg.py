"""A drawing that only draws: SVG without scripts, addresses, events, foreign content or entities."""

from __future__ import annotations

import re
from typing import NoReturn
from xml.parsers import expat

ACTIVE = (
    "script",
    "foreignobject",
    "iframe",
    "embed",
    "object",
    "audio",
    "video",
    "handler",
    "listener",
    "set",
)
_INSIDE = re.compile(r"#|data:image/(?:png|jpeg);base64,", re.IGNORECASE)
_REACHES_OUT = re.compile(r"url\(\s*(?!['\"]?#)|@import|\\|expression\(|javascript:", re.IGNORECASE)


def refuse_active(drawing: bytes) -> None:
    """Refuse an SVG that runs, fetches or stands for something else than it shows.

    Raises
    ------
    ValueError
        What it holds that a still drawing doesn't, or that it is no XML.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: _refuse("a document type or entities")
    parser.ProcessingInstructionHandler = lambda *_: _refuse("a processing instruction")
    parser.StartElementHandler = _element
    parser.buffer_text = True
    parser.CharacterDataHandler = _words
    try:
        parser.Parse(drawing, True)
    except expat.ExpatError as error:
        raise ValueError(f"the logo is no SVG that can be read: {error}") from None


def _element(name: str, attributes: dict[str, str]) -> None:
    local = name.rpartition(":")[2].lower()
    if local in ACTIVE or local.startswith("animate"):
        _refuse(f"the element {name}")
    for attribute, value in attributes.items():
        plain = attribute.rpartition(":")[2].lower()
        if plain.startswith("on"):
            _refuse(f"the event {attribute}")
        if plain in ("href", "src") and not _INSIDE.match(value.strip()):
            _refuse(f"an address outside of it in {attribute}")
        if _REACHES_OUT.search(value):
            _refuse(f"an address or program in {attribute}")


def _words(text: str) -> None:
    if _REACHES_OUT.search(text):
        _refuse("an address in a style sheet")


def _refuse(what: str) -> NoReturn:
    raise ValueError(f"the logo holds {what}; save it as plain SVG, or as PNG")
