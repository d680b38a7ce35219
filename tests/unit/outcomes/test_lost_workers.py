"""A worker that is killed midway costs time and nothing else; a disk that is full is told."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import distributed
import pandas as pd
import pytest

from dnoutcomes.analysis_sums import sum_analysis
from dnoutcomes.engines import Dask
from dnoutcomes.outcomes import distributed as reading
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan

sys.path.insert(0, str(Path(__file__).parents[1] / "engines"))
from plain_clinic import plain_clinic, write

pytestmark = pytest.mark.long
PLAN = Plan(covariates=("age",), data_cutoff="2026-01-01", pool_causes_below=2)


def killing(check_bucket):
    """A task that kills the process that works at it, the first time that it is tried."""

    def task(bucket, buckets):
        mark = buckets.split.folder / "killed"
        if bucket == 1 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return check_bucket(bucket, buckets)

    return task


def test_a_worker_killed_midway_changes_no_result(tmp_path, monkeypatch):
    path = write(plain_clinic(n=40), tmp_path / "clinic.csv")
    alone = sum_analysis(read_outcomes(path, plan=PLAN, engine="duckdb", confirmed=["windows"]), PLAN)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        before = set(client.run(os.getpid).values())
        monkeypatch.setattr(reading, "check_bucket", killing(reading.check_bucket))
        engine = Dask(client, shared_directory=tmp_path, partitions=4)
        outcomes = read_outcomes(path, plan=PLAN, engine=engine, confirmed=["windows"])
        assert outcomes.engine == "dask"
        assert (outcomes.workers.folder / "killed").exists()
        client.wait_for_workers(2)
        assert set(client.run(os.getpid).values()) != before
        sums = sum_analysis(outcomes, PLAN)
        pd.testing.assert_frame_equal(sums.counts, alone.counts)
        assert (sums.grouped.products == alone.grouped.products).all()


FULL = """
import resource, sys
import distributed
from dnoutcomes.engines import Dask, EngineError
from dnoutcomes.outcomes import read_outcomes

client = distributed.Client(processes=False, n_workers=1, threads_per_worker=2, dashboard_address="127.0.0.1:0")
resource.setrlimit(resource.RLIMIT_FSIZE, (2**13, 2**13))
try:
    read_outcomes(sys.argv[1], engine=Dask(client, shared_directory=sys.argv[2], partitions=2))
except EngineError as error:
    print(error)
"""


def test_a_full_shared_disk_is_told(tmp_path):
    path, shared = write(plain_clinic(n=60), tmp_path / "clinic.csv"), tmp_path / "shared"
    shared.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", FULL, path, shared], capture_output=True, text=True, check=False
    )
    assert "neither memory nor temporary space left" in done.stdout, done.stderr
    assert list(shared.iterdir()) == []
