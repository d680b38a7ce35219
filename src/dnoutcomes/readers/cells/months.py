"""Month names: the English ones, which are read, and those of other languages, which a declared format may hold."""

from __future__ import annotations

import re
import unicodedata

_ENGLISH = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
ENGLISH = {
    name[:length]: month for month, name in enumerate(_ENGLISH, start=1) for length in {3, 4, len(name)}
}

# German, French, Spanish, Italian, Dutch, Portuguese, without accents. A name that they share means one month.
_OTHERS = (
    ("januar", "janner", "jan", "janvier", "janv", "enero", "ene", "gennaio", "gen", "januari", "janeiro"),
    ("februar", "feb", "feber", "fevrier", "fevr", "febrero", "febbraio", "februari", "fevereiro", "fev"),
    ("marz", "mrz", "maerz", "mar", "mars", "marzo", "maart", "mrt", "marco"),
    ("april", "apr", "avril", "avr", "abril", "abr", "aprile"),
    ("mai", "mayo", "maggio", "mag", "mei", "maio"),
    ("juni", "jun", "juin", "junio", "giugno", "giu", "junho"),
    ("juli", "jul", "juillet", "juil", "julio", "luglio", "lug", "julho"),
    ("august", "aug", "aout", "agosto", "ago", "augustus"),
    ("september", "sep", "sept", "septembre", "septiembre", "settembre", "set", "setembro"),
    ("oktober", "okt", "octobre", "oct", "octubre", "ottobre", "ott", "outubro", "out"),
    ("november", "nov", "novembre", "noviembre", "novembro"),
    ("dezember", "dez", "decembre", "dec", "diciembre", "dic", "dicembre", "december", "dezembro"),
)
_MONTHS = {name: month for month, names in enumerate(_OTHERS) for name in names}


def english_months(text: str, letters: int | None = None) -> str:
    """Write the month names of a text in English, in full or as three letters.

    Examples
    --------
    >>> english_months("5 März 2026"), english_months("5. déc. 2026")
    ('5 March 2026', '5. December 2026')
    >>> english_months("6 févr. 2025", 3)
    '6 Feb 2025'
    """

    def translate(match: re.Match[str]) -> str:
        month = _MONTHS.get(_plain(match[1]))
        return match[0] if month is None else _ENGLISH[month][:letters].capitalize()

    return re.sub(r"([^\W\d_]{3,})\.?", translate, text)


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
