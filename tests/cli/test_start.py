"""`dnoutcomes start`: what it writes, prints and returns, and what it asks in a terminal."""

from __future__ import annotations

import sys
import tomllib
from unittest import mock

import pytest
from typer.testing import CliRunner

from dnoutcomes import cli
from dnoutcomes.cli import start as command
from dnoutcomes.cli.app import app

ROWS = """\
Paciente;Grupo;Causa;Fecha;Dolor
001;0;Diabética;05/01/2026;7,5
001;0;Diabética;02/02/2026;6
002;1;Quimioterapia;06/01/2026;8
002;1;Quimioterapia;03/02/2026;5
"""


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def run(*arguments, given=""):
    return CliRunner().invoke(app, ["start", *map(str, arguments)], input=given)


def status(*arguments):
    """Call the entry point, which turns errors into a status."""
    with (
        mock.patch.object(sys, "argv", ["dnoutcomes", "start", *map(str, arguments)]),
        pytest.raises(SystemExit) as left,
    ):
        cli.main()
    return left.value.code or 0


def test_open_questions_are_in_the_file_and_in_the_status(export, tmp_path):
    result = run(export, "--out", tmp_path / "site")
    assert result.exit_code == command.OPEN
    assert "QUESTION date_format" in result.output
    written = tomllib.loads((tmp_path / "site" / "mapping.toml").read_text(encoding="utf-8"))
    assert written["questions"] == ["date_format", "values_arm"]
    assert not (tmp_path / "site" / "plan.toml").exists()


def test_answers_close_them_and_the_next_command_is_told(export, tmp_path):
    site = tmp_path / "site"
    assert status(export, "--out", site, "--answer", "values_arm=needling_1") == 2  # there is no such answer
    result = run(
        export, "--out", site, "--answer", "date_format=day_first", "--answer", "values_arm=standard_0"
    )
    assert result.exit_code == 0
    assert f"dnoutcomes check {export} --mapping {site}/mapping.toml --plan {site}/plan.toml" in result.output
    assert "day 0: 7.5, day 28: 6" in result.output
    assert "001" not in result.output


def test_a_mapping_that_is_there_stays(export, tmp_path):
    (tmp_path / "mapping.toml").write_text("# mine\n")
    assert status(export, "--out", tmp_path) == 2
    assert (tmp_path / "mapping.toml").read_text() == "# mine\n"
    assert run(export, "--out", tmp_path, "--replace").exit_code == command.OPEN


def test_a_terminal_is_asked_and_what_stays_open_is_written(export, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "_is_terminal", lambda: True)
    # The second way of writing dates isn't there; the codes of the arms are left open.
    result = run(export, "--out", tmp_path / "a", given="dayfirst\n1\n0\n")
    assert result.exit_code == command.OPEN
    assert "no answer 'dayfirst'; did you mean 'day_first'" in " ".join(result.output.split())
    written = tomllib.loads((tmp_path / "a" / "mapping.toml").read_text(encoding="utf-8"))
    assert (written["questions"], written["date_format"]) == (["values_arm"], "%d/%m/%Y")
    assert run(export, "--out", tmp_path / "b", given="day_first\n2\n").exit_code == 0


def test_yes_asks_nothing_and_guesses_nothing(export, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "_is_terminal", lambda: True)
    result = run(export, "--out", tmp_path / "a", "--yes")
    assert result.exit_code == command.OPEN
    assert "Answer" not in result.stdout
