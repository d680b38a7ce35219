"""Dask reads, checks and reduces a file as pandas and DuckDB do, whatever the number of parts and workers."""

import csv
import sys
from pathlib import Path

import distributed
import duckdb
import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.analysis_sums import sum_analysis
from dnoutcomes.checks import RECORD_CHECKS, Check
from dnoutcomes.engines import Dask, DuckDB
from dnoutcomes.errors import DataError
from dnoutcomes.models import contrast, fit_mmrm, ls_means
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan

sys.path.insert(0, str(Path(__file__).parents[1] / "engines"))
from plain_clinic import plain_clinic, write

FAULTS = Path(__file__).parents[2] / "faults"
with (FAULTS / "manifest.csv").open(newline="") as stream:
    FILES = [row["file"] for row in csv.DictReader(stream)]
FRAMES = ("records", "rows", "issues", "rejects", "without_records")
VALUES = ("source", "outcome", "time_column", "arms", "left_out", "declared_outcomes", "confirmed", "same_day")
PLAN = {
    "visits": [{"name": "W02", "day": 14}, {"name": "W08", "day": 56}, {"name": "W12", "day": 84}],
    "covariates": ("age", "opioid", "site_id"),
    "covariance": ("ar1h",),
    "pool_causes_below": 2,
    "data_cutoff": "2026-01-01",
}


@pytest.fixture(scope="module", params=[1, 3])
def client(request):
    """Workers in threads of this process: one or several at a time."""
    # Threads of a test run end when they may; the warning of one that is left is of no use.
    with distributed.Client(
        processes=False, n_workers=1, threads_per_worker=request.param, dashboard_address=None
    ) as made:
        yield made


def same(path, client, partitions, **options) -> str:
    """Hold Dask against pandas, and return what read the file in the end."""
    dask = Dask(client, partitions=partitions)
    try:
        by_pandas = read_outcomes(path, engine="pandas", **options)
    except DataError as refused:
        with pytest.raises(DataError) as again:
            read_outcomes(path, engine=dask, **options)
        assert str(again.value) == str(refused)
        pd.testing.assert_frame_equal(again.value.issues, refused.issues)
        return refused.verdict
    by_dask = read_outcomes(path, engine=dask, **options)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(by_dask, name), getattr(by_pandas, name))
    for name in VALUES:
        assert getattr(by_dask, name) == getattr(by_pandas, name)
    assert by_dask.n_patients == by_pandas.n_patients
    return by_dask.engine


def as_parquet(path):
    with duckdb.connect() as connection:
        target = path.with_suffix(".parquet")
        connection.execute(f"copy (from '{path}') to '{target}' (format parquet)")
    return target


@pytest.mark.parametrize("name", FILES)
def test_every_faulty_file_gets_its_verdict(client, name):
    if client.nthreads().popitem()[1] == 1:
        pytest.skip("one number of workers is enough")
    same(FAULTS / name, client, 2)


@pytest.mark.parametrize("partitions", [1, 2, 7])
def test_a_plain_file_is_read_to_the_same_outcomes(client, tmp_path, partitions):
    path = write(plain_clinic(n=30).sample(frac=1, random_state=partitions), tmp_path / "clinic.csv")
    assert same(path, client, partitions) == "dask"
    assert same(as_parquet(path), client, partitions) == "dask"
