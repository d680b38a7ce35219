import re

import numpy as np
import pandas as pd
import pytest

import dnoutcomes as dn
from dnoutcomes.deidentification import check_deidentified, deidentify
from dnoutcomes.deidentification.k_anonymous.release import ALWAYS
from dnoutcomes.deidentification.quasi_identifiers import KNOWN_FROM_THE_RECORD, QUASI_IDENTIFIERS
from dnoutcomes.errors import DataError
from dnoutcomes.plan import Plan
from dnoutcomes.schema import COLUMNS


@pytest.fixture(scope="module")
def written(released, tmp_path_factory):
    directory = tmp_path_factory.mktemp("released") / "out"
    released.write(directory)
    return directory


def classes_in(table):
    """Sizes of the groups with the same background and days, counted from the file by nothing of ours."""
    rows = table.fillna("").sort_values(["patient_id", "study_day"])
    known = [name for name in table.columns if name in set(ALWAYS)]
    days = rows.groupby("patient_id")["study_day"].agg(" ".join)
    background = rows.groupby("patient_id")[known].first()
    return background.assign(days=days).groupby([*known, "days"]).size()


def test_every_patient_is_alike_with_k_minus_1_others(written, k):
    table = pd.read_csv(written / "outcomes.csv", dtype=str)
    sizes = classes_in(table)
    assert sizes.min() >= k
    assert sizes.sum() == table["patient_id"].nunique()


def test_the_patient_whom_everybody_would_know_is_left_out_or_like_others(released, written, planted, k):
    table = pd.read_csv(written / "outcomes.csv", dtype=str)
    dictionary = pd.read_csv(written / "data-dictionary.csv", index_col="column")
    assert "mixed" not in dictionary.loc["cause", "values"]
    assert "mixed" not in released.anonymity.plan.causes
    assert "mixed" not in set(table["cause"])
    assert "101" not in set(table["study_day"])
    for name in ("age", "duration_months", "sex"):
        assert not {"89", "700", "X"} & set(table.get(name, pd.Series(dtype=str)))
    row = released.key[released.key["original"] == planted]
    assert released.check().risk.classes.min(axis=1).reindex(row["pseudonym"]).fillna(k).min() >= k


def test_an_attacker_with_the_original_finds_hardly_more_than_guessing_would(simulated, released, written, k):
    """The nearest patient: the same arm, a cause that may be it, the same visits, nearest age and duration."""
    frame, plan = simulated
    table = pd.read_csv(written / "outcomes.csv", dtype=str).fillna("")
    frame = frame.assign(
        day=(pd.to_datetime(frame["session_date"]) - pd.to_datetime(frame["index_date"])).dt.days
    )
    days = [visit.day for visit in released.anonymity.plan.visits]
    scored = frame[frame["pain_nrs"].astype(str).str.strip().ne("") & frame["pain_nrs"].notna()]
    seen = {
        name: {
            0,
            *(v.day for v in plan.visits if v.day in days and part["day"].between(v.first, v.last).any()),
        }
        for name, part in scored.groupby("patient_id")
    }
    people = frame.drop_duplicates("patient_id").set_index("patient_id")
    truth = released.key.set_index("pseudonym")["original"]
    named = set(table["cause"]) - {"other"}
    right = []
    for pseudonym, rows in table.groupby("patient_id"):
        row = rows.iloc[0]
        may_be = people[people["arm"] == row["arm"]]
        may_be = may_be[
            may_be["cause"].eq(row["cause"]) | (row["cause"] == "other") & ~may_be["cause"].isin(named)
        ]
        may_be = may_be[[seen.get(name) == {int(day) for day in rows["study_day"]} for name in may_be.index]]
        for name in ("age", "duration_months"):
            if name in table.columns:
                apart = (may_be[name].astype(float) - float(row[name])).abs()
                may_be = may_be[apart == apart.min()]
        right.append(float(truth[pseudonym] in may_be.index) / max(1, len(may_be)))
    n = len(right)
    assert n > 200
    assert np.mean(right) <= 1 / k + 3 * np.sqrt(1 / k / n)


def test_the_packages_own_attack_by_days_finds_nobody(released, simulated, k):
    found = released.check(simulated[0])
    assert found.passed, repr(found)
    assert found.linking.n_linked == 0
    assert found.linking.n_expected <= released.n_patients / k
    assert (found.k, found.risk.smallest_class >= k) == (k, True)


def test_the_check_is_of_the_file_and_not_of_what_was_meant(written, released, simulated, k):
    frame, plan = simulated
    assert check_deidentified(written / "outcomes.csv", frame, plan=plan, k=k).passed
    assert not check_deidentified(written / "outcomes.csv", frame, plan=plan, k=10 * k).passed
    one = released.frame["patient_id"] == released.frame["patient_id"].iloc[0]
    told_apart = released.frame.assign(cause=released.frame["cause"].mask(one, "hereditary"))
    assert not check_deidentified(told_apart, plan=plan, k=k).passed


def test_the_package_reads_it_with_the_plan_that_goes_with_it(written, released):
    plan = Plan.from_toml(written / "plan.toml")
    assert plan == released.anonymity.plan
    back = dn.read_outcomes(written / "outcomes.csv", plan=plan)
    assert not len(back.rejects)
    assert set(back.issues["severity"]) <= {"info"}
    analysis = dn.build_analysis(back, plan)
    assert (
        len(analysis.patients) == released.n_patients == len(analysis.outcomes.records["patient_id"].unique())
    )
    assert len(dn.compare_arms(analysis).frame)


def test_scores_of_the_visits_are_those_of_the_original(written, released, original, simulated):
    plan = Plan.from_toml(written / "plan.toml")
    back = dn.build_analysis(dn.read_outcomes(written / "outcomes.csv", plan=plan), plan)
    names = released.key.set_index("pseudonym")["original"]
    visits = back.visits.assign(
        patient_id=back.visits["patient_id"].map(names), visit=back.visits["visit"].astype(str)
    )
    first = dn.build_analysis(original, simulated[1]).visits
    both = visits.merge(
        first.assign(visit=first["visit"].astype(str)), on=["patient_id", "visit"], suffixes=("", "_of")
    )
    assert len(both) == len(visits) > 200
    pd.testing.assert_series_equal(both["value"], both["value_of"], check_names=False)
    pd.testing.assert_series_equal(both["change"], both["change_of"], check_names=False)


def test_what_it_costs_is_told_and_kept(written, released, k):
    page = " ".join((written / "README.txt").read_text(encoding="utf-8").split())
    cost = released.anonymity.cost
    assert cost.reason == ""
    assert cost.sentence in page
    assert f"k = {k}" in page
    assert f"alike with at least {k - 1} others" in page
    assert "plan.toml" in page


def test_a_number_of_patients_below_k_is_not_told(released, written, k):
    page = (written / "README.txt").read_text(encoding="utf-8")
    for sentence, n in zip(
        released.anonymity.sentences[1:3],
        (released.anonymity.n_left_out, released.anonymity.n_without_baseline),
        strict=True,
    ):
        assert sentence.endswith(str(n) if n == 0 or n >= k else f"1 to {k - 1}")
        assert sentence in " ".join(page.split())
    assert released.removed["n_values"].isna().all()
    assert not re.search(r"\b(241|240)\b", page), "with the number of the original the left out follow"


def test_every_column_is_said_to_stay_or_to_leave(released, original, simulated):
    as_before = deidentify(original, simulated[1])
    gone = set(as_before.frame.columns) - set(released.frame.columns)
    assert gone <= set(released.removed.loc[released.removed["leaves_as"] == "", "column"])
    left = released.removed[released.removed["leaves_as"] != ""]
    assert set(left["column"]) <= {*released.frame.columns, "planned visits"}
    assert {"ae_term", "points"} <= set(released.removed["column"])


def test_a_k_of_1_leaves_the_table_as_it_was(original, simulated):
    plain = deidentify(original, simulated[1], k=1)
    same = deidentify(original, simulated[1])
    assert plain.anonymity is None
    assert list(plain.frame.columns) == list(same.frame.columns)
    assert len(plain.frame) == len(same.frame) == len(original.records)
    assert sorted(plain.frame["study_day"]) == sorted(same.frame["study_day"])


def test_the_same_file_gives_the_same_columns_and_patients_whatever_its_order(simulated, k):
    frame, plan = simulated
    shuffled = frame.sample(frac=1, random_state=4)
    one, other = (
        deidentify(dn.read_outcomes(rows, plan=plan), plan, k=k).anonymity for rows in (frame, shuffled)
    )
    pd.testing.assert_frame_equal(one.columns, other.columns)
    assert (one.n_left_out, one.cost) == (other.n_left_out, other.cost)


def test_an_earlier_table_and_its_plan_are_replaced(original, simulated, released, tmp_path):
    released.write(tmp_path)
    assert (tmp_path / "plan.toml").exists()
    deidentify(original, simulated[1]).write(tmp_path)
    assert not (tmp_path / "plan.toml").exists(), "it's of another table"


def test_a_k_below_1_is_refused(original, simulated):
    with pytest.raises(DataError, match="k must be 1 or more, got 0"):
        deidentify(original, simulated[1], k=0)


def test_too_few_patients_are_said(simulated):
    frame, plan = simulated
    few = frame[frame["patient_id"].isin(frame["patient_id"].unique()[:30])]
    with pytest.raises(DataError, match="choose a smaller k"):
        deidentify(dn.read_outcomes(few, plan=plan), plan, k=25)


def test_a_covariate_of_encounters_stands_in_the_first_row_alone(simulated, k):
    frame, plan = simulated
    with_lab = plan.model_copy(update={"covariates": (*plan.covariates, "oral_morphine_mg")})
    first = ~frame["patient_id"].duplicated()
    rows = frame.assign(
        oral_morphine_mg=frame["patient_id"].map(lambda name: 10 + int(name[-1].isdigit())).where(first)
    )
    rows.loc[first[first].index[5], "oral_morphine_mg"] = None
    made = deidentify(dn.read_outcomes(rows, plan=with_lab), with_lab, k=k)
    given = made.frame[made.frame["oral_morphine_mg"].notna()]
    assert set(given["study_day"]) == {0}
    assert made.n_patients - 1 <= given["patient_id"].nunique() <= made.n_patients
    assert made.check().passed


def test_every_column_of_patients_is_decided_on():
    """Known to others, known from the record alone, or in no such table."""
    in_none = {"patient_id", "episode_id", "end_reason", "referral_day", "end_day"}
    patients = {
        name for name in dn.deidentification.exportable_columns() if COLUMNS[name].level_of == "patient"
    }
    assert patients == {*QUASI_IDENTIFIERS, *KNOWN_FROM_THE_RECORD} | in_none
    assert not set(QUASI_IDENTIFIERS) & set(KNOWN_FROM_THE_RECORD)
