"""--engine on the command line: the same answers and files, and what has read the file is said."""

import contextlib
import io
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest

from dnoutcomes import cli


def run(*arguments):
    """Call the entry point as a shell would, in this process because starting one takes seconds."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "argv", ["dnoutcomes", *map(str, arguments)]),
        mock.patch.dict(os.environ, {"COLUMNS": "100", "NO_COLOR": "1"}),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as left,
    ):
        cli.main()
    return SimpleNamespace(
        returncode=left.value.code or 0, said=" ".join(err.getvalue().split()), shown=out.getvalue()
    )


@pytest.fixture
def clinic(tmp_path, assessments_of, write_plan):
    """A plain file of two sites, and a plan."""
    frame = assessments_of(90)
    codes = frame["patient_id"].str[1:].astype(int)
    frame = frame.assign(site_id=(codes % 2).map({0: "S1", 1: "S2"}))
    frame.to_csv(tmp_path / "clinic.csv", index=False)
    return tmp_path / "clinic.csv", "--plan", write_plan(tmp_path, "summary", "limits")


def files_of(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("results.csv")}


def test_a_check_is_the_same_and_says_which_engine_read(clinic):
    answers = [json.loads(run("check", *clinic, "--engine", name, "--format", "json").shown)
               for name in ("duckdb", "pandas")]  # fmt: skip
    assert [answer.pop("engine") for answer in answers] == ["duckdb", "pandas"]
    assert answers[0] == answers[1]
    assert answers[0]["counts"]["patients"] == 90


@pytest.mark.long
def test_workers_that_a_command_starts_write_nothing_among_its_answer(clinic):
    """In a process of its own, as its workers are."""
    command = [sys.executable, "-m", "dnoutcomes", "check", *map(str, clinic), "--format", "json", "--engine"]
    answers = [
        subprocess.run([*command, name], capture_output=True, text=True, check=True).stdout
        for name in ("dask", "pandas")
    ]
    by_dask, by_pandas = map(json.loads, answers)
    assert (by_dask.pop("engine"), by_pandas.pop("engine")) == ("dask", "pandas")
    assert by_dask == by_pandas


def test_why_pandas_read_instead_is_said_in_words(clinic):
    path = clinic[0]
    first, second, *others = path.read_text().splitlines()
    path.write_text("\n".join([first, second.rpartition(",")[0] + ",11", *others]) + "\n")
    done = run("check", *clinic, "--engine", "duckdb")
    assert "Read by pandas, not DuckDB: pain_nrs: outside 0 to 10" in " ".join(done.shown.split())


@pytest.mark.parametrize("wanted", [("--quarter", "2025Q4"), ("--by-site", "--jobs", "1")])
def test_reports_are_the_same_and_say_which_engine_read(clinic, tmp_path, wanted):
    written = {}
    for name in ("duckdb", "pandas"):
        out = tmp_path / name / "out"
        done = run("report", *clinic, *wanted, "--engine", name, "--format", "csv", "--out", out)
        assert done.returncode == 0, done.said
        assert f"Read by {name}" in done.said
        written[name] = files_of(out)
    assert written["duckdb"] == written["pandas"]
    assert all(written["duckdb"].values())
    assert len(written["duckdb"]) == (2 if "--by-site" in wanted else 1)


@pytest.mark.parametrize("command", ["check", "report"])
def test_an_engine_that_nobody_knows_ends_the_run_and_is_no_finding(clinic, tmp_path, command):
    done = run(command, *clinic, "--engine", "spark")
    assert done.returncode == 2
    assert "pandas, duckdb" in done.said
    assert done.shown == ""


def no_large_files():
    """As on a disk that's full: nothing of more than 8 KB can be written."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**13, 2**13))


@pytest.mark.parametrize("engine", ["duckdb", pytest.param("dask", marks=pytest.mark.long)])
def test_a_full_disk_is_told_and_the_old_report_stays_whole(clinic, tmp_path, engine):
    out = tmp_path / "out"
    wanted = ["report", *map(str, clinic), "--format", "csv", "--out", str(out), "--engine"]
    assert run(*wanted, "pandas").returncode == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    done = subprocess.run(
        [sys.executable, "-m", "dnoutcomes", *wanted, engine],
        capture_output=True, text=True, check=False, preexec_fn=no_large_files,
    )  # fmt: skip
    assert done.returncode == 2
    assert "neither memory nor temporary space left" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
