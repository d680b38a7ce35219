"""Turn bytes into text: UTF-8, what a byte order mark says, or what the caller says. Nothing else is guessed."""

from __future__ import annotations

import codecs
import re
from typing import NoReturn

from dnoutcomes.readers.finding import Finding, refuse

_CHECK = "encoding"
# Longest marks first: the mark of UTF-16-LE starts that of UTF-32-LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode(data: bytes, name: str, encoding: str | None = None) -> tuple[str, str, tuple[Finding, ...]]:
    """Decode a file.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for messages.
    encoding : str, optional
        As the caller declares it.

    Returns
    -------
    text : str
    encoding : str
    findings : tuple of Finding
        What was inferred.

    Raises
    ------
    DataError
        "ask" where the file isn't UTF-8 and another encoding would fit; "reject" where encodings are mixed.

    Examples
    --------
    >>> decode("café".encode(), "a.csv")[:2]
    ('café', 'utf-8')
    """
    if encoding is not None:
        return _declared(data, name, encoding), encoding, ()
    for mark, marked in _MARKS:
        if data.startswith(mark):
            text = _declared(data, name, marked).removeprefix("\ufeff")
            note = Finding(
                "info", f"read as {marked.removesuffix('-sig')}, which its byte order mark says", check=_CHECK
            )
            return text, marked.removesuffix("-sig"), (note,)
    if b"\0" in data:
        _refuse_nul(data, name)
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        _refuse_not_utf8(data, name, error.start)


def place(data: bytes, position: int) -> tuple[int, str]:
    r"""Return the line of a byte and how to name it: "row 9 of the file (data row 8)".

    Examples
    --------
    >>> place(b"a,b\n1,2\n3,x", 10)
    (3, 'row 3 of the file (data row 2)')
    """
    ends = b"\n" if b"\n" in data else b"\r"
    line = data.count(ends, 0, position) + 1
    return line, row_label(line)


def row_label(line: int, header_row: int = 1) -> str:
    """Name a line both ways in which people count: in the file, and among the data.

    Examples
    --------
    >>> row_label(4)
    'row 4 of the file (data row 3)'
    """
    return (
        f"row {line} of the file (data row {line - header_row})"
        if line > header_row
        else f"row {line} of the file"
    )


def _declared(data: bytes, name: str, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except LookupError:
        refuse(
            name, f"no encoding {encoding!r} is known", 'Such as encoding="cp1252" or "utf-8".', check=_CHECK
        )
    except UnicodeDecodeError as error:
        line, label = place(data, error.start)
        refuse(
            name,
            f"{label} isn't valid {encoding.removesuffix('-sig')}: {error.reason}",
            "Export the file again in one encoding, UTF-8 if possible.",
            check=_CHECK,
            source_rows=[line],
        )
    except (
        ValueError
    ):  # a codec that is none of text files, such as "undefined" or "punycode", or no name at all
        refuse(
            name,
            f"{encoding!r} is no encoding of tables",
            'Such as encoding="cp1252" or "utf-8".',
            check=_CHECK,
        )
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        refuse(
            name,
            f"{row_label(line)} holds a NUL character: this isn't text in {encoding}",
            "Export the file again.",
            check=_CHECK,
            source_rows=[line],
        )
    return text.removeprefix("\ufeff")


def _refuse_nul(data: bytes, name: str) -> NoReturn:
    sample = data[:2000]
    for offset, guess in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[offset::2]
        if half.count(0) > 0.7 * len(half) and sample[1 - offset :: 2].count(0) == 0:
            refuse(
                name,
                f"the file isn't UTF-8; it looks like {guess}",
                f'If so, pass encoding="{guess}".',
                check=_CHECK,
                severity="ask",
            )
    line, label = place(data, data.index(b"\0"))
    refuse(
        name,
        f"{label} holds a NUL byte: the file is damaged or isn't text",
        "Export it again as CSV.",
        check=_CHECK,
        source_rows=[line],
    )


def _refuse_not_utf8(data: bytes, name: str, position: int) -> NoReturn:
    line, label = place(data, position)
    byte = f"0x{data[position]:02x}"
    if _MULTIBYTE.search(data):
        refuse(
            name,
            f"{label} has an invalid byte {byte}, while other rows are UTF-8: two encodings are mixed",
            "Export the file again in one encoding.",
            check=_CHECK,
            source_rows=[line],
        )
    guess = next(option for option in ("cp1252", "latin-1") if _fits(data, option))
    refuse(
        name,
        f"the file isn't UTF-8: {label} has the byte {byte}",
        f'Older Windows programs write cp1252: if so, pass encoding="{guess}".',
        check=_CHECK,
        severity="ask",
        source_rows=[line],
    )


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
