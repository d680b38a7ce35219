"""Dask reads, checks and reduces a file as pandas and DuckDB do, whatever the number of parts and workers."""

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
from dnoutcomes.compare import responder_table
from dnoutcomes.describe import observed_changes, patient_flow, table_one
from dnoutcomes.engines import Dask, EngineError
from dnoutcomes.errors import DataError
from dnoutcomes.models import contrast, fit_growth, fit_mmrm, ls_means
from dnoutcomes.outcomes import read_outcomes, validate
from dnoutcomes.plan import Plan

sys.path.insert(0, str(Path(__file__).parents[1] / "engines"))
from plain_clinic import FAULTS, FILES, FRAMES, VALUES, clinic_with_gaps, plain_clinic, write

PLAN = {
    "visits": [{"name": "W02", "day": 14}, {"name": "W08", "day": 56}, {"name": "W12", "day": 84}],
    "covariates": ("age", "opioid", "site_id"),
    "covariance": ("ar1h",),
    "pool_causes_below": 2,
    "data_cutoff": "2026-01-01",
}


@pytest.fixture(scope="module")
def client():
    """Two workers in threads of this process."""
    with distributed.Client(
        processes=False, n_workers=1, threads_per_worker=2, dashboard_address="127.0.0.1:0"
    ) as made:
        yield made


def refusal(path, **options) -> DataError | None:
    try:
        read_outcomes(path, **options)
    except DataError as error:
        return error
    return None


def same(path, client, partitions, **options) -> str:
    """Hold Dask against pandas, and return what read the file in the end."""
    dask = Dask(client, partitions=partitions)
    refused = refusal(path, engine="pandas", **options)
    if refused is not None:
        again = refusal(path, engine=dask, **options)
        assert str(again) == str(refused)
        pd.testing.assert_frame_equal(again.issues, refused.issues)
        return refused.verdict
    by_pandas = read_outcomes(path, engine="pandas", **options)
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
    same(FAULTS / name, client, 2)


def test_a_plain_file_is_read_to_the_same_outcomes(client, tmp_path):
    path = write(plain_clinic(n=30).sample(frac=1, random_state=4), tmp_path / "clinic.csv")
    assert same(path, client, 3) == "dask"
    assert same(as_parquet(path), client, 2) == "dask"


def slips(name):
    """A clinic of which something is to be said that no bucket alone can tell."""
    frame = plain_clinic(n=24)
    ids = frame["patient_id"]
    if name == "spelling":
        return frame.assign(patient_id=ids.mask(ids == "P002", "p001"))
    if name == "lost zeros":
        return frame.assign(patient_id=ids.str[1:].where(ids > "P011", ids.str[2:]))
    if name == "course":
        return pd.concat([frame, frame[ids == "P001"].assign(patient_id="Q900")], ignore_index=True)
    if name == "scale":
        scores = frame["pain_nrs"].astype("float64")
        return frame.assign(pain_nrs=scores.mask(frame["site_id"] == "S1", scores / 10))
    return frame.assign(patient_id="\u00e9" + ids)


@pytest.mark.parametrize(
    ("name", "check", "why"),
    [
        ("spelling", None, "upper and lower case only"),
        ("lost zeros", "rounded_ids", "fewer digits than others of 3"),
        ("course", "same_course", "two patients have the same course"),
        ("scale", "mixed_scale", "pain_nrs of a site"),
        ("letters", None, "beyond ASCII"),
    ],
)
def test_what_no_bucket_alone_can_tell_is_seen(client, tmp_path, name, check, why):
    """It's confirmed here, so that pandas, which reads such files, has no question."""
    path = write(slips(name), tmp_path / "clinic.csv")
    confirmed = [check] if check else []
    engine = read_outcomes(path, engine=Dask(client, partitions=3), confirmed=confirmed).engine
    assert engine.startswith("pandas, not Dask: ")
    assert why in engine


def test_a_check_that_looks_at_all_records_is_left_to_pandas(client, tmp_path):
    RECORD_CHECKS.register(Check("own", "own", lambda context: []))
    try:
        engine = read_outcomes(write(plain_clinic(), tmp_path / "clinic.csv"), engine=Dask(client)).engine
    finally:
        RECORD_CHECKS.withdraw("own")
    assert engine == "pandas, not Dask: the check own looks at all records"


def products_of(sums):
    """Sums of products by group, which engines may list in another order."""
    labels = sums.grouped.groups.astype(str).itertuples(index=False, name=None)
    keys = [(*label, *seen) for label, seen in zip(labels, sums.grouped.observed.tolist())]
    return dict(zip(keys, sums.grouped.products))


def sums_of_both(client, path, plan, partitions):
    """The sums of one machine and of a cluster."""
    sums = {}
    for name, engine in (("duckdb", "duckdb"), ("dask", Dask(client, partitions=partitions))):
        outcomes = read_outcomes(path, plan=plan, engine=engine, confirmed=["windows"])
        assert outcomes.engine == name
        sums[name] = sum_analysis(outcomes, plan)
    return sums


@pytest.mark.parametrize(("partitions", "seed", "part"), [(4, 5, 0.0), (2, 8, 0.25)])
def test_sums_and_fit_are_those_of_one_machine(client, tmp_path, partitions, seed, part):
    """Bit for bit for whole scores, to 1e-12 for others."""
    frame = plain_clinic(n=60, seed=seed).astype({"pain_nrs": "float64"})
    frame["pain_nrs"] += np.where(frame.index % 3 == 0, part, 0.0)
    path, plan = write(frame, tmp_path / "clinic.csv"), Plan(**PLAN)
    sums = sums_of_both(client, path, plan, partitions)
    pd.testing.assert_frame_equal(sums["dask"].counts, sums["duckdb"].counts)
    by_duckdb, by_dask = (products_of(sums[name]) for name in ("duckdb", "dask"))
    assert set(by_dask) == set(by_duckdb)
    for key, products in by_duckdb.items():
        if part:
            np.testing.assert_allclose(by_dask[key], products, rtol=1e-12, atol=1e-12)
        else:
            np.testing.assert_array_equal(by_dask[key], products)
    rows = build_analysis(read_outcomes(path, plan=plan, engine="pandas", confirmed=["windows"]), plan)
    tables = [
        contrast(ls_means(fit_mmrm(data), "arm", by=["cause", "visit"])).frame
        for data in (sums["dask"], rows)
    ]
    pd.testing.assert_frame_equal(*tables, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("partitions", "seed"), [(2, 4), (3, 11)])
def test_courses_and_counts_are_those_of_one_machine(client, tmp_path, partitions, seed):
    responders = ({"value": 30, "scale": "percent"}, {"value": 2, "scale": "points"})
    plan = Plan(**{**PLAN, "pool_causes_below": 5}, responders=responders)
    path = write(clinic_with_gaps(60, seed), tmp_path / "clinic.csv")
    sums = sums_of_both(client, path, plan, partitions)
    for count in (patient_flow, responder_table, observed_changes, table_one):
        pd.testing.assert_frame_equal(count(sums["dask"]), count(sums["duckdb"]), check_exact=True)
    tables = [fit_growth(sums[name], random="1").tidy() for name in ("dask", "duckdb")]
    pd.testing.assert_frame_equal(*tables, rtol=1e-9, atol=1e-9)


def test_a_file_that_has_changed_is_not_taken_for_the_one_that_was_read(client, tmp_path):
    path = write(plain_clinic(), tmp_path / "clinic.csv")
    outcomes = read_outcomes(path, engine=Dask(client, partitions=2))
    assert repr(outcomes).startswith("Outcomes of clinic.csv, in 2 buckets of patients: ")
    write(plain_clinic(n=11), path)
    with pytest.raises(DataError, match=r"clinic\.csv has changed since it was read"):
        len(outcomes.records)


def test_nothing_stays_on_the_shared_disk(client, tmp_path):
    path, shared = write(plain_clinic(), tmp_path / "clinic.csv"), tmp_path / "shared"
    shared.mkdir()
    outcomes = read_outcomes(path, engine=Dask(client, shared_directory=shared, partitions=2))
    assert [
        folder.name for folder in next(shared.iterdir()).iterdir() if folder.name.startswith("part")
    ] == []
    del outcomes
    assert list(shared.iterdir()) == []


def test_a_full_disk_is_told_with_what_would_do(client, tmp_path):
    with pytest.raises(EngineError, match="name a temp_directory with more room"):
        read_outcomes(
            write(plain_clinic(), tmp_path / "clinic.csv"),
            engine=Dask(client, shared_directory=tmp_path / "nowhere"),
        )


def test_a_plan_is_held_against_them_without_their_records(client, tmp_path):
    path = write(plain_clinic(n=20), tmp_path / "clinic.csv")
    plan = Plan(outcome="pain_nrs", clusters="site_id", causes=("idiopathic",), data_cutoff="2025-12-31")
    expected = validate(read_outcomes(path, engine="pandas"), plan)
    outcomes = read_outcomes(path, engine=Dask(client, partitions=3))
    found = validate(outcomes, plan)
    assert "records" not in vars(outcomes)
    pd.testing.assert_frame_equal(found.issues, expected.issues)
    assert found.counts == expected.counts
    # The plan has something to say of it that reading hadn't.
    assert not found.issues.equals(outcomes.issues)
    refused = validate(outcomes, Plan(outcome="isi"))
    assert (refused.verdict, "records" in vars(outcomes)) == ("reject", False)
