"""Language: the words, the numerals and the rules of sound that a report is written with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from gettext import NullTranslations

from dnoutcomes.language.numerals import Numerals

Sound = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Language:
    """A language to write in.

    Attributes
    ----------
    code : str
        BCP 47 tag, such as "en", "es" or "es-MX".
    messages : gettext.NullTranslations
        English to the language. What it lacks stays English.
    numerals : Numerals
    sounds : tuple of (str, str)
        Patterns and what stands for them once words meet: "de el" is "del" in Spanish.
    """

    code: str
    messages: NullTranslations = field(default_factory=NullTranslations)
    numerals: Numerals = field(default_factory=Numerals)
    sounds: tuple[Sound, ...] = ()

    def joined(self, text: str) -> str:
        """Text as it is written once its parts have met."""
        for pattern, written in self.sounds:
            text = re.sub(pattern, written, text)
        return text


ENGLISH = Language("en")
