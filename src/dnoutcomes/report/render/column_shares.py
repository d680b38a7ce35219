"""How wide the columns of a printed table are: by what stands in them, not by the longest sentence among them."""

from __future__ import annotations

from dnoutcomes.report.blocks.section import Table

# Letters of a table's text that stand beside each other on a page, roughly.
LETTERS_OF_A_PAGE = 100
LONGEST_WORD = 24
LONGEST_COUNTED = 40
HEAD_LINES = 2
NARROWEST = 5
GUTTER = 2


def column_shares(table: Table) -> tuple[float, ...]:
    """Share out the width of a page.

    Parameters
    ----------
    table : Table

    Returns
    -------
    tuple of float
        One share per column; they sum to 1.

    Notes
    -----
    Every column gets room for its longest word, a column of numbers for its longest cell. What is left goes to columns
    with more to say, until each has its longest cell on one line (up to `LONGEST_COUNTED` letters) and its head in two.

    Examples
    --------
    >>> shares = column_shares(Table("Ages", ("Group", "Mean age in years"), (("Needling", "61"), ("Standard", "60"))))
    >>> [round(share, 2) for share in shares]
    [0.49, 0.51]
    """
    columns = [(head, [row[place] for row in table.rows]) for place, head in enumerate(table.columns)]
    least = [_least(head, cells, table.numeric and place > 0) for place, (head, cells) in enumerate(columns)]
    wanted = [max(low, _wanted(head, cells)) for low, (head, cells) in zip(least, columns)]
    spare = LETTERS_OF_A_PAGE - sum(least)
    granted = min(max(spare / (sum(wanted) - sum(least)), 0.0), 1.0) if sum(wanted) > sum(least) else 0.0
    widths = [low + granted * (high - low) for low, high in zip(least, wanted)]
    return tuple(width / sum(widths) for width in widths)


def _least(head: str, cells: list[str], is_number: bool) -> float:
    pieces = head.split() + (cells if is_number else [word for cell in cells for word in cell.split()])
    return GUTTER + max(NARROWEST, min(max(map(len, pieces), default=0), LONGEST_WORD))


def _wanted(head: str, cells: list[str]) -> float:
    longest = max(map(len, cells), default=0)
    return GUTTER + max(min(longest, LONGEST_COUNTED), len(head) / HEAD_LINES)
