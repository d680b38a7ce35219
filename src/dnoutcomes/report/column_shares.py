"""How wide the columns of a printed table are: by what stands in them, not by the longest sentence among them."""

from __future__ import annotations

from dnoutcomes.report.section import Table

LONGEST_COUNTED = 40
HEAD_LINES = 2
NARROWEST = 6
GUTTER = 2


def column_shares(table: Table) -> tuple[float, ...]:
    """Share out the width of a page.

    Parameters
    ----------
    table : Table

    Returns
    -------
    tuple of float
        One share per column; they sum to 1. A column gets room for its longest cell, up to `LONGEST_COUNTED` letters,
        for the longest word of its head, and for the head in two lines.

    Examples
    --------
    >>> shares = column_shares(Table("Ages", ("Group", "Mean age in years"), (("Needling", "61"), ("Standard", "60"))))
    >>> [round(share, 2) for share in shares]
    [0.49, 0.51]
    """
    needs = [_need(head, [row[place] for row in table.rows]) for place, head in enumerate(table.columns)]
    return tuple(need / sum(needs) for need in needs)


def _need(head: str, cells: list[str]) -> float:
    body = min(max(map(len, cells), default=0), LONGEST_COUNTED)
    word = min(max(map(len, head.split()), default=0), LONGEST_COUNTED)
    return GUTTER + max(body, word, len(head) / HEAD_LINES, NARROWEST)
