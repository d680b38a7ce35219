"""The file around the Word document: without what the template brings along, and the same bytes each time."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document

# Parts of python-docx's template that say nothing about a report: a picture of an empty page, another program's name,
# an empty bibliography, and the styles once more for a Word of 2010.
FOREIGN = ("metadata/thumbnail", "extended-properties", "customXml", "stylesWithEffects")
EARLIEST = (1980, 1, 1, 0, 0, 0)


def packed(document: Document) -> bytes:
    """Return the file of a document, its parts in a fixed order and dated as early as a zip file can be."""
    for relations in (document.part.package.rels, document.part.rels):
        for name in [key for key, relation in relations.items() if relation.reltype.endswith(FOREIGN)]:
            del relations[name]
    written = BytesIO()
    document.save(written)
    fixed = BytesIO()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, EARLIEST), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
