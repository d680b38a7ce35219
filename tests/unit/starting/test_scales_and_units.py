import pandas as pd
import pytest

from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.roles import Roles
from dnoutcomes.starting.scales_and_units import decide_scales, decide_units


def roles_of(name, texts, column):
    return Roles(read_frame(pd.DataFrame({name: texts})), {name: column})


HUNDRED = ["70", "55", "30", "8"]


@pytest.mark.parametrize("name", ["Schmerz (0-100)", "dolor 0-100", "pain [mm]"])
def test_name_and_content_together_decide_the_scale(name):
    draft = decide_scales(roles_of(name, HUNDRED, "pain_nrs"), Draft(), {})
    assert (draft.settings, draft.questions) == ({"scale": {"pain_nrs": "0-100"}}, ())


def test_content_alone_is_asked():
    draft = decide_scales(roles_of("Schmerz", HUNDRED, "pain_nrs"), Draft(), {})
    assert (draft.settings, [question.name for question in draft.questions]) == ({}, ["scale_pain_nrs"])


def test_a_name_that_the_content_doesnt_bear_out_is_asked():
    roles = roles_of("Schmerz (0-100)", ["7", "5", "3"], "pain_nrs")
    (question,) = decide_scales(roles, Draft(), {}).questions
    assert [answer.name for answer in question.answers] == ["0-100", "0-10"]


def test_the_own_scale_needs_nothing():
    for name in ("Schmerz (0-10)", "Schmerz"):
        draft = decide_scales(roles_of(name, ["7", "5"], "pain_nrs"), Draft(), {})
        assert (draft.settings, draft.questions) == ({}, ())


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("Dauer (Jahre)", {"units": {"duration_months": {"multiply": 12}}}),
        ("Dauer (Monate)", {}),
        ("duration_months", {}),
    ],
)
def test_units_that_names_say(name, settings):
    draft = decide_units(roles_of(name, ["3", "5"], "duration_months"), Draft(), {})
    assert (draft.settings, draft.questions) == (settings, ())


def test_a_unit_that_nothing_says_is_asked():
    roles = roles_of("Dauer", ["3", "5"], "duration_months")
    assert [question.name for question in decide_units(roles, Draft(), {}).questions] == [
        "unit_duration_months"
    ]
    answered = decide_units(roles, Draft(), {"unit_duration_months": "years"})
    assert answered.settings == {"units": {"duration_months": {"multiply": 12}}}
