import pandas as pd
import pytest

from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.levels import decide_levels
from dnoutcomes.starting.roles import Roles


def decide(column, texts, answers=None):
    return decide_levels(Roles(read_frame(pd.DataFrame({"x": texts})), {"x": column}), Draft(), answers or {})


def test_the_schemas_own_words_need_nothing():
    draft = decide("arm", ["needling", "Usual care"])
    assert (draft.settings, draft.questions) == ({}, ())


@pytest.mark.parametrize(
    ("column", "texts", "values"),
    [
        ("arm", ["Punción seca", "Tratamiento habitual"], ["needling", "standard"]),
        ("cause", ["Chimiothérapie", "Héréditaire"], ["chemotherapy", "hereditary"]),
        ("sex", ["weiblich", "männlich"], ["F", "M"]),
        ("opioid", ["Sí", "no"], ["yes", None]),
    ],
)
def test_words_of_other_languages_are_decided(column, texts, values):
    draft = decide(column, texts)
    expected = {text: value for text, value in zip(texts, values) if value}
    assert (draft.settings["values"], draft.questions) == ({column: expected}, ())


def test_codes_of_arms_are_one_question():
    (question,) = decide("arm", ["0", "1", "1"]).questions
    assert [answer.settings["values"]["arm"] for answer in question.answers] == [
        {"0": "needling", "1": "standard"},
        {"0": "standard", "1": "needling"},
    ]


def test_a_control_group_is_asked():
    (question,) = decide("arm", ["Dry needling", "Kontrolle"]).questions
    assert question.name == "values_arm_kontrolle"
    assert [answer.name for answer in question.answers] == ["needling", "standard"]


def test_one_and_two_for_yes_and_no_are_asked_though_1_is_yes():
    (question,) = decide("opioid", ["1", "2"]).questions
    assert question.answers[1].settings["values"]["opioid"] == {"1": "no", "2": "yes"}
    assert decide("opioid", ["1", "0"]).questions == ()


def test_m_beside_h_or_v_is_asked_because_it_may_be_a_woman():
    for other in ("H", "V"):
        (question,) = decide("sex", [other, "M"]).questions
        assert question.answer("m_female").settings == {"values": {"sex": {other: "M", "M": "F"}}}
    assert decide("sex", ["F", "M"]).questions == ()


def test_every_unknown_code_of_a_cause_is_a_question_of_its_own():
    draft = decide("cause", ["1", "2", "-99", "k.A."], {"values_cause_1": "diabetic"})
    assert draft.settings == {
        "missing_codes": {"cause": ["-99", "k.A."]},
        "values": {"cause": {"1": "diabetic"}},
    }
    assert [question.name for question in draft.questions] == ["values_cause_2"]
    assert "as_written" not in [answer.name for answer in draft.questions[0].answers]


def test_a_cause_in_words_can_stay_as_it_is():
    draft = decide("cause", ["Bandscheibe"], {"values_cause_bandscheibe": "as_written"})
    assert draft.settings == {"values": {"cause": {"Bandscheibe": "Bandscheibe"}}}


def test_many_unknown_causes_are_one_question():
    (question,) = decide("cause", [f"finding {n}" for n in range(20)]).questions
    assert question.name == "values_cause"


def test_codes_of_yes_and_no_are_all_asked_beside_one_that_is_neither():
    names = [question.name for question in decide("opioid", ["0", "1", "9", "-99", "-99"]).questions]
    assert names == ["values_opioid_0", "values_opioid_1", "values_opioid_9"]
    assert [question.name for question in decide("opioid", ["yes", "no", "perhaps"]).questions] == [
        "values_opioid_perhaps"
    ]


def test_a_column_can_be_something_else():
    texts = ["1", "2", "3"]
    draft = decide("opioid", texts, {"values_opioid_2": "ignore"})
    assert (draft.settings, draft.questions) == ({"ignore": ["x"]}, ())
    (question,) = decide("opioid", [str(code) for code in range(1, 9)]).questions
    assert [answer.name for answer in question.answers] == ["ignore"]
    assert "ignore" not in [answer.name for answer in decide("cause", ["1"]).questions[0].answers]
