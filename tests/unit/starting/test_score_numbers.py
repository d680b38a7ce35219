import pandas as pd
import pytest

from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.schema import COLUMNS
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.roles import Roles
from dnoutcomes.starting.score_numbers import decide_missing_numbers, numbers_of, runs_to_a_hundred

SCORES = ["7", "5", "3", "8"] * 3


def decide(texts, answers=None, column="pain_nrs"):
    return decide_missing_numbers(
        Roles(read_frame(pd.DataFrame({"x": texts})), {"x": column}), Draft(), answers or {}
    )


@pytest.mark.parametrize(
    ("codes", "listed"),
    [
        (["-99", "-99"], [-99]),
        (["999", "999"], [999]),
        (["k.A.", "sin datos"], ["k.A.", "sin datos"]),
        (["NA"], None),
    ],
)
def test_what_can_be_no_score_is_missing(codes, listed):
    draft = decide([*SCORES, *codes])
    assert (draft.settings.get("missing_codes", {}).get("pain_nrs"), draft.questions) == (listed, ())


def test_a_number_that_might_be_a_slip_is_asked():
    for texts in ([*SCORES, "99", "99"], [*SCORES, "-99"]):
        draft = decide(texts)
        assert draft.settings == {}
        assert len(draft.questions) == 1
    assert decide([*SCORES, "99", "99"], {"missing_pain_nrs_99": 1}).settings == {
        "missing_codes": {"pain_nrs": [99]}
    }


def test_99_beside_scores_up_to_a_hundred_is_asked_and_88_isnt():
    draft = decide(["70", "50", "30", "88", "99"] * 2)
    assert [question.name for question in draft.questions] == ["missing_pain_nrs_99"]


def test_numbers_that_are_in_range_are_scores():
    assert decide(["90", "99", "40"] * 2, column="eq_vas").questions == ()


def test_numbers_are_read_with_the_marks_and_codes_of_the_draft():
    roles = Roles(read_frame(pd.DataFrame({"x": ["7,5", "7,5", "-99", "6"]})), {"x": "pain_nrs"})
    draft = Draft({"decimal": ",", "missing_codes": {"pain_nrs": [-99]}})
    assert numbers_of("pain_nrs", roles, draft) == {7.5: 2, 6.0: 1}


def test_single_slips_are_no_scale_to_a_hundred():
    pain = COLUMNS["pain_nrs"]
    assert runs_to_a_hundred(pain, {70.0: 5, 5.0: 5})
    assert not runs_to_a_hundred(pain, {70.0: 1, 5.0: 50})
    assert not runs_to_a_hundred(COLUMNS["bbs"], {70.0: 50})
