import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.outcomes.accept import accept
from dnoutcomes.plan import Plan
from dnoutcomes.readers import SiteMapping
from dnoutcomes.readers.mapped_table import map_table
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.typed_table import labelled, table_of_texts

ROWS = {
    "patient_id": ["001", "001", "002", "002", "003", "003"],
    "arm": ["2", "2", "1", "1", "2", "2"],
    "cause": ["1", "1", "3", "3", "1", "1"],
    "session_date": ["2026-01-05", "2026-02-02", "2026-01-06", "2026-02-03", "2026-01-07", "2026-02-04"],
    "pain": ["7", "-99", "8", "5", "10", "0"],
    "opioid": ["1", "1", "2", "2", "2", "2"],
}
ARM = {"1": "Standard care", "2": "Needling + standard care"}
CAUSE = {"1": "Diabetic", "3": "Chemotherapy"}
NO_YES = {"1": "No", "2": "Yes"}


def table(rows=ROWS, missing=None, **labels):
    raw = table_of_texts(list(rows), list(rows.values()), Source("clinic.sav", ""))
    return labelled(raw, {}, labels, missing or {})


def mapped(raw, mapping=None, **more):
    return map_table(raw, SiteMapping.build(mapping or {}), **more)


def texts(result, column):
    return result.frame[column].astype(str).tolist()


def said(result):
    return [finding.message for finding in result.findings if finding.check == "value_labels"]


def test_a_level_takes_its_label_and_a_number_its_code():
    result = mapped(table(arm=ARM, pain={"0": "no pain", "10": "worst pain"}))
    assert texts(result, "arm")[1:3] == ["Needling + standard care", "Standard care"]
    assert texts(result, "pain_nrs") == ROWS["pain"]
    assert said(result) == [
        "arm: labels are read in place of codes: '1' is 'Standard care', '2' is 'Needling + standard care'",
        "pain_nrs: codes are read and not their labels: '0' is 'no pain', '10' is 'worst pain'",
    ]


def test_what_the_file_says_of_1_stands_above_what_1_means_elsewhere():
    assert texts(mapped(table(opioid=NO_YES)), "opioid") == ["No", "No", "Yes", "Yes", "Yes", "Yes"]
    agreeing = ROWS | {"opioid": ["1", "1", "0", "0", "0", "0"]}
    assert texts(mapped(table(agreeing, opioid={"1": "Ja", "0": "Nein"})), "opioid") == agreeing["opioid"]


def test_a_code_that_is_a_level_itself_stays():
    rows = ROWS | {"sex": ["F", "F", "M", "M", "M", "M"]}
    assert texts(mapped(table(rows, sex={"F": "Frau", "M": "Mann"})), "sex") == rows["sex"]


@pytest.mark.parametrize(
    "named", [{"1": "standard", "2": "needling"}, {"Standard care": "standard", "2": "needling"}]
)
def test_values_of_the_mapping_name_code_or_label(named):
    result = mapped(table(arm=ARM), {"values": {"arm": named}})
    assert texts(result, "arm") == ["needling"] * 2 + ["standard"] * 2 + ["needling"] * 2


def test_labels_that_are_other_numbers_than_codes_are_asked():
    raw = table(pain={"7": "6", "8": "7", "10": "9"})
    with pytest.raises(DataError, match=r'under \[values.pain_nrs\]: "7" = "6", "8" = "7"') as caught:
        mapped(raw)
    assert caught.value.verdict == "ask"
    by_label = mapped(raw, {"values": {"pain_nrs": {"7": "6", "8": "7", "10": "9"}}})
    assert texts(by_label, "pain_nrs") == ["6", "-99", "7", "5", "9", "0"]
    by_code = mapped(raw, {"values": {"pain_nrs": {"7": "7", "8": "8", "10": "10"}}})
    assert texts(by_code, "pain_nrs") == ROWS["pain"]


def test_a_declared_code_is_missing_and_keeps_its_reason():
    raw = table(missing={"pain": {"-99": "refused"}}, arm=ARM, cause=CAUSE, pain={"-99": "refused"})
    outcomes = accept(raw, SiteMapping(), None, "pain_nrs")
    assert outcomes.records["pain_nrs"].dropna().tolist() == [7.0, 8.0, 5.0, 10.0, 0.0]
    assert outcomes.records["missing_reason"].dropna().tolist() == ["refused"]
    assert "pain_nrs: '-99' (refused) read as missing (1 rows)" in list(outcomes.issues["message"])


def test_labels_give_the_records_of_the_file_with_the_labels_in_it():
    coded = table(missing={"pain": {"-99": ""}}, arm=ARM, cause=CAUSE, opioid=NO_YES)
    worded = table(
        ROWS
        | {
            "arm": [ARM[code] for code in ROWS["arm"]],
            "cause": [CAUSE[code] for code in ROWS["cause"]],
            "opioid": [NO_YES[code] for code in ROWS["opioid"]],
            "pain": ["7", "", "8", "5", "10", "0"],
        }
    )
    of_labels, of_words = (accept(raw, SiteMapping(), None, "pain_nrs") for raw in (coded, worded))
    records = of_labels.records.drop(columns="missing_reason")
    pd.testing.assert_frame_equal(records, of_words.records)
    assert of_labels.records["opioid"].tolist() == [False, False, True, True, True, True]


def test_arms_of_the_plan_are_levels_too():
    plan = Plan(arms=("1", "2"), reference_arm="1")
    raw = table(arm=ARM, cause=CAUSE, missing={"pain": {"-99": ""}})
    assert set(accept(raw, SiteMapping(), plan, "pain_nrs").records["arm"]) == {"1", "2"}


def test_a_column_of_the_callers_takes_labels_only_where_every_code_has_one():
    rows = ROWS | {"ward": ["1", "1", "2", "2", "2", "2"], "stay": ["1", "1", "9", "9", "4", "4"]}
    result = mapped(table(rows, ward={"1": "North", "2": "South"}, stay={"9": "long"}), keep=("ward", "stay"))
    assert (texts(result, "ward")[0], texts(result, "stay")) == ("North", rows["stay"])


WIDE = {
    "columns": {},
    "wide": [
        {"study_day": 0, "columns": {"p0": "pain_nrs", "o0": "opioid"}},
        {"study_day": 28, "columns": {"p4": "pain_nrs", "o4": "opioid"}},
    ],
}


def wide(missing):
    rows = {"patient_id": ["1", "2"], "p0": ["7", "9"], "p4": ["5", "9"], "o0": ["1", "2"], "o4": ["2", "1"]}
    return table(rows, missing, o0={"1": "No", "2": "Yes"}, o4={"1": "Yes", "2": "No"})


def test_visits_of_a_wide_layout_are_read_by_the_labels_of_their_own_columns():
    result = mapped(wide({}), WIDE)
    assert result.frame[["study_day", "opioid"]].astype(str).values.tolist() == [
        ["0", "No"],
        ["0", "Yes"],
        ["28", "No"],
        ["28", "1"],
    ]


def test_a_code_that_is_missing_at_one_visit_and_a_value_at_another_is_asked():
    assert mapped(wide({"p0": {"9": "refused"}, "p4": {"9": ""}}), WIDE).missing_reasons[
        "pain_nrs"
    ].keys() == {"9"}
    with pytest.raises(
        DataError, match=r"'9' as missing at some visits, and in 'p4' it stands as a value \(1 rows"
    ):
        mapped(wide({"p0": {"9": "refused"}}), WIDE)
