"""The same data and plan give the same bytes in every format, in processes that have nothing else in common."""

import os
import subprocess
import sys
from dataclasses import replace

from dnoutcomes import simulate

# The order of sets, the time zone, the language and the directory differ.
PLACES = (
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LANG": "C", "USER": "one", "HOME": "/nowhere"},
    {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LANG": "es_PE.UTF-8", "USER": "two", "HOME": "/elsewhere"},
)

# Those with models, random numbers, figures and hashes; tests inside one process compare all sections.
SECTIONS = ["people", "causes", "responders", "safety", "sensitivity", "provenance"]
FURTHER_OUTCOMES = [
    "bpi_interference", "npsi_total", "phq9", "eq5d_index", "pgic", "tug", "bbs", "vpt", "monofilament_sites",
]  # fmt: skip


def test_two_processes_write_the_same_report(tmp_path):
    sample = simulate("trial", n=80)
    # Each further outcome is counted and compared as the others are; one of them is enough.
    replace(sample, frame=sample.frame.drop(columns=FURTHER_OUTCOMES)).write(tmp_path)
    plan = tmp_path / "plan.toml"
    plan.write_text(f"sections = {SECTIONS}\n{plan.read_text(encoding='utf-8')}", encoding="utf-8")
    runs = []
    for number, place in enumerate(PLACES):
        (tmp_path / f"cwd{number}").mkdir()
        command = [sys.executable, "-m", "dnoutcomes", "report", str(tmp_path / "trial.csv")]
        command += ["--plan", str(plan), "--out", str(tmp_path / f"out{number}")]
        runs.append(
            subprocess.Popen(
                command,
                cwd=tmp_path / f"cwd{number}",
                env=os.environ | place,
                stderr=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        )
    for run in runs:
        _, told = run.communicate()
        assert run.returncode == 0, told.decode()
    first, second = (files_in(tmp_path / f"out{number}") for number in range(2))
    assert {"report.html", "report.pdf", "report.docx", "tables.xlsx", "results.csv", "manifest.json"} <= set(
        first
    )
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name]] == []


def files_in(directory):
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }
