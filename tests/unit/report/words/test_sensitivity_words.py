"""What may be said of several methods: agreement, disagreement, and doubt."""

import math

import pandas as pd
import pytest

from dnoutcomes.plan import Plan
from dnoutcomes.report.words.sensitivity_words import agreement_sentence, effect_cell, missing_sentence
from dnoutcomes.report.words.setting import Setting

SETTING = Setting(Plan())
LABELS = ["ANCOVA", "MMRM", "Overlap weights", "Imputed at random (MAR)", "Jump to reference"]


def panel(*effects):
    """Rows of (estimate, low, high), one method each."""
    frame = pd.DataFrame(effects, columns=["estimate", "conf_low", "conf_high"])
    return frame.assign(method=LABELS[: len(frame)], scale="points", std_error=0.2, reason="")


@pytest.mark.parametrize(
    ("effects", "said"),
    [
        (
            [(-0.9, -1.3, -0.5)] * 3,
            "was lower with needling plus standard care, and every interval leaves out no difference",
        ),
        ([(0.9, 0.5, 1.3)] * 3, "was higher with needling plus standard care, and every interval leaves out"),
        ([(-0.2, -0.6, 0.2)] * 3, "so the direction isn't settled by any of them"),
        (
            [(-0.9, -1.3, -0.5), (-0.4, -0.9, 0.1)],
            "still holds no difference by MMRM: the conclusion depends",
        ),
        ([(-0.2, -0.6, 0.2), (0.2, -0.2, 0.6)], "don't agree on the direction"),
        ([(math.nan,) * 3] * 3, "Too few ways"),
    ],
)
def test_agreement_is_claimed_only_where_there_is_some(effects, said):
    assert said in agreement_sentence(panel(*effects), SETTING)


def test_the_unadjusted_row_has_no_vote():
    rows = panel((-0.9, -1.3, -0.5), (-0.8, -1.2, -0.4))
    crude = rows.iloc[:1].assign(method="Unadjusted", estimate=0.5, conf_low=0.1, conf_high=0.9)
    assert "By all 2 ways" in agreement_sentence(pd.concat([rows, crude]), SETTING)


def test_missing_scores_are_spoken_of_only_with_both_assumptions():
    rows = panel(*[(-0.9, -1.3, -0.5)] * 4, (-0.6, -0.9, -0.3))
    assert "it is \u22120.60 (\u22120.90 to \u22120.30)" in missing_sentence(rows, SETTING)
    assert missing_sentence(rows.iloc[:4], SETTING) == ""


def test_shares_are_percentage_points_and_hidden_is_said():
    row = pd.Series(
        {
            "estimate": 0.234,
            "conf_low": 0.1,
            "conf_high": 0.3,
            "scale": "share of responders",
            "std_error": 0.04,
        }
    )
    assert effect_cell(row) == "23 (10 to 30)"
    assert (
        effect_cell(pd.Series({"estimate": math.nan, "reason": "hidden to protect a small group"}))
        == "hidden"
    )
