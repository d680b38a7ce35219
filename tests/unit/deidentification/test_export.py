import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dnoutcomes as dn
from dnoutcomes.deidentification import check_deidentified, deidentify
from dnoutcomes.deidentification.allowed import PSEUDONYMS
from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan


def under_own_names(export):
    """The export's rows under the patients' own names, in the order of the original."""
    names = export.key[export.key["column"] == "patient_id"].set_index("pseudonym")["original"]
    frame = export.frame.assign(patient_id=export.frame["patient_id"].map(names))
    return frame.sort_values(["patient_id", "study_day"], kind="stable", ignore_index=True)


def test_what_leaves_is_what_was_promised(export):
    rows = under_own_names(export)
    first = rows.drop_duplicates("patient_id").reset_index(drop=True)
    assert rows["study_day"].tolist() == [0, 28, 84, -22, 6, 62, -10, 18, 74, 0, 28, 84]
    assert first["age"].tolist() == [71, 90, 68, 66], "whole years, 90 for 93, and 2026 - 1958"
    assert first["cause"].tolist() == ["diabetic", "other", "diabetic", "diabetic"]
    assert first["referral_day"].tolist() == [-40, -30, -15, -41]
    assert first["end_day"].fillna(-1).tolist() == [111, 120, -1, 115]
    assert first["duration_months"].fillna(-1).tolist() == [72, 24, 54, -1]
    assert set(first["index_year"]) == {2026}
    assert rows["pain_nrs"].tolist() == [7, 5, 4.5] * 4
    assert set(rows["missing_reason"].dropna()) == {"other"}


def test_no_word_of_the_original_is_anywhere_in_it(file, export):
    written = export.frame.to_csv() + export.dictionary.to_csv() + repr(export) + export._repr_html_()
    kept = {"needling", "standard", "diabetic", "F", "M", "0", "red"}
    secrets = set(file.drop(columns=["pain_nrs", "age"]).to_numpy().ravel()) - kept - {""}
    assert not [text for text in secrets if text in written]
    for hidden in ("key", "original"):
        assert not next(item for item in dataclasses.fields(export) if item.name == hidden).repr


def test_the_key_leads_back_and_nothing_else_does(outcomes, export):
    key = export.key
    assert set(key["column"]) == set(PSEUDONYMS)
    for name, part in key.groupby("column"):
        assert set(part["original"]) == set(outcomes.records[name])
        assert part["pseudonym"].is_unique
    again = deidentify(outcomes)
    assert not set(again.key["pseudonym"]) & set(key["pseudonym"])


def test_patients_come_in_an_order_of_their_own():
    outcomes = dn.load_sample("trial")
    export = deidentify(outcomes)
    names = export.key[export.key["column"] == "patient_id"].set_index("pseudonym")["original"]
    order = names[export.frame["patient_id"].drop_duplicates()].reset_index(drop=True).rank()
    # Of n patients in random order the rank correlation has a standard error of 1/sqrt(n - 1).
    assert abs(order.corr(pd.Series(np.arange(len(order))))) < 5 / np.sqrt(len(order) - 1)


def test_columns_of_the_site_stay_behind_though_the_mapping_keeps_them(file):
    kept = read_outcomes(file, mapping={"keep": ["favourite colour"]})
    export = deidentify(kept)
    assert "favourite colour" not in export.frame
    assert "favourite colour" in set(export.removed["column"])


def test_columns_that_a_plan_declares_leave_with_it(file):
    plan = Plan(
        causes=("diabetic", "leprosy"),
        instruments={"tingling": {"label": "Tingling", "direction": "lower", "minimum": 0, "maximum": 10}},
        estimand={"intercurrent_events": [{"event": "surgery"}]},
    )
    more = file.assign(tingling="4", surgery="no")
    export = deidentify(read_outcomes(more, plan=plan), plan)
    assert set(export.frame["tingling"]) == {4.0}
    assert set(export.frame["surgery"]) == {False}
    assert set(export.frame["cause"]) == {"diabetic", "leprosy"}
    assert export.check().passed
    assert not check_deidentified(export.frame).passed, "without the plan nobody knows these columns"


def test_arms_of_a_plan_need_it(file):
    plan = Plan(arms=("needling", "sham"), reference_arm="sham")
    outcomes = read_outcomes(file.assign(arm=file["arm"].replace("standard", "sham")), plan=plan)
    with pytest.raises(DataError, match="pass the plan"):
        deidentify(outcomes)
    assert set(deidentify(outcomes, plan).frame["arm"]) == {"needling", "sham"}


def test_an_outcome_without_bounds_is_refused(file):
    outcomes = read_outcomes(file.assign(tingling="4"), mapping={"outcome": "tingling"})
    with pytest.raises(DataError, match=r"may not leave.*minimum and maximum"):
        deidentify(outcomes)


def test_a_day_that_no_study_has_is_named_by_its_row_in_the_file(file):
    wrong = file.copy()
    wrong.loc[4, "session_date"] = "1999-01-05"
    with pytest.raises(
        DataError, match=r"encounters lie more than 3650 days before .*1 in all, rows 6 of the file"
    ):
        deidentify(read_outcomes(wrong.drop(columns="birth_year")))


def test_study_weeks_become_days(file):
    rows = file.drop(columns=["session_date", "index_date"]).assign(study_week=["0", "4", "12"] * 4)
    export = deidentify(read_outcomes(rows))
    assert sorted(set(export.frame["study_day"])) == [0, 28, 84]
    assert not {"study_week", "index_year", "session_date", "referral_date", "referral_day"} & set(
        export.frame
    )
    assert set(export.removed["column"]) >= {"study_week", "referral_date", "end_date", "onset_date"}


def test_an_export_can_be_made_of_an_export(export, tmp_path):
    export.write(tmp_path / "first")
    once = read_outcomes(tmp_path / "first" / "outcomes.csv")
    twice = deidentify(once)
    assert twice.check(tmp_path / "first" / "outcomes.csv").passed
    assert not set(twice.frame["patient_id"]) & set(export.frame["patient_id"])
    left = [name for name in export.frame if name not in PSEUDONYMS]
    columns = ["study_day", "pain_nrs", "age", "index_year", "end_day"]
    assert set(left) <= set(twice.frame)
    first, second = (
        frame[columns].astype(float).sort_values(columns) for frame in (export.frame, twice.frame)
    )
    np.testing.assert_array_equal(first, second)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """The sample clinic and its export as it's read back. Of both, ages from 90 on are 90."""
    made = dn.simulate("clinic")
    frame = made.frame.assign(age=made.frame["age"].clip(upper=90))
    original = read_outcomes(frame, plan=made.plan)
    directory = tmp_path_factory.mktemp("export")
    deidentify(original, made.plan).write(directory)
    return made.plan, original, read_outcomes(directory / "outcomes.csv", plan=made.plan)


def test_the_file_is_read_back_without_a_fault(clinic):
    _, original, back = clinic
    assert not len(back.rejects)
    assert set(back.issues["severity"]) <= set(original.issues["severity"]) | {"info"}
    assert (len(back.records), back.n_patients) == (len(original.records), original.n_patients)
    numbers = ["pain_nrs", "npsi_total", "needles_n", "retention_min", "duration_months"]
    first, second = (found.records[numbers].sum() for found in (original, back))
    # Sums of the same numbers in another order.
    np.testing.assert_allclose(first, second, rtol=1e-12)


# The same numbers in another order of patients and sites; the search of the mixed model ends within 1e-6 of an error.
@pytest.mark.parametrize(
    ("estimate", "tolerance"),
    [
        (lambda analysis: dn.compare_arms(analysis).frame, 1e-9),
        (lambda analysis: dn.compare_arms(analysis, by="cause").frame, 1e-9),
        (lambda analysis: dn.contrast(dn.ls_means(dn.fit_mmrm(analysis), "arm", by="visit")).frame, 1e-5),
    ],
    ids=["ANCOVA", "ANCOVA by cause", "MMRM"],
)
def test_an_analysis_of_the_export_gives_the_results_of_the_original(clinic, estimate, tolerance):
    plan, original, back = clinic
    first, second = (estimate(dn.build_analysis(found, plan)) for found in (original, back))
    assert len(first) == len(second) > 0
    for column in ("estimate", "std_error", "conf_low", "conf_high"):
        np.testing.assert_allclose(first[column], second[column], rtol=tolerance, atol=1e-9)


def test_decimals_that_nobody_measured_are_rounded_and_said(file):
    more = file.assign(
        weight_kg="69.85322418", tug=["8.240628", *["8.2"] * 11], npsi_burning="3.33333333333333"
    )
    export = deidentify(read_outcomes(more))
    assert set(export.frame["weight_kg"]) == {69.85}
    assert sorted(set(export.frame["tug"])) == [8.2, 8.24]
    assert export.frame["npsi_burning"].round(4).unique().tolist() == [3.3333], "a mean of items stays"
    told = export.removed.set_index("column")
    assert told.loc[["weight_kg", "tug"], "leaves_as"].tolist() == ["rounded to 2 decimals"] * 2
    assert told.loc[["weight_kg", "tug"], "n_values"].tolist() == [12, 1]
    assert "npsi_burning" not in told.index
    assert export.check().passed


def test_a_score_is_never_rounded(file):
    dated = file.assign(pain_nrs=file["pain_nrs"].replace("7", "7.240628"))
    export = deidentify(read_outcomes(dated))
    assert 7.240628 in set(export.frame["pain_nrs"])
    assert set(export.check().issues["check"]) >= {"decimals_beyond_measuring"}
    assert not export.check().passed


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda text: text.strip()
)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            TEXTS, TEXTS, st.dates(pd.Timestamp("2001-01-01").date(), pd.Timestamp("2025-12-31").date())
        ),
        min_size=2,
        max_size=6,
        unique_by=lambda row: row[0].strip().casefold(),
    )
)
def test_whatever_the_names_and_dates_the_check_passes_and_the_days_are_right(rows):
    visits = [
        {
            "patient_id": name,
            "site_id": site,
            "arm": "needling" if place % 2 else "standard",
            "cause": "diabetic",
            "session_date": pd.Timestamp(day) + pd.Timedelta(days=after),
            "pain_nrs": 5.0,
            "source_row": 2 * place + (after > 0) + 2,
        }
        for place, (name, site, day) in enumerate(rows)
        for after in (0, 28)
    ]
    records = pd.DataFrame(visits)
    none = pd.DataFrame(columns=["source_row", "set_aside", "severity", "check"])
    export = deidentify(dn.Outcomes(records, none, none, None, "pain_nrs", "session_date"))
    assert export.check().passed, repr(export.check())
    assert under_own_names(export)["study_day"].tolist() == [0, 28] * len(rows)
