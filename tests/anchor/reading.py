"""Where a report says what: one table, the tiles, one figure."""

from dnoutcomes.report.blocks.section import KeyNumbers, Table
from dnoutcomes.report.facts.figure_block import FigureBlock


def table(report, section, start):
    """Cells of the one table of a section whose caption starts so: head to column, name of the row to cell."""
    blocks = next(item.blocks for item in report.sections if item.id == section)
    (found,) = [block for block in blocks if isinstance(block, Table) and block.caption.startswith(start)]
    return {str(row[0]): dict(zip(found.columns[1:], map(str, row[1:]))) for row in found.rows}


def tiles(report):
    """Label of each number of the first page to its value and what stands below it."""
    return {
        item.label: (item.value, item.detail)
        for block in report.sections[0].blocks
        if isinstance(block, KeyNumbers)
        for item in block.numbers
    }


def figure(report, section, start):
    """The one figure of a section whose caption starts so."""
    blocks = next(item.blocks for item in report.sections if item.id == section)
    (found,) = [
        block for block in blocks if isinstance(block, FigureBlock) and block.caption.startswith(start)
    ]
    return found
