import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnoutcomes.analysis import NO_BASELINE, build_analysis
from dnoutcomes.analysis_sums import sum_analysis
from dnoutcomes.derive.patients import NOT_RECORDED
from dnoutcomes.engines import EngineError
from dnoutcomes.errors import DataError, ModelError, PlanError
from dnoutcomes.models import contrast, diagnose, fit_mmrm, influence, ls_means
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan

sys.path.insert(0, str(Path(__file__).parent / "engines"))
from plain_clinic import plain_clinic, write
from rows_and_sums import PLAN, both


def sums_of(analysis, numbers=("age",)):
    """Add up in pandas what the database adds up: by group, the products of z."""
    plan = analysis.plan
    change = analysis.visits.pivot(index="patient_id", columns="visit", values="change").reindex(
        columns=plan.visit_names
    )
    patients = analysis.patients.set_index("patient_id").loc[change.index]
    z = np.column_stack(
        [
            np.ones(len(patients)),
            patients["baseline"],
            *(patients[name] for name in numbers),
            change.fillna(0),
        ]
    )
    others = [name for name in plan.covariates if name not in numbers]
    keys = [
        patients["arm"].astype(str),
        patients["cause_modelled"].astype(str),
        *(patients[name].astype(str) for name in others),
    ]
    keys = list(zip(*keys, map(tuple, change.notna().to_numpy().tolist())))
    return {key: sum(np.outer(row, row) for row, mine in zip(z, keys) if mine == key) for key in set(keys)}


def sums_in(sums):
    """The database's sums by the same keys; causes that models join are added up."""
    grouped, found = sums.grouped, {}
    labels = grouped.groups.astype(str).itertuples(index=False, name=None)
    for label, seen, products in zip(labels, grouped.observed.tolist(), grouped.products):
        key = (*label, tuple(seen))
        found[key] = found.get(key, 0) + products
    return found


def assert_same_sums(rows, sums):
    expected, found = sums_of(rows), sums_in(sums)
    assert set(found) == set(expected)
    whole = rows.patients["age"].mod(1).eq(0).all() and rows.visits["change"].dropna().mod(1).eq(0).all()
    for key, products in expected.items():
        if whole:
            np.testing.assert_array_equal(found[key], products)
        else:
            np.testing.assert_allclose(found[key], products, rtol=1e-12, atol=1e-12)


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_baseline_visits_and_sums_are_those_of_the_rows(data, tmp_path_factory):
    frame = plain_clinic(n=14, seed=data.draw(st.integers(0, 999), "seed"))
    if data.draw(st.booleans(), "without index_date"):
        frame = frame.drop(columns="index_date")
    # Both arms have a baseline in the first five patients, whatever is taken from the others.
    taken = frame["session_date"].duplicated(keep=False) & frame["patient_id"].gt("P004")
    frame.loc[taken & (frame.index % data.draw(st.integers(2, 9), "gaps") == 0), "pain_nrs"] = pd.NA
    visits, first = [], 1
    for day in sorted(data.draw(st.sets(st.integers(8, 90), min_size=2, max_size=5), "days")):
        last = day + data.draw(st.integers(0, 9), "window")
        if first <= day:
            visits.append({"name": f"D{day}", "day": day, "first": max(first, day - 10), "last": last})
            first = last + 1
    rule = data.draw(st.sampled_from(["last", "first", "mean"]), "rule")
    changes = {
        "visits": visits, "primary_visit": visits[-1]["name"],
        "baseline": {"rule": rule, "first": -5, "last": data.draw(st.sampled_from([0, 7]), "until")},
        "tie_rule": data.draw(st.sampled_from(["earlier", "later"]), "tie"),
    }  # fmt: skip
    if visits[0]["first"] <= changes["baseline"]["last"]:
        changes["baseline"]["last"] = 0
    path = tmp_path_factory.mktemp("sums") / "clinic.csv"
    analyses = both(frame, path, **changes)
    if analyses is None:
        return
    rows, sums = analyses
    assert_same_sums(rows, sums)
    assert sums.modelled_causes.shares == pytest.approx(rows.modelled_causes.shares, rel=1e-15)
    assert dict(sums.modelled_causes.level_of) == dict(rows.modelled_causes.level_of)


def test_an_arm_without_baseline_is_refused_in_the_words_of_the_rows(tmp_path):
    """What one seed of the random plans draws: nobody of one arm has a score near the start."""
    frame = plain_clinic(n=14, seed=0)
    start = pd.to_datetime(frame["index_date"])
    early = (pd.to_datetime(frame["session_date"]) - start).dt.days.le(0)
    frame.loc[early & frame["arm"].eq(frame["arm"].iloc[0]), "pain_nrs"] = pd.NA
    assert both(frame, tmp_path / "clinic.csv", baseline={"rule": "last", "first": -5, "last": 0}) is None


def test_two_scores_equally_near_the_target_are_told_by_the_rule(tmp_path):
    frame = plain_clinic(n=12)
    start = pd.to_datetime(frame["index_date"])
    more = frame[frame["encounter"].eq("session")].copy()
    more["session_date"] = (start[more.index] + pd.Timedelta(days=26)).dt.strftime("%Y-%m-%d")
    more["pain_nrs"] = 9
    again = more.assign(
        pain_nrs=2, session_date=(start[more.index] + pd.Timedelta(days=30)).dt.strftime("%Y-%m-%d")
    )
    seen = (pd.to_datetime(frame["session_date"]) - start).dt.days.ne(28)
    frame = pd.concat([frame[seen], more, again], ignore_index=True)
    for rule, score in (("earlier", 9), ("later", 2)):
        rows, sums = both(frame, tmp_path / f"{rule}.csv", tie_rule=rule)
        at = rows.visits[rows.visits["visit"] == "W04"]
        assert at["value"].eq(score).all()
        assert_same_sums(rows, sums)


def test_counts_are_those_of_the_rows(tmp_path):
    frame = plain_clinic(n=20)
    early = frame["patient_id"].isin(["P003", "P004"]) & frame["session_date"].eq(frame["index_date"])
    frame.loc[early, "pain_nrs"] = pd.NA
    frame.loc[frame["patient_id"].eq("P007"), "pain_nrs"] = pd.NA
    rows, sums = both(frame, tmp_path / "clinic.csv")
    counts = sums.counts
    assert counts["n"].sum() == len(rows.patients)
    assert counts["without_baseline"].sum() == (rows.excluded["reason"] == NO_BASELINE).sum() == 2
    assert counts["without_score"].sum() == (rows.excluded["reason"] == "no score recorded").sum() == 1
    for (arm, cause), mine in rows.visits.groupby(["arm", "cause"], observed=True):
        row = counts[(counts["arm"] == arm) & (counts["cause"] == cause)].iloc[0]
        for visit in sums.plan.visit_names:
            assert row[visit] == mine.loc[mine["visit"] == visit, "value"].notna().sum()


def test_a_covariate_that_isnt_recorded_is_filled_as_in_rows(tmp_path):
    frame = plain_clinic(n=20)
    frame["age"] = frame["age"].astype("object").where(~frame["patient_id"].isin(["P002", "P011"]), "")
    rows, sums = both(frame, tmp_path / "clinic.csv")
    assert rows.gaps["age"].sum() == 2
    assert NOT_RECORDED in set(sums.grouped.groups["opioid"])
    assert_same_sums(rows, sums)


def test_covariates_that_are_numbers_keep_the_order_of_the_plan(tmp_path):
    frame = plain_clinic(n=20)
    place = frame["patient_id"].str[1:].astype(int)
    frame["duration_months"] = (3 + place * 7 % 40).astype("object").where(place % 6 != 1, "")
    rows, sums = both(frame, tmp_path / "clinic.csv", covariates=("duration_months", "age"))
    expected, found = sums_of(rows, ("duration_months", "age")), sums_in(sums)
    assert sums.numbers == ("duration_months", "age")
    assert set(found) == set(expected)
    for key, products in expected.items():
        np.testing.assert_allclose(found[key], products, rtol=1e-12, atol=1e-12)


def test_a_number_that_nobody_has_is_refused_as_of_rows(tmp_path):
    frame = plain_clinic(n=14).assign(age="")
    plan = Plan(**PLAN)
    stored = read_outcomes(write(frame, tmp_path / "c.csv"), plan=plan, engine="duckdb")
    with pytest.raises(PlanError, match="covariate 'age' is missing in every patient"):
        sum_analysis(stored, plan)


@pytest.fixture(scope="module")
def fits(tmp_path_factory):
    plan = {"covariates": ("age", "site_id"), "covariance": ("ar1h",)}
    rows, sums = both(plain_clinic(n=90, seed=8), tmp_path_factory.mktemp("fits") / "clinic.csv", **plan)
    return fit_mmrm(rows), fit_mmrm(sums), sums


def test_the_table_by_cause_is_that_of_the_rows(fits):
    by_rows, by_sums = (contrast(ls_means(fit, "arm", by=["cause", "visit"])).frame for fit in fits[:2])
    pd.testing.assert_frame_equal(by_sums, by_rows, rtol=1e-9, atol=1e-9)
    assert fits[0].inference.method == fits[1].inference.method == "Kenward-Roger (linear)"


def test_notes_and_criteria_are_those_of_the_rows(fits):
    assert fits[1].notes == fits[0].notes
    pd.testing.assert_frame_equal(fits[1].glance(), fits[0].glance(), rtol=1e-10)


def test_one_effect_for_all_causes_is_that_of_the_rows(fits, tmp_path):
    rows, sums = both(plain_clinic(n=60, seed=4), tmp_path / "clinic.csv", covariates=(), covariance=("cs",))
    by_rows, by_sums = (fit_mmrm(analysis, by_cause=False).tidy() for analysis in (rows, sums))
    pd.testing.assert_frame_equal(by_sums, by_rows, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("ask", [influence, diagnose, lambda fit: fit.augment(), lambda fit: fit.fitted,
                                 lambda fit: fit.refit(pd.DataFrame())])  # fmt: skip
def test_what_looks_at_single_patients_is_refused_with_what_would_do(fits, ask):
    with pytest.raises(ModelError, match=r"needs rows of patients.*engine='pandas'.*1 KB"):
        ask(fits[1])


def test_counterfactual_means_are_refused(fits):
    with pytest.raises(ModelError, match="rows of patients"):
        ls_means(fits[1], "arm", by="visit", weights="counterfactual")


def test_a_baseline_among_the_outcomes_is_refused(fits):
    with pytest.raises(ModelError, match="baseline='outcome'"):
        fit_mmrm(fits[2], baseline="outcome")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"clusters": "site_id", "covariates": ()}, "errors by 'site_id'"),
        ({"covariates": ("encounter",)}, "covariate 'encounter'"),
    ],
)
def test_a_plan_that_needs_rows_is_refused(tmp_path, changes, said):
    plan = Plan(**{**PLAN, **changes})
    path = write(plain_clinic(), tmp_path / "clinic.csv")
    outcomes = read_outcomes(path, plan=plan, engine="duckdb")
    with pytest.raises(EngineError, match=rf"{said}.*engine='pandas'"):
        sum_analysis(outcomes, plan)


def test_events_that_change_scores_are_refused(tmp_path):
    event = {"event": "rescue", "strategy": "hypothetical"}
    plan = Plan(**PLAN, estimand={"intercurrent_events": [event]})
    path = write(plain_clinic().assign(rescue="no"), tmp_path / "clinic.csv")
    with pytest.raises(EngineError, match="strategy hypothetical of 'rescue'"):
        sum_analysis(read_outcomes(path, plan=plan, engine="duckdb"), plan)


def test_windows_that_lose_an_arm_are_asked_about(tmp_path):
    visits = [{"name": "D200", "day": 200}, {"name": "D300", "day": 300}]
    plan = Plan(**{**PLAN, "visits": visits, "primary_visit": "D300"})
    path = write(plain_clinic(), tmp_path / "clinic.csv")
    with pytest.raises(DataError) as by_sums:
        sum_analysis(read_outcomes(path, plan=plan, engine="duckdb"), plan)
    with pytest.raises(DataError) as by_rows:
        build_analysis(read_outcomes(path, plan=plan, engine="pandas"), plan)
    assert str(by_sums.value) == str(by_rows.value)


def test_outcomes_of_pandas_are_sent_to_build_analysis(tmp_path):
    outcomes = read_outcomes(write(plain_clinic(), tmp_path / "clinic.csv"))
    with pytest.raises(DataError, match="was read by pandas"):
        sum_analysis(outcomes, Plan(**PLAN))


def test_what_a_plan_may_not_adjust_for_is_refused_as_of_rows(tmp_path):
    frame = plain_clinic(n=14, seed=3)
    path = tmp_path / "clinic.csv"
    write(frame, path)
    stored = read_outcomes(path, plan=Plan(**PLAN), engine="duckdb", confirmed=["windows"])
    after = Plan(**{**PLAN, "covariates": ("age", "n_sessions")})
    with pytest.raises(PlanError, match="'n_sessions' is known only after time zero"):
        sum_analysis(stored, after)
