"""`report` without a file: a simulated clinic, and nothing of anybody's replaced."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from dnoutcomes import Plan
from dnoutcomes.cli import report as command
from dnoutcomes.cli.app import app
from dnoutcomes.cli.demo import simulated_demo
from dnoutcomes.errors import DnOutcomesError, OutputError
from dnoutcomes.simulation import simulate


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_report_without_a_file_is_of_the_simulated_clinic(monkeypatch):
    asked = []
    monkeypatch.setattr(command, "_write_one", lambda request, language: asked.append(request))
    result = CliRunner().invoke(app, ["report"])
    assert result.exit_code == 0
    (request,) = asked
    assert request.plan.hash == simulate("clinic").plan.hash
    assert request.file.read_text().startswith("patient_id,site_id,arm,")
    assert Plan.from_toml(request.file.with_name("plan.toml")).hash == request.plan.hash


def test_a_plan_without_its_file_is_refused_and_nothing_is_written(elsewhere):
    with pytest.raises(DnOutcomesError, match="no FILE is named"):
        simulated_demo(elsewhere / "plan.toml", None)
    with pytest.raises(DnOutcomesError, match="no FILE is named"):
        simulated_demo(None, elsewhere / "site.toml")
    assert not list(elsewhere.iterdir())


def test_a_clinics_own_file_in_the_folder_stays(elsewhere):
    (elsewhere / "demo").mkdir()
    own = elsewhere / "demo" / "clinic.csv"
    own.write_text("patient_id\n1\n")
    with pytest.raises(OutputError):
        simulated_demo(None, None)
    assert own.read_text() == "patient_id\n1\n"


def test_a_second_demo_replaces_the_first():
    first = simulated_demo(None, None)
    assert simulated_demo(None, None) == first
