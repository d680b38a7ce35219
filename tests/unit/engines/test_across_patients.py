"""What is judged of all patients together needs counts only, and counts of parts add up."""

import numpy as np
import pandas as pd
import pytest
from plain_clinic import plain_clinic, write

from dnoutcomes.checks.same_course import CourseCounts, improbable_twins
from dnoutcomes.engines.across_patients import (
    count_courses,
    is_undeclared,
    judge_courses,
    judge_scales,
    judge_undeclared,
    list_courses,
    may_have_twins,
)
from dnoutcomes.engines.database import Database
from dnoutcomes.engines.duckdb_engine import DuckDB
from dnoutcomes.engines.stored_file import NotPlainError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.schema import COLUMNS, Column


def courses(seed):
    """Random courses of which some are alike, with codes of their times and scores."""
    rng = np.random.default_rng(seed)
    times = rng.integers(0, 6, 40)
    scores = np.where(rng.random(40) < 0.3, times % 2, rng.integers(2, 50, 40))
    return pd.DataFrame({"length": 3 + times, "times": times, "scores": 100 * times + scores})


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("by_date", [True, False])
def test_courses_are_improbable_in_counts_where_they_are_in_codes(seed, by_date):
    frame = courses(seed)
    codes = (pd.factorize(frame["times"])[0], pd.factorize(frame["scores"])[0])
    expected = improbable_twins(frame["length"].to_numpy(), *codes, by_date=by_date).any()
    database = Database(DuckDB(threads=1))
    database.store("courses", frame)
    parts = [count_courses(database, f"from courses where times % 3 = {k}") for k in range(3)]
    counts = sum(parts, CourseCounts())
    assert counts == count_courses(database, "from courses")
    if expected:
        with pytest.raises(NotPlainError, match="same course"):
            judge_courses(counts, by_date=by_date)
    else:
        judge_courses(counts, by_date=by_date)


@pytest.mark.parametrize(("later", "twins"), [(0, True), (1, False)])
def test_courses_are_put_in_order_only_where_two_may_be_alike(tmp_path, later, twins):
    file = read_outcomes(write(plain_clinic(), tmp_path / "clinic.csv"), engine="duckdb").file
    assert not may_have_twins(file)
    file.database.run(
        f"insert into encounters select row, 900, time + {later}, day, score, score_rank from encounters "
        "where patient = 4 order by row desc"
    )
    assert may_have_twins(file) is twins
    assert bool(count_courses(file.database, list_courses(file)).twins) is twins


def scales(**changes):
    site = {"score": "pain_nrs", "what": "site", "one": 1, "n": 20, "small": 20, "part": 0, "large": 0, "above": 0,
            "alike": 1}  # fmt: skip
    others = site | {"one": 2, "n": 50, "small": 5}
    return pd.DataFrame([site | changes, others])


def test_a_site_is_odd_by_the_sum_of_its_parts():
    halves = pd.concat([scales(n=10, small=10), scales(n=10, small=10)])
    for counts in (scales(), halves):
        with pytest.raises(NotPlainError, match="pain_nrs of a site"):
            judge_scales(counts)
    judge_scales(scales(n=10, small=10))
    judge_scales(pd.concat([scales(n=10, small=10), scales(n=10, small=9)]))


def test_patients_who_are_alike_count_as_often_as_they_are():
    patient = scales(what="patient", n=4, small=4, part=4, one=-1)
    patient["what"], patient["one"] = "patient", -1
    with pytest.raises(NotPlainError, match="pain_nrs of a patient"):
        judge_scales(patient)
    # With ninety of them and ten of the others, the others aren't what scores mostly are.
    judge_scales(patient.assign(alike=[90, 1]))


def test_columns_that_nobody_declared_are_the_patients_where_none_has_two_values():
    counts = pd.DataFrame({"column": ["practice", "practice"], "several": [0, 1], "gaps": [2, 0]})
    judge_undeclared(counts)
    for wrong, covariates in ((counts.assign(several=0), ()), (counts, ("practice",))):
        with pytest.raises(NotPlainError, match="practice"):
            judge_undeclared(wrong, covariates)
    assert is_undeclared(Column("practice", "text", "encounter", ""))
    assert not is_undeclared(Column("practice", "number", "encounter", "", maximum=10.0))
    assert not any(map(is_undeclared, COLUMNS.values()))


def test_a_gap_in_a_column_of_the_files_own_is_filled_whatever_reads_it(tmp_path):
    """With more dates than patients, the witness can't tell whose column it is."""
    frame = plain_clinic(n=5)
    first = ~frame["patient_id"].duplicated()
    frame["practice"] = np.where(first, "P" + frame["patient_id"].str[-1], "")
    path = write(frame, tmp_path / "clinic.csv")
    read = {name: read_outcomes(path, {"keep": ["practice"]}, engine=name) for name in ("pandas", "duckdb")}
    pd.testing.assert_frame_equal(read["duckdb"].records, read["pandas"].records)
    assert read["pandas"].records["practice"].notna().all()
    assert read["duckdb"].engine == 'pandas, not DuckDB: rows of one patient differ in "practice"'
