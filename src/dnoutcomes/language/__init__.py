"""Language: every word that a reader of a report or a figure sees goes through here, and so can be another language's.

English stands in the code. A language file (gettext's PO) says it in another language, or in other words.
"""

from dnoutcomes.language.in_force import speaking
from dnoutcomes.language.language import ENGLISH, Language
from dnoutcomes.language.load import load_language
from dnoutcomes.language.say import say, say_count, say_number, say_term, term

__all__ = [
    "ENGLISH",
    "Language",
    "load_language",
    "say",
    "say_count",
    "say_number",
    "say_term",
    "speaking",
    "term",
]
