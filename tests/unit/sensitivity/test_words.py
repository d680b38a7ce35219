"""Words are held to numbers chosen by hand."""

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.language import say_term, speaking
from dnoutcomes.sensitivity import METHODS, sensitivity_panel
from dnoutcomes.sensitivity.question import Question
from dnoutcomes.sensitivity.words import _not_adjusted, panel_words


def frame_of(reasons=None, **estimates):
    rows = []
    for name, method in METHODS.items():
        estimate, error = estimates.get(name, (-1.0, 0.2))
        reason = (reasons or {}).get(name, "")
        numbers = {"estimate": estimate, "std_error": error, "conf_low": estimate - 2 * error,
                   "conf_high": estimate + 2 * error, "n_subjects": 100.0}  # fmt: skip
        numbers = dict.fromkeys(numbers, np.nan) if reason else numbers
        rows.append({"name": name, "method": method.label, "scale": method.scale, "reason": reason} | numbers)
    return pd.DataFrame(rows)


@pytest.fixture
def say(clinic):
    question = Question(clinic, "W12")
    return lambda reasons=None, **estimates: panel_words(question, frame_of(reasons, **estimates), None, None)


def test_spread_is_measured_by_a_standard_error(say):
    assert "from −1.10 (MMRM) to −1.00 (ANCOVA): less than one standard error" in say(mmrm=(-1.1, 0.2))[1]
    assert "more than one standard error" in say(mmrm=(-1.5, 0.2))[1]


@pytest.mark.parametrize(
    ("crude", "words"), [(-1.6, "0.60 points further from zero"), (-0.4, "0.60 points nearer")]
)
def test_what_adjustment_did(say, crude, words):
    assert words in say(unadjusted=(crude, 0.2))[2]


def test_missing_scores_by_arm_and_assumption(say, clinic):
    rows = clinic.visits[clinic.visits["visit"] == "W12"]
    unseen = rows["change"].isna()
    said = say(j2r=(-0.7, 0.1), cir=(-0.8, 0.1))[3]
    assert said.startswith(f"{unseen.sum()} of 240 scores are missing at week 12")
    assert f"{100 * unseen[rows['arm'] == 'needling'].mean():.0f} % of needling" in said
    assert "as the reference arm from then on, −0.70 (−0.90 to −0.50)" in said
    assert "kept what they had gained, −0.80" in said


def test_responders_in_percentage_points(say):
    shares = {"responders": (0.26, 0.05), "non_responder": (0.2, 0.05)}
    all_three = " ".join(say(foretold=(0.16, 0.04), **shares))
    assert (
        "differs by 16 (8 to 24) percentage points if those not seen are as the mixed model foretells"
        in all_three
    )
    assert "by 26 (16 to 36) among those seen, and by 20 (10 to 30) if a missing score" in all_three
    two = " ".join(say({"foretold": "one visit only."}, **shares))
    assert "differs by 26 (16 to 36) percentage points among those seen, and by 20 (10 to 30)" in two


def test_methods_without_an_answer_are_listed_last(say):
    assert say({"mmrm": "one visit only."})[-1] == "Without an answer: MMRM: one visit only."


def test_no_missing_score_no_sentence_about_assumptions(clinic_with):
    words = panel_words(Question(clinic_with(lost=0), "W12"), frame_of(), None, None)
    assert any("No score is missing at week 12" in sentence for sentence in words)
    assert not any("kept what they had gained" in sentence for sentence in words)


def test_the_word_is_never_said_of_a_clinic(say):
    assert "randomised" not in " ".join(say()).lower()


@pytest.mark.parametrize(
    "estimates",
    [
        {},
        {"mmrm": (-1.5, 0.2), "unadjusted": (-0.4, 0.2), "overlap": (0.2, 0.05)},
        {"unadjusted": (-1.6, 0.2)},
    ],
)
def test_every_word_is_said(say, estimates, marked_language, unsaid):
    with speaking(marked_language):
        words = say(**estimates)
    assert [unsaid(sentence) for sentence in words] == [[]] * len(words)


def test_every_word_of_the_rarer_sentences_is_said(clinic, clinic_with, marked_language, unsaid):
    lot = clinic_with(lost=0, design="randomised")
    with speaking(marked_language):
        words = [*sensitivity_panel(clinic).words, *panel_words(Question(lot, "W12"), frame_of(), None, None)]
        unanswered = panel_words(Question(lot, "W12"), frame_of({"mmrm": "1"}), None, None)[-1]
        words += [method for row in METHODS.values() for method in map(say_term, (row.label, row.population))]
        words += [say_term(row.missing_scores) for row in METHODS.values()]
    assert [unsaid(sentence) for sentence in [*words, unanswered]] == [[]] * (len(words) + 1)


def test_numbers_are_written_as_the_language_writes_them(say):
    with speaking("es"):
        assert "−1,10" in " ".join(say(mmrm=(-1.1, 0.2)))


@pytest.mark.parametrize(
    ("covariate", "called"),
    [
        ("duration_months", "duration"),
        ("isi", "Insomnia Severity Index"),
        ("baseline", "score at the start"),
        # Another name of a column may be that of a covariate of the site's.
        ("gender", "gender"),
        ("pain_area", "pain_area"),
    ],
)
def test_a_covariate_is_called_as_everywhere(covariate, called):
    balance = pd.DataFrame(
        {"covariate": [covariate], "level": [""], "adjusted": [False], "smd_after": [-0.31]}
    )
    (sentence,) = _not_adjusted(balance)
    assert sentence.endswith(f"they stay furthest apart in {called}: by 0.31 standard deviations.")
