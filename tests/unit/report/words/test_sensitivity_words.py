"""What may be said of several methods: agreement, disagreement, and doubt."""

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.words.sensitivity_words import (
    agreement_sentence,
    balance_sentence,
    missing_sentence,
    panel_cell,
    weights_sentence,
)
from dnoutcomes.sensitivity import METHODS

SETTING = Setting(Plan())
WEIGHTED = ["overlap", "iptw", "aipw"]
NAMES = ["ancova", "mmrm", "aipw", "mar", "j2r"]


def panel(*effects):
    """Rows of (estimate, low, high), one method each."""
    labels = [METHODS[name].label for name in NAMES]
    frame = pd.DataFrame(effects, columns=["estimate", "conf_low", "conf_high"])
    return frame.assign(
        name=NAMES[: len(frame)], method=labels[: len(frame)], scale="points", std_error=0.2, reason=""
    )


@pytest.mark.parametrize(
    ("effects", "said"),
    [
        (
            [(-0.9, -1.3, -0.5)] * 3,
            "was lower with needling plus standard care, and every interval excludes zero",
        ),
        ([(0.9, 0.5, 1.3)] * 3, "was higher with needling plus standard care, and every interval excludes"),
        ([(-0.2, -0.6, 0.2)] * 3, "so none of them settles the direction"),
        (
            [(-0.9, -1.3, -0.5), (-0.4, -0.9, 0.1)],
            "By MMRM the interval still includes zero: the conclusion depends",
        ),
        (
            [(-0.9, -1.3, -0.5), (-0.4, -0.9, 0.1), (-0.3, -0.7, 0.1)],
            "By MMRM and Augmented weights (AIPW) the interval still includes zero",
        ),
        ([(-0.2, -0.6, 0.2), (0.2, -0.2, 0.6)], "don't agree on the direction"),
        ([(math.nan,) * 3] * 3, "Too few ways"),
    ],
)
def test_agreement_is_claimed_only_where_there_is_some(effects, said):
    assert said in agreement_sentence(panel(*effects), SETTING)


def test_the_unadjusted_row_has_no_vote():
    rows = panel((-0.9, -1.3, -0.5), (-0.8, -1.2, -0.4))
    crude = rows.iloc[:1].assign(name="unadjusted", estimate=0.5, conf_low=0.1, conf_high=0.9)
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
    assert panel_cell(row) == "23 (10 to 30)"
    assert panel_cell(pd.Series({"estimate": math.nan, "state": "hidden"})) == "hidden"
    assert panel_cell(pd.Series({"estimate": math.nan, "state": "not estimable"})) == "–"


def test_the_better_direction_is_counted_where_higher_is_better():
    balance = Setting(Plan(outcome="bbs"))
    said = agreement_sentence(panel((0.9, 0.5, 1.3), (0.4, 0.1, 0.7), (-0.2, -0.6, 0.2)), balance)
    assert "by 2 of them the Berg Balance Scale was higher with" in said
    assert "by the others lower" in said


@pytest.mark.parametrize("shift", [-0.9, -0.1, 0.1, 0.9])
@pytest.mark.parametrize("other", [-0.9, 0.1, 0.9])
def test_every_word_about_agreement_is_spoken(shift, other, marked_language, unsaid):
    effects = [(centre, centre - 0.4, centre + 0.4) for centre in (shift, shift, other)]
    with speaking(marked_language):
        assert unsaid(agreement_sentence(panel(*effects), SETTING)) == []


def weighted(before, after):
    balance = pd.DataFrame({"smd_before": before, "smd_after": after})
    return SimpleNamespace(balance=balance, effective={"standard": 163.6, "needling": 1.2})


def test_a_weighted_comparison_is_held_against_one_without_weights():
    said = balance_sentence(weighted([0.54, -0.2], [0.04, 0.02]), SETTING)
    assert "up to 0.54 standard deviations apart; weighting for it leaves at most 0.04." in said
    assert said.endswith(
        "about as precise as one without weights of 164 patients with standard care alone and 1 patient with needling "
        "plus standard care."
    )


def test_without_a_number_of_patients_it_still_says_how_far_apart_the_groups_were():
    found = weighted([0.54, -0.2], [0.04, 0.02])
    found.effective = {}
    said = balance_sentence(found, SETTING)
    assert said.endswith("up to 0.54 standard deviations apart; weighting for it leaves at most 0.04.")


def test_what_weighting_leaves_is_never_said_to_be_nothing():
    said = balance_sentence(weighted([0.54], [-1e-9]), SETTING)
    assert "leaves less than 0.01." in said
    assert "0.00" not in said


@pytest.mark.parametrize(
    ("obstacles", "said"),
    [
        (("", "", ""), ""),
        (("separation",) * 3, "tells of some of them which group they were in"),
        (
            ("few",) * 3,
            "too few were seen, so that the comparison would hang on single ones. ANCOVA and the mixed model",
        ),
        (("", "", "few"), "in one group too few were seen for it. Overlap weights stand instead"),
        (("", "few", ""), "Overlap weights stand instead"),
    ],
)
def test_why_there_are_no_weights_and_what_stands_instead(obstacles, said, marked_language, unsaid):
    frame = pd.DataFrame({"name": WEIGHTED, "obstacle": obstacles})
    found = weights_sentence(frame)
    assert said in found
    assert bool(found) == any(obstacles)
    with speaking(marked_language):
        assert unsaid(weights_sentence(frame)) == []
