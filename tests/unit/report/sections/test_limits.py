"""Limits stand in every report, with their numbers."""

from dnoutcomes.report.blocks.section import BulletList, Heading, Table
from dnoutcomes.report.sections.limits import change_blocks, limits


def test_every_limit_has_its_heading(report):
    heads = [block.text for block in limits(report.results).blocks if isinstance(block, Heading)]
    assert heads == [
        "Nobody was blinded", "How patients came into their group", "Change from before to after", "Missing scores",
        "What is known from elsewhere",
    ]  # fmt: skip


def test_naive_and_adjusted_differences_stand_side_by_side(report):
    said = " ".join(
        " ".join(block.items) for block in limits(report.results).blocks if isinstance(block, BulletList)
    )
    assert "Without adjustment the difference is −" in said


def test_change_within_a_group_never_stands_without_what_was_to_be_expected(report):
    table = next(block for block in change_blocks(report.results) if isinstance(block, Table))
    assert "not the effect of a treatment" in table.caption
    assert table.rows[-1][0].startswith("To be expected of needling plus standard care in any case")
