from dataclasses import replace

import pandas as pd

from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.mapping_draft import draft_of_table
from dnoutcomes.starting.roles import Roles

FRAME = pd.DataFrame(
    {
        "patient_id": ["1", "1", "2", "2"],
        "arm": ["0", "0", "1", "1"],
        "cause": ["1", "1", "2", "2"],
        "session_date": ["2026-01-05", "2026-02-02"] * 2,
        "pain_w0": ["7", "", "8", ""],
        "pain_w4": ["6", "", "-99", ""],
    }
)
RAW = replace(
    read_frame(FRAME),
    value_labels={
        "arm": {"0": "Standardtherapie", "1": "Needling + standard care"},
        "cause": {"1": "Diabetes", "2": "Bandscheibe", "9": "never"},
        "pain_w0": {"7": "strong"},
    },
    missing_reasons={"pain_w4": {"-99": "refused"}},
)
ROLES = Roles(RAW, {"arm": "arm", "cause": "cause", "pain_w0": "pain_nrs", "pain_w4": "pain_nrs"})


def test_columns_of_visits_count_together_without_what_the_file_declares_missing():
    assert ROLES.texts_of("pain_nrs") == {"7": 1, "8": 1, "6": 1}
    assert ROLES.sites_of("pain_nrs") == ["pain_w0", "pain_w4"]
    assert ROLES.meant == ("arm", "cause", "pain_nrs")
    assert [column.name for column in ROLES.of_type("level")] == ["arm", "cause"]


def test_labels_stand_for_codes_of_levels_and_not_for_numbers():
    labelled = ROLES.with_labels()
    assert labelled.texts_of("arm") == {"Standardtherapie": 2, "Needling + standard care": 2}
    assert labelled.texts_of("pain_nrs") == {"7": 1, "8": 1, "6": 1}
    assert ROLES.texts_of("arm") == {"0": 2, "1": 2}


def test_a_draft_asks_for_labels_that_it_doesnt_know_and_for_no_code():
    raw = replace(
        RAW, frame=RAW.frame.rename(columns={"pain_w0": "pain"}).drop(columns="pain_w4"), missing_reasons={}
    )
    draft = draft_of_table(raw, Draft(), {})
    assert [question.name for question in draft.questions] == ["values_cause_bandscheibe"]
    assert draft.settings["values"] == {"arm": {"Standardtherapie": "standard"}}
