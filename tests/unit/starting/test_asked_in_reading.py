import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.readers.finding import Finding, data_error
from dnoutcomes.starting.asked_in_reading import ask_what_reading_asks
from dnoutcomes.starting.draft import Draft

VISITS = pd.DataFrame(
    {"patient": ["P-77", "P-77", "P-78", "P-78"], "arm": ["sc", "dn", "dn", "dn"], "cause": "diabetic",
     "date": ["2026-01-05", "2026-02-02"] * 2, "pain": ["7", "6", "8", "5"]}
)  # fmt: skip


def error_of(frame):
    with pytest.raises(DataError) as raised:
        read_outcomes(frame)
    return raised.value


def test_an_answer_is_the_key_of_the_mapping_that_decides():
    (question,) = ask_what_reading_asks(error_of(VISITS), Draft(), {}).questions
    assert [answer.settings for answer in question.answers] == [
        {"arm_switch": "first"},
        {"arm_switch": "censor"},
        {"arm_switch": "exclude"},
    ]
    assert "P-77" not in question.asks


@pytest.mark.parametrize("check", ["same_course", "losses", "mixed_scale"])
def test_what_can_be_confirmed_is(check):
    error = data_error([Finding("ask", "P-77 and P-78", check=check)], "a.csv")
    (question,) = ask_what_reading_asks(error, Draft(), {}).questions
    assert question.answers[0].settings == {"confirmed": [check]}
    assert check == "losses" or "P-77" not in question.asks


def test_what_only_the_file_can_mend_has_no_answer():
    error = error_of(VISITS.assign(arm="sc"))
    (question,) = ask_what_reading_asks(error, Draft(), {}).questions
    assert (question.name, question.answers) == ("one_arm_arm", ())
    assert "no record of the arm needling" in question.asks
