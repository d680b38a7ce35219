"""Every command that writes refuses a place before it reads or computes anything."""

import sys
from types import SimpleNamespace
from unittest import mock

import pytest

from dnoutcomes import cli

COMMANDS = {
    "report": ("report", "none.csv"),
    "by site": ("report", "none.csv", "--by-site"),
    "deidentify": ("deidentify", "none.csv"),
    "simulate": ("simulate",),
    "words": ("words",),
}


@pytest.fixture
def run(capsys):
    """Call the entry point as a shell would, in this process because starting one takes seconds."""

    def call(*arguments):
        with (
            mock.patch.object(sys, "argv", ["dnoutcomes", *map(str, arguments)]),
            pytest.raises(SystemExit) as left,
        ):
            cli.main()
        return SimpleNamespace(returncode=left.value.code or 0, stderr=capsys.readouterr().err)

    return call


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("place", ["notes.txt/out", "/proc/none/out"])
def test_a_place_that_cannot_be_written_is_said_first(run, tmp_path, command, place):
    (tmp_path / "notes.txt").write_text("mine")
    done = run(*command, "--out", tmp_path / place)
    assert done.returncode == 2
    assert "can't write to" in " ".join(done.stderr.split())
    assert "none.csv" not in done.stderr.replace("\n", "")


def test_a_page_that_no_report_wrote_stays(run, tmp_path):
    (tmp_path / "report.html").write_text("my thesis")
    done = run("report", "none.csv", "--out", tmp_path, "--format", "html")
    assert done.returncode == 2
    assert "report.html" in done.stderr
    assert (tmp_path / "report.html").read_text() == "my thesis"


def test_a_list_that_is_somebodys_stays(run, tmp_path):
    listed = tmp_path / "out-set-aside.csv"
    listed.write_text("name,phone\n")
    done = run("report", "none.csv", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert listed.read_text() == "name,phone\n"


def test_words_that_were_translated_stay(run, tmp_path):
    words = tmp_path / "words.po"
    assert run("words", "--out", words).returncode == 0
    assert run("words", "--out", words).returncode == 0
    words.write_bytes(words.read_bytes() + b"# mine\n")
    done = run("words", "--out", words)
    assert done.returncode == 2
    assert words.read_bytes().endswith(b"# mine\n")


def test_a_plan_that_was_changed_outlives_a_simulation(run, tmp_path):
    for seed in (1, 2):
        done = run("simulate", "--preset", "trial", "--n", "30", "--seed", seed, "--out", tmp_path)
        assert done.returncode == 0, done.stderr
    plan = tmp_path / "plan.toml"
    plan.write_text(plan.read_text() + "# mine\n")
    done = run("simulate", "--preset", "trial", "--n", "30", "--out", tmp_path)
    assert done.returncode == 2
    assert "plan.toml" in done.stderr
    assert plan.read_text().endswith("# mine\n")
