"""Every file of this folder gets the verdict that its manifest gives, and says what its reader must know."""

import csv
import json
from pathlib import Path

import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes, validate_file

HERE = Path(__file__).parent
with (HERE / "manifest.csv").open(encoding="utf-8", newline="") as stream:
    MANIFEST = {row["file"]: row["verdict"].lower() for row in csv.DictReader(stream)}

# What a finding of the file's gravest severity must say, and for rows which line of the file it must name.
SAYS = {
    "empty.csv": "empty",
    "cp1252.csv": "cp1252",
    "mixed_encoding.csv": "row 9 of the file (data row 8)",
    "semicolon_decimal_comma.csv": 'decimal=","',
    "ragged_long.csv": "row 4 of the file",
    "unclosed_quote.csv": "row 4 of the file",
    "zip_bomb.zip": "grows past",
    "zip_two_members.zip": "member=",
    "pickle.pkl": "never loaded",
    "html_as_xls.xls": "HTML",
    "xlsx_truncated.xlsx": "workbook is broken",
    "missing_required.csv": "'session_date'",
    "dup_columns.csv": "'pain'",
    "headers_with_preamble.csv": "skip_rows=3",
    "phi_columns.csv": "'mrn'",
    "id_float.csv": "normalise_ids",
    "id_unicode_lookalike.csv": "'００1'",
    "id_case_twins.csv": "'a1' and 'A1'",
    "id_ssn.csv": "social security number",
    "date_dayfirst_ambiguous.csv": "date_format=",
    "date_two_digit_year.csv": "date_format=",
    "date_month_name_locale.csv": "'5 März 2026'",
    "date_timezone.csv": "-08:00",
    "pain_vas100.csv": "scale=",
    "pain_missing_codes.csv": "missing_codes=[-99, 999]",
    "pain_redcap_missing.csv": "not asked",
    "pain_all_missing.csv": "no record has a value",
    "pain_constant.csv": "no variance",
    "pain_arabic_digits.csv": "beyond ASCII",
    "dup_exact.csv": "repeat another one",
    "arm_switch.csv": "arm_switch=",
    "cause_change.csv": "cause_change=",
    "arm_case_space.csv": "' Standard ' as standard",
    "arm_one_only.csv": "needling",
    "cause_na_string.csv": "'None'",
    "cause_missing.csv": "not_recorded",
    "cause_small_cells.csv": "rare-cause in standard",
    "one_visit_each.csv": "one visit",
    "ansi_note.csv": "control or invisible characters",
}
ROWS = {
    "total_row.csv": (8, "patient_id"),
    "id_missing.csv": (8, "patient_id"),
    "date_impossible.csv": (2, "session_date"),
    "date_future.csv": (2, "session_date"),
    "date_before_birth.csv": (2, "session_date"),
    "date_missing.csv": (2, "session_date"),
    "pain_text.csv": (2, "pain_nrs"),
    "pain_negative.csv": (2, "pain_nrs"),
    "pain_fraction.csv": (2, "pain_nrs"),
    "pain_less_than.csv": (2, "pain_nrs"),
}


def read(name: str, **options):
    return read_outcomes(HERE / name, **options)


def test_the_manifest_lists_every_file():
    beside = {path.name for path in HERE.iterdir()} - {
        "manifest.csv",
        "README.md",
        "__pycache__",
        ".gitattributes",
    }
    assert {name for name in beside if not name.endswith(".py")} == set(MANIFEST)


@pytest.mark.parametrize(("name", "verdict"), MANIFEST.items())
def test_verdict(judged, name, verdict):
    report = judged(name)
    assert report.verdict == verdict
    json.dumps(report.to_dict())


@pytest.mark.parametrize(("name", "said"), SAYS.items())
def test_the_gravest_finding_says_what_matters(judged, name, said):
    report = judged(name)
    gravest = report.issues[report.issues["severity"] == report.verdict]
    assert any(said in f"{row.message} {row.remedy}" for row in gravest.itertuples())


@pytest.mark.parametrize(("name", "place"), ROWS.items())
def test_a_faulty_row_is_set_aside_with_its_line_and_column(read_plainly, name, place):
    outcomes = read_plainly(name)
    rejects = outcomes.rejects
    assert list(zip(rejects["source_row"], rejects["column"], rejects["set_aside"])) == [(*place, "row")]
    assert place[0] not in set(outcomes.records["source_row"])
    assert len(outcomes.records) + outcomes.n_rows_set_aside == outcomes.source.n_rows_read


@pytest.mark.parametrize("name", [name for name, verdict in MANIFEST.items() if verdict in ("ask", "reject")])
def test_what_is_not_read_raises_with_its_issues(name):
    with pytest.raises(DataError) as caught:
        read(name)
    assert caught.value.verdict == MANIFEST[name]
    assert len(caught.value.issues)


# A file that asks is read once the option that it names is given.
ANSWERS = {
    "cp1252.csv": {"encoding": "cp1252"},
    "semicolon_decimal_comma.csv": {"decimal": ","},
    "zip_two_members.zip": {"member": "a.csv"},
    "headers_with_preamble.csv": {"skip_rows": 3},
    "date_dayfirst_ambiguous.csv": {"date_format": "%d/%m/%Y"},
    "date_two_digit_year.csv": {"date_format": "%d-%b-%y"},
    "date_month_name_locale.csv": {"date_format": "%d %B %Y"},
    "pain_vas100.csv": {"scale": "0-100"},
    "pain_missing_codes.csv": {"missing_codes": [-99, 999]},
    "arm_switch.csv": {"arm_switch": "first"},
    "cause_change.csv": {"cause_change": "first"},
}


def test_every_question_has_an_answer():
    assert set(ANSWERS) == {name for name, verdict in MANIFEST.items() if verdict == "ask"}


@pytest.mark.parametrize(("name", "answer"), ANSWERS.items())
def test_the_named_option_decides(name, answer):
    assert len(read(name, **answer).records) == 6


def test_a_decimal_comma_becomes_a_decimal_and_never_75():
    records = read("semicolon_decimal_comma.csv", decimal=",").records
    assert records["pain_nrs"].tolist() == [7.5, 6, 5, 8, 5, 3]


def test_a_stated_scale_is_applied_exactly():
    assert read("pain_vas100.csv", scale="0-100").records["pain_nrs"].tolist() == [7, 6, 5, 8, 5, 3]


def test_declared_missing_codes_are_missing_with_their_reason():
    records = read("pain_missing_codes.csv", missing_codes=[-99, 999]).records
    assert records["pain_nrs"].isna().tolist() == [True, True, False, False, False, False]
    assert records["missing_reason"].iloc[:2].tolist() == ["code -99", "code 999"]


def test_the_reason_of_a_missing_code_is_kept():
    assert read("pain_redcap_missing.csv").records["missing_reason"].iloc[0] == "not asked"


@pytest.mark.parametrize(
    ("policy", "arms", "n"),
    [("first", ["standard"] * 3, 6), ("censor", ["standard"] * 2, 5), ("exclude", [], 3)],
)
def test_arm_switch_policies(policy, arms, n):
    if policy == "exclude":
        # Nobody is left in the standard arm.
        with pytest.raises(DataError, match="no record of the arm standard"):
            read("arm_switch.csv", arm_switch=policy)
        return
    records = read("arm_switch.csv", arm_switch=policy).records
    assert records.loc[records["patient_id"] == "001", "arm"].tolist() == arms
    assert len(records) == n


@pytest.mark.parametrize(("policy", "cause"), [("first", "diabetic"), ("last", "chemotherapy")])
def test_cause_change_policies(policy, cause):
    records = read("cause_change.csv", cause_change=policy).records
    assert set(records.loc[records["patient_id"] == "001", "cause"]) == {cause}


def test_the_order_of_rows_never_matters():
    columns = ["patient_id", "arm", "cause", "session_date", "pain_nrs"]
    base = read("crlf.csv").records[columns]
    assert base.equals(read("unsorted.csv").records[columns])


@pytest.mark.parametrize(
    "name", ["bom_utf8.csv", "blank_lines.csv", "cr_only.csv", "semicolon.csv", "pipe.csv", "gzip.csv.gz"]
)
def test_the_same_data_in_other_clothes_are_the_same_records(name):
    columns = ["patient_id", "arm", "cause", "session_date", "pain_nrs"]
    assert read("crlf.csv").records[columns].equals(read(name).records[columns])


def test_line_numbers_are_those_of_the_file_when_lines_are_blank():
    assert read("blank_lines.csv").records["source_row"].tolist() == [3, 5, 7, 9, 11, 13]


def test_ids_stay_text():
    assert read("id_leading_zero.csv").records["patient_id"].iloc[0] == "001"
    assert "1,001" in set(read("thousands.csv").records["patient_id"])
    assert set(read("id_float.csv").records["patient_id"]) == {"1.0", "2.0"}
    assert set(read("id_float.csv", normalise_ids=True).records["patient_id"]) == {"1", "2"}


def test_twins_are_not_merged():
    assert {"001", "００1"} <= set(read("id_unicode_lookalike.csv").records["patient_id"])
    assert {"a1", "A1"} <= set(read("id_case_twins.csv").records["patient_id"])


def test_a_zone_keeps_the_local_day():
    assert str(read("date_timezone.csv").records["session_date"].iloc[0].date()) == "2026-01-05"


def test_an_exact_duplicate_counts_once():
    outcomes = read("dup_exact.csv")
    assert (len(outcomes.records), outcomes.source.n_duplicates, outcomes.source.n_rows_read) == (6, 1, 7)


def test_values_of_identifiers_are_shown_nowhere():
    for name, secret in (
        ("phi_columns.csv", "MRN00123"),
        ("date_before_birth.csv", "2027-01-01"),
        ("id_ssn.csv", "123-45-6789"),
    ):
        outcomes = read(name)
        shown = json.dumps(validate_file(HERE / name).to_dict()) + repr(outcomes.rejects.to_dict())
        assert secret not in shown
        if name != "id_ssn.csv":
            assert secret not in outcomes.records.to_csv()


def test_escapes_never_reach_what_is_printed():
    shown = (
        repr(validate_file(HERE / "ansi_note.csv"))
        + repr(read("ansi_note.csv"))
        + read("ansi_note.csv").records.to_csv()
    )
    assert "\x1b" not in shown


def test_markup_is_escaped_in_html():
    for name in ("html_header.csv", "html_note.csv"):
        shown = read(name)._repr_html_() + validate_file(HERE / name)._repr_html_()
        assert "<script>" not in shown
        assert "<img" not in shown


def test_a_zip_bomb_is_refused_before_it_fills_memory():
    import tracemalloc

    tracemalloc.start()
    validate_file(HERE / "zip_bomb.zip")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # 200 times the archive's 49 kB, kept once in parts and never joined, where the bomb holds 50 MB.
    assert peak < 25e6
