"""Reports by site from the command line: a process, its output, its exit status, and what an interrupt leaves."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pandas as pd
import pytest

from dnoutcomes import cli
from dnoutcomes.report.releases.release_record import LOCK, RECORD, read_record
from dnoutcomes.writing import write_into

FAULTS = Path(__file__).parents[1] / "faults"


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


def dealt_out(frame, n_sites):
    """Deal the patients of a clinic out to so many sites."""
    place = pd.factorize(frame["patient_id"])[0] % n_sites
    return frame.assign(site_id=[f"S{number + 1}" for number in place])


@pytest.fixture
def network(tmp_path, assessments_of, write_plan):
    """A file of two sites and one with one arm only, and a plan."""
    frame = dealt_out(assessments_of(120), 3)
    frame.loc[frame["site_id"] == "S3", "arm"] = "needling"
    frame.loc[frame.index[0], "pain_nrs"] = 55
    frame.to_csv(tmp_path / "network.csv", index=False)
    return tmp_path / "network.csv", "--plan", write_plan(tmp_path, "summary", "limits")


def test_one_command_makes_a_report_per_site_and_says_what_it_could_not(network, tmp_path):
    out = tmp_path / "out"
    done = run("report", *network, "--out", out, "--by-site", "--format", "csv", "--jobs", "1")
    assert done.returncode == 0, done.said
    assert done.shown == ""
    assert "Wrote the reports of 2 of 3 sites" in done.said
    assert "Not written: site S3: no record of the arm standard" in done.said
    listed = [path.name for path in out.glob("*-set-aside.csv")]
    assert len(listed) == 1
    assert listed[0] in done.said
    index = json.loads((out / "sites.json").read_text(encoding="utf-8"))
    assert {item["directory"]: item["written"] for item in index["sites"]} == {
        "S1": True,
        "S2": True,
        "S3": False,
    }
    assert sorted(path.name for path in (out / "S1").iterdir()) == ["manifest.json", "results.csv"]


def test_a_hostile_site_stays_inside_and_no_report_at_all_is_a_failure(tmp_path):
    done = run("report", FAULTS / "path_site.csv", "--out", tmp_path / "out", "--by-site", "--format", "csv")
    assert done.returncode == 2
    assert "1 patients have no site: they are in no report" in done.said
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "sites.json"]


def test_the_processes_of_the_sites_speak_the_language_of_a_file(network, tmp_path):
    words = tmp_path / "own.po"
    assert run("words", "--out", words).returncode == 0
    told = 'msgid "Dry needling plus standard care against standard care alone"\nmsgstr '
    text = words.read_text(encoding="utf-8")
    assert told + '""' in text
    words.write_text(text.replace(told + '""', told + '"Needles and care, or care"'), encoding="utf-8")
    out = tmp_path / "out"
    done = run(
        "report", *network, "--out", out, "--by-site", "--format", "html", "--jobs", "2", "--language", words
    )
    assert done.returncode == 0, done.said
    for site in ("S1", "S2"):
        assert "Needles and care, or care" in (out / site / "report.html").read_text(encoding="utf-8")


def test_a_file_without_sites_names_the_column(tmp_path):
    done = run("report", FAULTS / "unsorted.csv", "--out", tmp_path / "out", "--by-site", "--format", "csv")
    assert done.returncode == 2
    assert "site_id" in done.said
    assert not (tmp_path / "out").exists()


def test_jobs_belong_to_sites(tmp_path):
    done = run("report", "none.csv", "--out", tmp_path / "out", "--jobs", "2")
    assert done.returncode == 2
    assert "--by-site" in done.said


def test_the_help_warns_of_subtraction():
    said = " ".join(run("report", "--help").shown.replace("│", " ").split())
    assert "--by-site" in said
    assert "must not have the report of the whole file" in said


def is_gone(group):
    """Whether no process of a group is left, soon; the one that keeps the books of the others ends a moment later."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(os.name != "posix", reason="a terminal's interrupt is sent to a process group")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_what_ends_a_run_ends_every_process_and_leaves_the_earlier_reports(
    tmp_path, assessments_of, write_plan, number, status
):
    dealt_out(assessments_of(240), 6).to_csv(tmp_path / "network.csv", index=False)
    write_plan(tmp_path, "summary", "limits")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "dnoutcomes", "report", tmp_path / "network.csv", "--plan", tmp_path / "plan.toml",
               "--out", out, "--by-site", "--format", "csv", "--jobs", "2"]  # fmt: skip
    write_into(
        out, {"sites.json": b'{"format": "dnoutcomes sites, version 1", "sites": []}', "notes.txt": b"mine"}
    )
    before = {path: path.read_bytes() for path in out.iterdir()}
    # What runs the tests may ignore the interrupt, and a process started from it would too.
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # fmt: skip
    try:
        # A machine with other work takes minutes where an idle one takes seconds.
        deadline = time.monotonic() + 300
        while not list(tmp_path.glob(".out.*unfinished/*/manifest.json")) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert running.poll() is None
        # A terminal sends Ctrl-C to all processes; a shutdown reaches the first one.
        (os.killpg if number == signal.SIGINT else os.kill)(running.pid, number)
        _, said = running.communicate(timeout=300)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
    assert running.returncode == status
    assert "Traceback" not in said
    assert is_gone(running.pid)
    assert {path: path.read_bytes() for path in out.iterdir()} == before
    left = {path.name for path in tmp_path.iterdir()} - {RECORD, LOCK}
    assert left == {"network.csv", "out", "plan.toml"}
    # A site that was done is on record though nobody has its report: careful, and the same run is never in its way.
    assert {item.directory for item in read_record(tmp_path / RECORD)} <= {f"S{n}" for n in range(1, 7)}
