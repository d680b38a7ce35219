"""The same analysis on pandas, DuckDB and Dask is the same, whatever the data, the partitions and the workers."""

import sys
from pathlib import Path

import distributed
import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dnoutcomes.analysis import build_analysis
from dnoutcomes.analysis_sums import sum_analysis
from dnoutcomes.compare import responder_effects, responder_table
from dnoutcomes.describe import (
    missing_patterns,
    missing_reasons,
    observed_changes,
    observed_means,
    patient_flow,
    table_one,
)
from dnoutcomes.engines import Dask
from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.models import contrast, fit_growth, fit_mmrm, ls_means
from dnoutcomes.monitoring import monthly_points
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "engines"))
from plain_clinic import clinic_with_departures

VISITS = [
    {"name": "W02", "day": 14},
    {"name": "W04", "day": 28},
    {"name": "W08", "day": 56},
    {"name": "W12", "day": 84},
]
RESPONDERS = ({"value": 30, "scale": "percent"}, {"value": 2, "scale": "points"})


def visits_held(analysis):
    return monthly_points(analysis, "completion").astype({"n": int, "count": int})


COUNTS = (
    patient_flow, responder_table, observed_changes, table_one, missing_patterns, missing_reasons, visits_held
)  # fmt: skip
ESTIMATES = (responder_effects, observed_means)


def random_clinic(seed, n, parts):
    """Rows in no order; scores of the patients of some sites on a finer scale, where `parts` asks for it."""
    rng = np.random.default_rng(seed)
    frame = clinic_with_departures(n, seed).sample(frac=1, random_state=seed)
    place = frame["patient_id"].str[1:].astype(int)
    frame = frame.assign(
        sex=np.where((place * 7) % 5 < 2, "F", "M"),
        age=frame["age"].astype("Int64").mask(place % int(rng.integers(7, 12)) == 3),
        bmi=np.where(rng.random(n)[place] < 0.7, 20.0 + place % 13, np.nan),
    )
    if parts:
        scores = frame["pain_nrs"].astype("float64")
        frame["pain_nrs"] = scores + np.where(scores.between(2, 9) & (place % 2 == 1), 0.3, 0.0)
    return frame


def random_plan(rng):
    names = ["age", "opioid", "site_id", "sex"]
    return Plan(
        visits=VISITS,
        covariates=tuple(map(str, rng.choice(names, rng.integers(0, 5), replace=False))),
        covariance=("cs",),
        df="satterthwaite",
        pool_causes_below=int(rng.choice([0, 2, 8])),
        baseline={"rule": str(rng.choice(["last", "first", "mean"]))},
        tie_rule=str(rng.choice(["earlier", "later"])),
        responders=RESPONDERS,
        data_cutoff=[None, "2026-01-01"][rng.integers(0, 2)],
    )


def stored_as(frame, folder, form):
    path = folder / "clinic.csv"
    frame.to_csv(path, index=False)
    if form == "csv":
        return path
    with duckdb.connect() as connection:
        connection.execute(f"copy (from '{path}') to '{folder}/clinic.parquet' (format parquet)")
    return folder / "clinic.parquet"


def analyses(path, plan, engines):
    """What each engine makes of a file, or the words in which it refuses."""
    made = {}
    for name, engine in engines.items():
        try:
            outcomes = read_outcomes(path, {"keep": ["bmi"]}, plan=plan, engine=engine, confirmed=["windows"])
            assert outcomes.engine == name
            made[name] = (build_analysis if name == "pandas" else sum_analysis)(outcomes, plan)
        except DnOutcomesError as refusal:
            made[name] = str(refusal)
    return made


def or_refusal(make, analysis):
    try:
        return make(analysis)
    except DnOutcomesError as refusal:
        return pd.DataFrame({"refused": [str(refusal)]})


def differences(analysis):
    return contrast(ls_means(fit_mmrm(analysis), "arm", by="visit")).frame


def courses(analysis):
    return fit_growth(analysis, random="1").tidy()


def results(analysis):
    """Tables of counts, of what is computed of them, and of models."""
    counts = [count(analysis) for count in COUNTS]
    estimates = [estimate(analysis).frame for estimate in ESTIMATES]
    return counts, estimates, [or_refusal(fit, analysis) for fit in (differences, courses)]


def hold_against_each_other(client, folder, seed, partitions, parts):
    """Counts and sums of whole scores bit for bit, others to 1e-12, and fits as far as both settle."""
    rng = np.random.default_rng(seed)
    frame, plan = random_clinic(seed, int(rng.integers(30, 70)), parts), random_plan(rng)
    form = ["csv", "parquet"][rng.integers(0, 2)]
    path = stored_as(frame, folder, form)
    made = analyses(
        path, plan, {"pandas": "pandas", "duckdb": "duckdb", "dask": Dask(client, partitions=partitions)}
    )
    if isinstance(made["pandas"], str):
        assert made == dict.fromkeys(made, made["pandas"])
        return
    # Sums added in another order end the search for the likelihood's top at another bit.
    rounding = {"rtol": 1e-12, "atol": 1e-12}
    tolerances = (rounding if parts else {"check_exact": True}, rounding, {"rtol": 1e-7, "atol": 1e-8})
    of_rows = results(made["pandas"])
    for name in ("duckdb", "dask"):
        for tables, same, tolerance in zip(results(made[name]), of_rows, tolerances, strict=True):
            for one, other in zip(tables, same, strict=True):
                pd.testing.assert_frame_equal(one, other, **tolerance)


# A case takes seconds, so that a smaller one that fails isn't looked for: seed and plan are told.
UNSHRUNK = [Phase.explicit, Phase.reuse, Phase.generate]


@pytest.fixture(scope="module")
def client():
    """Two workers in threads of this process."""
    with distributed.Client(
        processes=False, n_workers=1, threads_per_worker=2, dashboard_address="127.0.0.1:0"
    ) as made:
        yield made


SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=1, phases=UNSHRUNK)
@given(SEEDS)
def test_engines_agree(client, tmp_path_factory, seed):
    hold_against_each_other(
        client, tmp_path_factory.mktemp("clinic"), seed, partitions=2, parts=seed % 2 == 1
    )


@pytest.fixture(scope="module", params=[1, 3])
def processes(request):
    """Workers that share no memory."""
    with (
        distributed.LocalCluster(
            n_workers=request.param, threads_per_worker=1, dashboard_address="127.0.0.1:0"
        ) as cluster,
        distributed.Client(cluster) as made,
    ):
        yield made


@pytest.mark.long
@settings(max_examples=20, phases=UNSHRUNK)
@given(SEEDS, st.integers(1, 7), st.booleans())
def test_engines_agree_on_any_number_of_processes(processes, tmp_path_factory, seed, partitions, parts):
    hold_against_each_other(processes, tmp_path_factory.mktemp("clinic"), seed, partitions, parts)
