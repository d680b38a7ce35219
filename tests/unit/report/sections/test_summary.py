"""The first page: the answer, its numbers, the reservation and what was not found, in that order."""

from dataclasses import replace

import pytest

from dnoutcomes.disclosure import State
from dnoutcomes.report.blocks.section import BulletList, KeyNumbers, Note, Paragraph
from dnoutcomes.report.sections.summary import share_without_score, summary
from dnoutcomes.report.words.verdict import headline


def test_it_opens_with_the_headline_and_warns_before_anything_else_is_read(report):
    blocks = summary(report.results).blocks
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0].lead
    assert blocks[0].text == headline("better", report.results.setting, "W12")
    places = [type(block).__name__ for block in blocks]
    assert places.index("Note") < places.index("FigureBlock") < places.index("BulletList")
    reservation = next(block for block in blocks if isinstance(block, Note))
    assert reservation.text.startswith("Patients were not randomised")
    assert reservation.text.endswith("of such pages say by chance that something does.")
    assert reservation.tone == "caution"


def test_an_unknown_result_has_no_tile(report):
    nothing = replace(report.results.answer.effect, estimate=float("nan"))
    answer = replace(report.results.answer, effect=nothing, unadjusted=nothing, verdict="none")
    results = replace(report.results, answer=answer)
    tiles = next(block for block in summary(results).blocks if isinstance(block, KeyNumbers))
    labels = [item.label for item in tiles.numbers]
    assert not [label for label in labels if label.startswith(("Adjusted difference", "The same"))]


def test_responders_causes_and_missing_scores_follow(report):
    items = next(block for block in summary(report.results).blocks if isinstance(block, BulletList)).items
    assert "in every 100" in items[0]
    assert any("one test for all causes together" in item for item in items)
    assert "had no score" in items[-1]


def test_missing_shares_are_of_those_compared(report, analysis):
    rows = analysis.visits[analysis.visits["visit"] == "W12"]
    for arm, share in share_without_score(report.results).items():
        assert share.value == pytest.approx(rows.loc[rows["arm"] == arm, "value"].isna().mean())


def test_a_share_without_a_score_that_isnt_shown_says_why(report):
    """Few without a baseline hide the share; a number held back for others withholds it."""
    results, key = report.results, ("scored", "W12", "needling")
    for status, state in (("small", State.HIDDEN), ("withheld", State.WITHHELD)):
        counts = replace(results.counts, statuses={**results.counts.statuses, key: status})
        shares = share_without_score(replace(results, counts=counts))
        assert shares["needling"].state is state
        assert shares["standard"] == share_without_score(results)["standard"]
