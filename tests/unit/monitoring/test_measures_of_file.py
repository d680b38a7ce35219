"""Points of a file in a database are those of its rows."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring import control_chart, control_charts, monthly_points, rare_event_chart
from dnoutcomes.monitoring.measures import MEASURES

sys.path.insert(0, str(Path(__file__).parents[1] / "engines"))
from plain_clinic import clinic_with_departures
from rows_and_sums import both

RESPONDERS = ({"value": 30, "scale": "percent"},)
SHARES = ("response", "completion", "attendance", "adverse_events")


def treated_clinic(n, seed):
    """A clinic with departures and three sessions of each patient, some missed, some with one or two events."""
    rng = np.random.default_rng(seed)
    frame = clinic_with_departures(n, seed)
    persons = frame.drop_duplicates("patient_id")
    sessions = []
    for day in (3, 17, 40):
        date = pd.to_datetime(persons["index_date"]) + pd.Timedelta(days=day)
        status = rng.choice(
            ["attended", "telehealth", "missed", "cancelled", ""], n, p=[0.5, 0.1, 0.1, 0.1, 0.2]
        )
        happened = rng.choice(["yes", "no", ""], n, p=[0.3, 0.5, 0.2])
        names = np.where(
            happened == "yes", rng.choice(["", "bruising", "Bruising; soreness", "pain;", ";"], n), ""
        )
        sessions.append(persons.assign(
            session_date=date.dt.strftime("%Y-%m-%d"), encounter="session", pain_nrs=pd.NA, missing_reason="",
            status=status, ae_any=happened, ae_term=names,
        ))  # fmt: skip
    frame = frame.assign(status="", ae_any="", ae_term="")
    return pd.concat([frame, *sessions], ignore_index=True).astype({"pain_nrs": "Int64"})


CASES = [
    (90, 6, {"data_cutoff": "2026-01-01", "pool_causes_below": 5}),
    (120, 9, {"covariates": ("sex", "age"), "data_cutoff": None}),
    (140, 12, {"covariates": (), "data_cutoff": "2026-08-31"}),
]


@pytest.fixture(scope="module", params=CASES, ids=str)
def analyses(request, tmp_path_factory):
    n, seed, plan = request.param
    path = tmp_path_factory.mktemp("treated") / "clinic.csv"
    frame = treated_clinic(n, seed)
    place = frame["patient_id"].str[1:].astype(int)
    frame = frame.assign(
        sex=np.where(place % 5 < 2, "F", "M"), age=frame["age"].mask(place % 9 == 4).astype("Int64")
    )
    return both(frame, path, responders=RESPONDERS, **plan)


@pytest.mark.parametrize("by", ["month", "quarter"])
@pytest.mark.parametrize("measure", SHARES)
def test_counts_are_those_of_rows(analyses, measure, by):
    rows, sums = analyses
    by_rows = monthly_points(rows, measure, by=by)
    assert len(by_rows) > 2
    assert by_rows["count"].gt(0).any()
    pd.testing.assert_frame_equal(
        monthly_points(sums, measure, by=by), by_rows, check_exact=True, check_dtype=False
    )
    assert "records" not in vars(sums.outcomes)


@pytest.mark.parametrize("by", ["month", "quarter"])
def test_changes_are_as_far_from_the_expected_ones_as_those_of_rows(analyses, by):
    rows, sums = analyses
    by_rows = monthly_points(rows, "change", by=by)
    assert by_rows["count"].abs().max() > 0.1
    pd.testing.assert_frame_equal(
        monthly_points(sums, "change", by=by), by_rows, check_dtype=False, rtol=1e-10, atol=1e-10
    )


@pytest.mark.parametrize("measure", MEASURES)
def test_charts_are_those_of_rows(analyses, measure):
    rows, sums = (control_chart(analysis, measure, released=True) for analysis in analyses)
    pd.testing.assert_frame_equal(sums.points, rows.points, check_dtype=False, rtol=1e-10, atol=1e-10)
    assert (sums.title, sums.unit, sums.better, sums.signals) == (
        rows.title,
        rows.unit,
        rows.better,
        rows.signals,
    )


def test_too_few_patients_for_the_case_mix_are_refused_in_the_same_words(tmp_path):
    frame = treated_clinic(30, 2)
    frame["site_id"] = "S" + frame["patient_id"].str[1:]
    for analysis in both(frame, tmp_path / "clinic.csv", data_cutoff="2026-01-01"):
        with pytest.raises(
            ModelError, match="patients with a score at W12 are too few to expect a change from"
        ):
            monthly_points(analysis, "change")


def test_what_needs_rows_says_so(analyses):
    sums = analyses[1]
    for chart in (control_charts, rare_event_chart):
        with pytest.raises(
            ModelError, match=r"serious events,? needs rows of patients\. Read the file with engine='pandas'"
        ):
            chart(sums)
