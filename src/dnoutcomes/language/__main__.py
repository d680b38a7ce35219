"""Bring the language files that come with the package up to date with the code: python -m dnoutcomes.language."""

import sys

from dnoutcomes.language.catalogue import read_catalogue
from dnoutcomes.language.extract import PACKAGE, po_bytes, spoken_by, unsaid, updated

if __name__ == "__main__":
    for path in sorted((PACKAGE / "language" / "words").glob("*.po")):
        catalogue = updated(read_catalogue(path.read_bytes(), path.name), spoken_by(PACKAGE))
        path.write_bytes(po_bytes(catalogue))
        sys.stderr.write(f"{path.name}: {len(catalogue)} messages, {len(unsaid(catalogue))} without words\n")
