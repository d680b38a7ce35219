"""Take one file out of a gz or zip archive, with caps that hold before memory is used."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from typing import IO

from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.quote import quote

MAX_BYTES = 2**30
# Session files shrink 10 to 60 times; DEFLATE's limit, which bombs reach, is about 1,000.
MAX_RATIO = 200
# A tiny file of repeated rows may shrink more than MAX_RATIO times without harm.
FREE_BYTES = 2**20
_CHUNK = 2**18
_CHECK = "archive"
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db")


def read_capped(stream: IO[bytes] | gzip.GzipFile, packed_size: int, name: str) -> bytes:
    """Read an unpacking stream until it ends, or refuse it once it has grown too large or too much."""
    parts: list[bytes] = []
    total = 0
    while chunk := stream.read(_CHUNK):
        parts.append(chunk)
        total += len(chunk)
        if total > MAX_BYTES or (total > FREE_BYTES and total > MAX_RATIO * max(packed_size, 1)):
            refuse(
                name,
                f"the archive grows past what is safe: {packed_size:,} bytes packed, more than {total:,} unpacked",
                f"At most {MAX_RATIO} times its size and {MAX_BYTES:,} bytes are unpacked. Unpack the file yourself if "
                "you trust it.",
                check=_CHECK,
            )
    return b"".join(parts)


def unpack_gzip(data: bytes, name: str) -> bytes:
    """Return the content of a gz file."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return read_capped(stream, len(data), name)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        refuse(name, "the gz file is broken or cut short", "Export or copy it again.", check=_CHECK)


def unpack_zip(data: bytes, name: str, member: str) -> tuple[bytes, str]:
    """Return the content and the name of one member of a zip archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            chosen = _choose(archive, name, member)
            if chosen.flag_bits & 1:
                refuse(name, "the zip archive is encrypted", "Unpack it first.", check=_CHECK)
            with archive.open(chosen) as stream:
                return read_capped(stream, chosen.compress_size, name), chosen.filename
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error):
        refuse(
            name,
            "the zip archive is broken or packed in a way that can't be read",
            "Unpack it, or export it again.",
            check=_CHECK,
        )


def check_workbook_size(data: bytes, name: str) -> None:
    """Refuse a workbook whose parts would grow past the caps."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                with archive.open(part) as stream:
                    read_capped(stream, part.compress_size, name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, RuntimeError):
        refuse(
            name,
            "the workbook is broken or cut short",
            "Open it in the spreadsheet program, and save it again as .xlsx or CSV.",
            check="workbook",
        )


def _choose(archive: zipfile.ZipFile, name: str, member: str) -> zipfile.ZipInfo:
    files = [
        part
        for part in archive.infolist()
        if not part.is_dir() and not any(junk in part.filename for junk in _JUNK)
    ]
    if not files:
        refuse(name, "the zip archive holds no file", check=_CHECK)
    members = [part for part in files if part.filename == member] if member else files
    if len(members) == 1:
        return members[0]
    listed = ", ".join(quote(part.filename) for part in files[:10])
    if member:
        refuse(
            name, f"the zip archive has no single member {quote(member)}", f"It holds {listed}.", check=_CHECK
        )
    return refuse(
        name,
        f"the zip archive holds {len(files)} files: {listed}",
        "Say which with member=.",
        check=_CHECK,
        severity="ask",
    )
