import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models import contrast, fit_growth, fit_mmrm, ls_means
from dnoutcomes.models.growth.sessions_on_analysis import session_rows, sum_scores

sys.path.insert(0, str(Path(__file__).parents[2] / "engines"))
from plain_clinic import plain_clinic
from rows_and_sums import both


def clinic(n: int, seed: int) -> pd.DataFrame:
    """A clinic with rare causes, patients without baseline, early withdrawals and a score long after the last visit."""
    rng = np.random.default_rng(seed)
    frame = plain_clinic(n=n, seed=seed)
    place = frame["patient_id"].str[1:].astype(int)
    frame.loc[place.isin([7, 31]), "cause"] = "chemotherapy"
    day = (pd.to_datetime(frame["session_date"]) - pd.to_datetime(frame["index_date"])).dt.days
    frame.loc[place.isin([11, 26]) & day.eq(0), "pain_nrs"] = pd.NA
    leave = place.isin(rng.choice(np.arange(40, n), 9, replace=False)) & day.gt(30)
    frame = frame[~(leave | place.eq(15) & day.gt(0))]
    last = frame.drop_duplicates("patient_id").iloc[3:6].assign(encounter="assessment", pain_nrs=2)
    last["session_date"] = (pd.to_datetime(last["index_date"]) + pd.Timedelta(days=170)).dt.strftime(
        "%Y-%m-%d"
    )
    return pd.concat([frame, last], ignore_index=True)


CHANGES = {"covariates": ("age", "site_id"), "df": "satterthwaite", "pool_causes_below": 5}


@pytest.fixture(scope="module")
def analyses(tmp_path_factory):
    return both(clinic(90, 8), tmp_path_factory.mktemp("growth") / "clinic.csv", **CHANGES)


def test_sums_are_those_of_the_rows(analyses):
    rows, sums = analyses
    scores, notes = session_rows(rows)
    courses, said = sum_scores(sums)
    assert said == notes
    assert "3 scores after day" in notes[0]
    assert courses.n_rows == len(scores)
    assert courses.n.sum() == scores["patient_id"].nunique() < len(rows.patients)
    assert courses.squares == (scores["change"] ** 2).sum()
    t = np.column_stack([np.ones(len(scores)), scores["day"]])
    expected = {}
    for _, mine in scores.groupby("patient_id"):
        own, first = t[mine.index], mine.iloc[0]
        z = np.concatenate([[1, first["baseline"], first["age"]], own.T @ mine["change"]])
        key = (first["arm"], first["cause"], first["site_id"], *(own.T @ own)[[0, 0, 1], [0, 1, 1]])
        expected[key] = expected.get(key, 0) + np.outer(z, z)
    labels = courses.factors[["arm", "cause", "site_id"]].astype(str).itertuples(index=False, name=None)
    found = {}
    for label, times, products in zip(labels, courses.times[:, [0, 0, 1], [0, 1, 1]], courses.products):
        found[(*label, *times)] = found.get((*label, *times), 0) + products
    assert set(found) == set(expected)
    for key, products in expected.items():
        np.testing.assert_array_equal(found[key], products)


@pytest.mark.parametrize("settings", [{}, {"by_cause": False}, {"random": "1", "df": "kenward-roger"},
                                      {"course": "piecewise", "turn": 4, "random": "1"}])  # fmt: skip
def test_the_fit_is_that_of_the_rows(analyses, settings):
    by_rows, by_sums = (fit_growth(analysis, **settings) for analysis in analyses)
    pd.testing.assert_frame_equal(by_sums.tidy(), by_rows.tidy(), rtol=1e-8, atol=1e-9)
    pd.testing.assert_frame_equal(by_sums.glance(), by_rows.glance(), rtol=1e-9)
    assert by_sums.notes == by_rows.notes
    at = {"week": 12} if "turn" not in settings else {"early": 4, "late": 8}
    tables = [contrast(ls_means(fit, "arm", by="cause", at=at)).frame for fit in (by_rows, by_sums)]
    pd.testing.assert_frame_equal(tables[1], tables[0], rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"course": "spline"}, "course='spline' needs rows"), ({"residual": "car1"}, "residual='car1' needs rows"),
     ({"cluster": "site_id"}, "cluster='site_id' needs rows"),
     ({"course": "piecewise", "turn": 3.3}, r"turn=3.3, which is no whole number of days, needs rows.*1 KB"),
     ({"course": "piecewise", "turn": 40}, r"turn=40 is outside the weeks with scores"),
     ({"course": "piecewise"}, r"name both or neither"), ({"turn": 4}, r"name both or neither"),
     ({"course": "curve"}, "course='curve' isn't known")],
)  # fmt: skip
def test_what_isnt_reduced_to_sums_is_refused(analyses, settings, said):
    with pytest.raises(ModelError, match=said):
        fit_growth(analyses[1], **settings)


def test_sums_that_save_little_say_so(tmp_path):
    frame = clinic(90, 8)
    start = pd.to_datetime(frame["index_date"])
    day = (pd.to_datetime(frame["session_date"]) - start).dt.days
    moved = day + np.where(day > 0, np.arange(len(frame)) * 7 % 5, 0)
    frame["session_date"] = (start + pd.to_timedelta(moved, unit="D")).dt.strftime("%Y-%m-%d")
    rows, sums = both(frame, tmp_path / "clinic.csv", **CHANGES)
    by_rows, by_sums = fit_growth(rows), fit_growth(sums)
    pd.testing.assert_frame_equal(by_sums.tidy(), by_rows.tidy(), rtol=1e-8, atol=1e-9)
    assert by_sums.notes[:-1] == by_rows.notes
    assert "sums save little here. A group takes about 3 KB" in by_sums.notes[-1]


def test_a_plan_summed_in_between_changes_nothing(analyses):
    """Tables of the plan that was summed last stand in the database."""
    from dnoutcomes.analysis_sums import sum_analysis

    _, sums = analyses
    before, _ = sum_scores(sums)
    other = sums.plan.model_copy(update={"covariates": ()})
    fit_mmrm(sum_analysis(sums.outcomes, other), covariance="cs")
    after, _ = sum_scores(sums)
    np.testing.assert_array_equal(after.products, before.products)
    pd.testing.assert_frame_equal(after.factors, before.factors)
