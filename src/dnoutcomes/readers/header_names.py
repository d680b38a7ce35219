"""Compare column names of a file with those of the schema."""

from __future__ import annotations

import re
import unicodedata

from dnoutcomes.schema import COLUMNS


def fold_name(name: str) -> str:
    """Reduce a column name to what tells it from others: lower case, words joined by underscores.

    Examples
    --------
    >>> fold_name(" Patient-ID "), fold_name("Pain (NRS)")
    ('patient_id', 'pain_nrs')
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "_", plain).strip("_")


def canonical_name(name: str) -> str | None:
    """Return the schema's name of a column, or None where it has none.

    Examples
    --------
    >>> canonical_name("Pain"), canonical_name("shoe size")
    ('pain_nrs', None)
    """
    folded = fold_name(name)
    return COLUMNS[folded].name if folded in COLUMNS else None
