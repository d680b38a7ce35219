"""Which sheet of a workbook or file of an archive is meant."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from dnoutcomes.errors import DataError
from dnoutcomes.file_bytes import TABLE_BYTES, read_bytes
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.question import one_of


def member_question(path: Path, draft: Draft, answers: Mapping[str, str | int], error: DataError) -> Draft:
    """Ask which sheet or file holds the encounters.

    Raises
    ------
    DataError
        The one that was got, where there is nothing to choose from.
    """
    names = member_names(read_bytes(path, TABLE_BYTES), path.name)
    if len(names) < 2:
        raise error
    return draft.ask(
        one_of(
            "member",
            f"There are {len(names)} tables inside. Which one holds the encounters?",
            *((name, f"the table {name!r}", {"member": name}) for name in names),
        ),
        answers,
    )


def member_names(data: bytes, name: str) -> list[str]:
    """Return the names of the sheets of a workbook, or of the files of a zip archive."""
    if b"xl/workbook.xml" in data or Path(name).suffix.lower() in (".xlsx", ".xlsm"):
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(data), read_only=True)
        return [str(title) for title in book.sheetnames]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [part.filename for part in archive.infolist() if not part.is_dir()]
