"""A drawing that only draws: SVG without scripts, addresses, events, foreign content or entities, of bounded size."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
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


_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,", re.IGNORECASE)
_NAMED = re.compile(r"url\(\s*['\"]?#([^'\")]+)")
# A drawing of a few lines that stands in itself ten times, ten times over, would be drawn for ever.
DEEPEST, MOST_ELEMENTS = 60, 50_000
# Gradients are looked up and not drawn again.
_NOT_DRAWN = ("lineargradient", "radialgradient")


@dataclass
class _Element:
    """What must be drawn for an element: itself, what is in it, and what stands in for it elsewhere."""

    name: str
    inside: list[_Element] = field(default_factory=list)
    named: list[str] = field(default_factory=list)


class _Drawing:
    """What the parser has seen so far."""

    def __init__(self, check_picture: Callable[[bytes], object]) -> None:
        self.check_picture = check_picture
        self.open: list[_Element] = []
        self.by_id: dict[str, _Element] = {}
        self.in_styles: list[str] = []
        self.with_class: list[_Element] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        if local in ACTIVE or local.startswith("animate"):
            _refuse(f"the element {name}")
        element = _Element(local)
        for attribute, value in attributes.items():
            self._attribute(attribute, value, element)
        if self.open:
            self.open[-1].inside.append(element)
        self.open.append(element)
        if len(self.open) > DEEPEST:
            _refuse(f"elements more than {DEEPEST} deep")

    def _attribute(self, attribute: str, value: str, element: _Element) -> None:
        plain = attribute.rpartition(":")[2].lower()
        if plain.startswith("on"):
            _refuse(f"the event {attribute}")
        if plain in ("href", "src") and not _INSIDE.match(value.strip()):
            _refuse(f"an address outside of it in {attribute}")
        if _REACHES_OUT.search(value):
            _refuse(f"an address or program in {attribute}")
        if plain == "id":
            self.by_id[value] = element
        elif plain == "class":
            self.with_class.append(element)
        elif plain in ("href", "src") and _PICTURE.match(value.strip()):
            self._picture(value)
        element.named += _NAMED.findall(value)
        if plain == "href" and value.strip().startswith("#"):
            element.named.append(value.strip()[1:])

    def _picture(self, value: str) -> None:
        try:
            self.check_picture(base64.b64decode(value.partition(",")[2]))
        except binascii.Error:
            _refuse("a picture that can't be read")

    def end(self, name: str) -> None:
        self.last = self.open.pop()

    def words(self, text: str) -> None:
        if _REACHES_OUT.search(text):
            _refuse("an address in a style sheet")
        self.in_styles += _NAMED.findall(text)

    def refuse_large(self) -> None:
        """Count what will be drawn, with everything that stands in for something."""
        for element in self.with_class:
            if element.name != "stop":
                element.named += self.in_styles
        _weight(self.last, self.by_id, {}, ())


def _weight(
    element: _Element, by_id: dict[str, _Element], known: dict[int, int], within: tuple[int, ...]
) -> int:
    place = id(element)
    if place in within:
        _refuse("an element that stands in itself")
    if place not in known:
        named = [by_id[name] for name in element.named if name in by_id]
        drawn = [part for part in named if part.name not in _NOT_DRAWN]
        path = (*within, place)
        if len(path) > 4 * DEEPEST:
            _refuse("elements that stand in for one another too often")
        known[place] = 1 + sum(_weight(part, by_id, known, path) for part in (*element.inside, *drawn))
        if known[place] > MOST_ELEMENTS:
            _refuse(f"more than {MOST_ELEMENTS:,} elements, counting what stands in for others")
    return known[place]


def refuse_active(drawing: bytes, check_picture: Callable[[bytes], object]) -> None:
    """Refuse an SVG that runs, fetches, stands for something else than it shows, or would be drawn for ever.

    Parameters
    ----------
    drawing : bytes
    check_picture : callable
        Given the bytes of each PNG or JPEG inside; a ValueError of it is the answer.

    Raises
    ------
    ValueError
        What it holds that a still drawing doesn't, or that it is no XML.
    """
    seen = _Drawing(check_picture)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: _refuse("a document type or entities")
    parser.ProcessingInstructionHandler = lambda *_: _refuse("a processing instruction")
    parser.StartElementHandler = seen.start
    parser.EndElementHandler = seen.end
    parser.buffer_text = True
    parser.CharacterDataHandler = seen.words
    try:
        parser.Parse(drawing, True)
    except expat.ExpatError as error:
        raise ValueError(f"the logo is no SVG that can be read: {error}") from None
    seen.refuse_large()


def _refuse(what: str) -> NoReturn:
    raise ValueError(f"the logo holds {what}; save it as plain SVG, or as PNG")
