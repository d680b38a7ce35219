"""Tell what a file is by its first bytes, and refuse what can't or mustn't be read as a table."""

from __future__ import annotations

import re
from pathlib import PurePath

from dnoutcomes.readers.finding import refuse

_CHECK = "file_format"
_PICKLES = (".pkl", ".pickle", ".p", ".joblib", ".dill", ".npy", ".npz", ".pt", ".rds", ".rdata")
_PICKLE_BYTES = re.compile(rb"\x80[\x02-\x05]")
_HTML = re.compile(
    rb"\s*(<!doctype\s+html|<html|<head|<body|<table|<meta|<script|<style|<!--)", re.IGNORECASE
)
_XML = re.compile(rb"\s*<\?xml", re.IGNORECASE)
PARQUET = b"PAR1"
# First bytes, what it is, what would do.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old binary Office file (.xls, .doc)", "Save it as .xlsx or CSV."),
    (b"%PDF", "a PDF", "Export the table as CSV."),
    (b"{\\rtf", "a rich text document", "Export the table as CSV."),
    (b"BZh", "a bz2 archive", "Unpack it, or pack it as gz or zip."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it, or pack it as gz or zip."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it, or pack it as gz or zip."),
    (b"Rar!", "a RAR archive", "Unpack it, or pack it as gz or zip."),
    (b"\x89PNG", "a picture", "Export the table as CSV."),
    (b"\xff\xd8\xff", "a picture", "Export the table as CSV."),
)


def sniff(data: bytes, name: str) -> str:
    """Return what a file is: "gzip", "zip", "workbook", "parquet" or "delimited".

    Raises
    ------
    DataError
        The file is empty, a pickle, a web page under another name, or a format that isn't read.

    Examples
    --------
    >>> sniff(b"patient_id,arm", "a.csv")
    'delimited'
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _PICKLES or _PICKLE_BYTES.match(data):
        refuse(
            name,
            "this is a pickle or another file that can run code when it's opened; it's never loaded",
            "Export the table as CSV.",
            check=_CHECK,
        )
    if not data.strip():
        refuse(name, "the file is empty", "Export it again.", check=_CHECK)
    if data.startswith(PARQUET):
        return "parquet"
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "workbook" if suffix in (".xlsx", ".xlsm") or b"xl/workbook.xml" in data else "zip"
    _refuse_others(data, name, suffix)
    return "delimited"


def _refuse_others(data: bytes, name: str, suffix: str) -> None:
    if _HTML.match(data.removeprefix(b"\xef\xbb\xbf")):
        saved = f" saved as {suffix}" if suffix else ""
        refuse(
            name,
            f"this is a web page (HTML){saved}, not a table; nothing in it is loaded",
            "Open it in a spreadsheet program and save it as .xlsx or CSV.",
            check=_CHECK,
        )
    if _XML.match(data):
        refuse(name, "this is an XML file, not a table", "Save it as .xlsx or CSV.", check=_CHECK)
    for first, what, remedy in _OTHERS:
        if data.startswith(first):
            refuse(name, f"this is {what}, which isn't read", remedy, check=_CHECK)
    if suffix in (".xlsx", ".xls", ".xlsm", ".ods"):
        refuse(
            name,
            f"this isn't the workbook that its ending {suffix} says",
            "Save it as .xlsx or CSV.",
            check=_CHECK,
        )
    if data[257:262] == b"ustar":
        refuse(
            name,
            "this is a tar archive, which isn't read",
            "Unpack it, or pack it as gz or zip.",
            check=_CHECK,
        )
    if data.lstrip()[:1] in (b"{", b"["):
        refuse(name, "this is JSON, not a table", "Export it as CSV.", check=_CHECK)
