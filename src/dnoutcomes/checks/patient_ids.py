"""Patient ids: missing ones, and those that may be two spellings of one or point to a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding, Rows
from dnoutcomes.readers.quote import quote
from dnoutcomes.schema import MISSING_WORDS

_FLOAT = re.compile(r"-?\d+\.0*|\d+(\.\d+)?e\+?\d+", re.IGNORECASE)
_MARK_OF_FLOAT = re.compile("[.eE]")
# Letters of other scripts that look like Latin ones.
_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТУХЅІЈаеорсухѕіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTYXSIJaeopcyxsijABEZHIKMNOPTYXo"
)
_SHOWN = 5


def patient_ids(context: Context) -> list[Finding]:
    """Set rows without an id aside; warn of ids that look like floats or differ in spelling only. None is merged."""
    ids = context.columns["patient_id"]
    missing = ids.is_missing() | ids.rows_like(lambda text: text.strip().casefold() in MISSING_WORDS)
    findings = context.findings("row", missing, "no patient id", "patient_id", sets_aside="row")
    texts = [text.strip() for text in ids.texts_in(context.live & ~missing)]
    findings += _floats(texts, context)
    joined = "|".join(texts)
    for fold, how, changes in _FOLDS:
        twins = _twins(texts, fold) if changes(joined) else []
        if twins:
            findings.append(
                Finding(
                    "warn",
                    f"patient ids {how}: {_listed(twins)}; they're kept apart",
                    column="patient_id",
                    remedy="If they're one patient, write the id in one way.",
                    source_rows=_rows_of({text for group in twins for text in group}, context),
                )
            )
    return findings


def _floats(texts: list[str], context: Context) -> list[Finding]:
    # A text that's like a float has a point or an e: mostly no id has one.
    like = (
        [text for text in texts if _FLOAT.fullmatch(text)] if _MARK_OF_FLOAT.search("|".join(texts)) else []
    )
    if not like or context.mapping.normalise_ids:
        return []
    return [
        Finding(
            "warn",
            f"{len(like)} patient ids look like numbers of a spreadsheet, such as {quote(like[0])}; kept as they stand",
            column="patient_id",
            remedy="To read 1.0 as 1, pass normalise_ids=True. Digits that the spreadsheet has rounded off are lost.",
            source_rows=_rows_of(set(like), context),
        )
    ]


def _rows_of(ids: set[str], context: Context) -> Rows:
    column = context.columns["patient_id"]
    return context.source_rows[column.rows_where(text.strip() in ids for text in column.texts) & context.live]


def _case(text: str) -> str:
    return text.casefold() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


def _compatible(text: str) -> str:
    """Fold full-width and other compatible forms, digits of other scripts, and look-alike letters."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain)


def _spaces(text: str) -> str:
    return "".join(text.split())


def _zeros(text: str) -> str:
    return text.lstrip("0") if text.isascii() and text.isdigit() else text


# How ids are folded, how those that become one differ, and whether two of these ids, joined by |, can: mostly none has
# a sign that the fold takes away, and no id needs to be folded.
_FOLDS: tuple[tuple[Callable[[str], str], str, Callable[[str], bool]], ...] = (
    (_case, "differ by upper and lower case only", lambda ids: not ids.isascii() or ids.upper() != ids),
    (
        _compatible,
        "look alike but are written with other characters (Unicode twins)",
        lambda ids: not ids.isascii(),
    ),
    (_spaces, "differ by spaces only", lambda ids: len(ids.split()) > 1),
    (_zeros, "differ by leading zeros only", lambda ids: "|0" in f"|{ids}"),
)


def _twins(texts: list[str], fold: Callable[[str], str]) -> list[list[str]]:
    if len(set(map(fold, texts))) == len(set(texts)):
        return []
    groups: dict[str, list[str]] = {}
    for text in texts:
        groups.setdefault(fold(text), []).append(text)
    return [group for group in groups.values() if len(set(group)) > 1]


def _listed(twins: list[list[str]]) -> str:
    shown = "; ".join(
        " and ".join(quote(text, pseudonym=True) for text in group[:3]) for group in twins[:_SHOWN]
    )
    return shown + ("; ..." if len(twins) > _SHOWN else "")
