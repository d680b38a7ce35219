import pandas as pd
import pytest

from dnoutcomes.starting import start
from dnoutcomes.starting.layouts import LAYOUTS, Layout, layout_of


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        (["record_id", "redcap_event_name", "pain"], "redcap_longitudinal"),
        (["record_id", "redcap_event_name", "redcap_repeat_instrument"], "redcap_repeating"),
        (["USUBJID", "PARAMCD", "AVAL", "ADY"], "adam_bds"),
    ],
)
def test_systems_are_known_by_their_columns(columns, name):
    assert layout_of(columns).name == name
    (question,) = start(pd.DataFrame({column: ["1", "2"] for column in columns})).questions
    assert (question.name, question.answers) == ("layout", ())


def test_a_plain_table_is_none_of_them():
    assert layout_of(["patient", "arm", "pain", "AVAL"]) is None


def test_a_layout_of_a_script_is_asked_too():
    LAYOUTS.register(Layout("ward", "a ward's list", lambda names: "ward" in names, "Ask the ward"))
    try:
        (question,) = start(pd.DataFrame({"Ward": ["1", "2"]})).questions
        assert question.asks == "This is a ward's list. Ask the ward"
    finally:
        LAYOUTS.withdraw("ward")
