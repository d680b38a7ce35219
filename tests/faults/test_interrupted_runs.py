"""The command line is killed, run twice at once, and loses a process: the old report is whole and `verify` says so."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from dnoutcomes.report import verify_report
from dnoutcomes.report.releases.release_record import LOCK, RECORD
from dnoutcomes.simulation import simulate
from dnoutcomes.writing import write_into

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="looks up processes as Linux has them"
)
PLAN = """\
covariates = ["age", "sex"]
sections = ["summary", "limits"]

[[visits]]
name = "W04"
day = 28

[[visits]]
name = "W12"
day = 84
"""


@pytest.fixture
def clinic(tmp_path):
    """A file of two sites, a plan, and a report of before."""
    frame = simulate("clinic", n=80).frame
    sites = [f"S{number % 2 + 1}" for number in pd.factorize(frame["patient_id"])[0]]
    frame.assign(site_id=sites).to_csv(tmp_path / "clinic.csv", index=False)
    (tmp_path / "plan.toml").write_text(PLAN)
    page = b"the report of before"
    told = {
        "format": "dnoutcomes manifest, version 1", "release": "protected", "plan_sha256": "",
        "versions": {"dnoutcomes": "0.1.0"},
        "input": {"name": "before.csv", "sha256": "", "rows": 0, "rows_used": 0, "rows_set_aside": 0},
        "files": {"results.csv": {"sha256": hashlib.sha256(page).hexdigest()}},
    }  # fmt: skip
    write_into(tmp_path / "out", {"results.csv": page, "manifest.json": json.dumps(told).encode()})
    return tmp_path


@pytest.fixture
def start(clinic):
    """Start the command line on the file; whatever it started ends with the test."""
    started = []

    def run(*options):
        command = [sys.executable, "-m", "dnoutcomes", "report", "clinic.csv", "--plan", "plan.toml", "--out", "out",
                   "--format", "csv", *options]  # fmt: skip
        running = subprocess.Popen(
            command, cwd=clinic, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        started.append(running)
        return running

    yield run
    for running in started:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
        running.stderr.close()


def wait_until(happened, running):
    """Wait for a running process to come so far; a machine with other work takes minutes where an idle one doesn't."""
    for _ in range(6000):
        if happened():
            return
        if running.poll() is not None:
            pytest.fail(f"it ended: {running.communicate()[1]}")
        time.sleep(0.05)
    pytest.fail("it didn't come so far")


def test_a_second_run_is_refused_at_once_and_a_killed_one_does_no_harm(clinic, start):
    first = start()
    wait_until((clinic / ".out.dnoutcomes-lock").exists, first)
    first.send_signal(signal.SIGSTOP)
    second = start()
    _, said = second.communicate(timeout=300)
    assert second.returncode == 2
    said = " ".join(said.split())
    assert f"another run (process {first.pid}) is writing to out now. Wait until it is done" in said
    assert "Traceback" not in said
    assert verify_report(clinic / "out").passed
    first.kill()
    first.wait()
    found = verify_report(clinic / "out")
    assert (found.passed, found.facts.input_name) == (True, "before.csv")
    assert found.left == (".out.dnoutcomes-lock",)


def test_a_killed_process_of_the_sites_is_named_and_leaves_everything_as_it_was(clinic, start):
    (clinic / "out").rename(clinic / "S1")
    (clinic / "out").mkdir()
    (clinic / "S1").rename(clinic / "out" / "S1")
    running = start("--by-site", "--jobs", "2")

    def worker():
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
        commands = {child: Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
        return [int(child) for child, command in commands.items() if b"spawn_main" in command]

    wait_until(worker, running)
    os.kill(worker()[0], signal.SIGKILL)
    _, said = running.communicate(timeout=300)
    said = " ".join(said.split())
    assert running.returncode == 2
    assert "a process died" in said
    assert "Traceback" not in said
    # The other site may have been done, and is on record then.
    left = {path.name for path in clinic.iterdir()} - {RECORD, LOCK}
    assert left == {"clinic.csv", "out", "plan.toml"}
    assert [path.name for path in (clinic / "out").iterdir()] == ["S1"]
    assert verify_report(clinic / "out" / "S1").passed
