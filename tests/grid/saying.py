"""What a report says, section by section."""

from dnoutcomes.report.blocks.section import BulletList, Definitions, KeyNumbers, Table
from dnoutcomes.report.facts.figure_block import FigureBlock


def sections(report):
    return {section.id: section for section in report.sections}


def tables(report, name):
    """The tables of a section; none where the report doesn't have it."""
    blocks = sections(report)[name].blocks if name in sections(report) else ()
    return [block for block in blocks if isinstance(block, Table)]


def said_in(report, name):
    """Everything that a section says; nothing where the report doesn't have it."""
    return " ".join(words_of(sections(report)[name])) if name in sections(report) else ""


def is_empty(section):
    """Whether a section says only why it has nothing."""
    told = [
        block for block in section.blocks if isinstance(block, Table | FigureBlock | KeyNumbers | BulletList)
    ]
    return not told


def words_of(section):
    """Everything that a section says but in its figures, which must be drawn to be read and say what tables say."""
    said = []
    for block in section.blocks:
        if isinstance(block, Table):
            said += [
                block.caption,
                *block.columns,
                *(cell for row in block.rows for cell in row),
                *block.notes,
            ]
        elif isinstance(block, BulletList):
            said += block.items
        elif isinstance(block, Definitions):
            said += [text for row in block.rows for text in row]
        elif isinstance(block, KeyNumbers):
            said += [
                text for item in block.numbers for text in (item.label, item.value, item.detail, item.mark)
            ]
        elif not isinstance(block, FigureBlock):
            said.append(block.text)
    return list(map(str, said))


def tiles(report):
    return [
        item for block in report.sections[0].blocks if isinstance(block, KeyNumbers) for item in block.numbers
    ]
