"""The command line as a user meets it: a process, its output, its exit status."""

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest

from dnoutcomes import cli
from dnoutcomes.deidentification.allowed import PSEUDONYMS as PSEUDONYM_LETTERS
from dnoutcomes.report.files import formats
from dnoutcomes.simulation import simulate

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
FAULTS = ROOT / "tests" / "faults"


def run(*arguments):
    """Call the entry point as a shell would, in this process because starting one takes seconds."""
    out, err = io.StringIO(), io.StringIO()
    words = ["dnoutcomes", *map(str, arguments)]
    with (
        mock.patch.object(sys, "argv", words),
        mock.patch.dict(os.environ, {"COLUMNS": "100", "NO_COLOR": "1"}),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as left,
    ):
        cli.main()
    return SimpleNamespace(returncode=left.value.code or 0, stdout=out.getvalue(), stderr=err.getvalue())


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Every format of a file with faults; all sections of all formats are written in tests of the report."""
    place = tmp_path_factory.mktemp("cli")
    out, plan = place / "report", place / "plan.toml"
    text = (SAMPLE / "plan.toml").read_text(encoding="utf-8")
    plan.write_text(f'sections = ["people", "course"]\n{text}', encoding="utf-8")
    done = run("report", SAMPLE / "messy.csv", "--plan", plan, "--out", out)
    assert done.returncode == 0, done.stderr
    return out, done


def test_report_writes_the_page_and_its_numbers(report):
    out, done = report
    assert {path.name for path in out.iterdir()} == {
        "report.html",
        "report.pdf",
        "report.docx",
        "tables.xlsx",
        "figures",
        "results.csv",
        "results.json",
        "manifest.json",
    }
    assert "Not written" not in done.stderr
    assert "report.html" in done.stderr
    assert done.stdout == ""


def test_rows_set_aside_are_listed_beside_the_report_and_not_in_it(report):
    out, done = report
    listed = out.parent / "report-set-aside.csv"
    header, *rows = listed.read_text(encoding="utf-8").splitlines()
    assert header.startswith("source_row,")
    assert f"Set aside {len(rows)} rows" in done.stderr.replace("\n", " ")


@pytest.fixture(scope="module")
def few(tmp_path_factory, assessments_of, write_plan):
    """A small clinic whose report has few sections, since each of the others takes a second or more."""
    place = tmp_path_factory.mktemp("few")
    assessments_of(60).to_csv(place / "clinic.csv", index=False)
    return place / "clinic.csv", "--plan", write_plan(place, "people", "provenance")


def test_a_clean_file_leaves_no_stale_list(few, tmp_path):
    stale = tmp_path / "out-set-aside.csv"
    stale.write_text("source_row,column,value,reason,set_aside\n2,pain,11,old,value\n")
    done = run("report", *few, "--out", tmp_path / "out", "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert not stale.exists()


def test_report_writes_the_formats_asked_for_and_no_other(few, tmp_path):
    done = run("report", *few, "--out", tmp_path / "out", "--format", "json, csv", "--format", "xlsx")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "results.csv",
        "results.json",
        "tables.xlsx",
        "manifest.json",
    }


def test_the_report_for_patients_leaves_out_what_they_can_do_without(few, tmp_path):
    done = run("report", *few, "--out", tmp_path / "out", "--format", "html", "--audience", "patients")
    assert done.returncode == 0, done.stderr
    assert "SHA-256" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_the_last_line_says_how_much_is_hidden_and_what_shows_it(few, tmp_path):
    done = run("report", *few, "--out", tmp_path / "q3", "--format", "csv")
    said = " ".join(done.stderr.split())
    rows = list(csv.DictReader((tmp_path / "q3" / "results.csv").read_text(encoding="utf-8").splitlines()))
    n_hidden = sum(row["state"] in ("hidden", "withheld") for row in rows)
    assert n_hidden
    assert f"{n_hidden} of {len(rows)} rows of results are hidden" in said
    assert "--internal" in said
    exact = run("report", *few, "--out", tmp_path / "q3", "--format", "csv", "--internal")
    said = " ".join(exact.stderr.split())
    assert (tmp_path / "q3-internal" / "results.csv").is_file()
    assert f"to {tmp_path / 'q3-internal'}: open" in said
    assert "must not be given away" in said
    assert "hidden, to protect" not in said
    assert "nothing hidden: --internal" in " ".join(run("check", *few).stdout.split())


def test_an_internal_report_for_patients_is_refused_before_anything_is_read(tmp_path):
    done = run("report", "no.csv", "--internal", "--audience", "patients", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "a report for patients leaves the clinic" in " ".join(done.stderr.split())


def test_an_audience_that_is_not_known_is_said_before_anything_is_read(tmp_path):
    done = run("report", "none.csv", "--out", tmp_path / "out", "--audience", "patient")
    assert done.returncode == 2
    assert "did you mean 'patients'" in done.stderr.replace("\n", " ")


def test_a_format_that_is_not_known_is_said_before_anything_is_read(tmp_path):
    done = run("report", "none.csv", "--out", tmp_path / "out", "--format", "html,pfd")
    assert done.returncode == 2
    assert "did you mean 'pdf'" in done.stderr.replace("\n", " ")
    assert not (tmp_path / "out").exists()


def test_formats_that_could_not_be_written_are_said_with_the_remedy(few, tmp_path, monkeypatch):
    installed = formats.find_spec
    absent = {"typst", "docx", "xlsxwriter"}
    monkeypatch.setattr(formats, "find_spec", lambda name: None if name in absent else installed(name))
    done = run("report", *few, "--out", tmp_path / "out")
    said = " ".join(done.stderr.split())
    assert done.returncode == 0, done.stderr
    assert said.count("Not written: format") == 3
    assert "pip install 'dnoutcomes[report]'" in said
    assert not {"report.pdf", "report.docx", "tables.xlsx"} & {
        path.name for path in (tmp_path / "out").iterdir()
    }


@pytest.mark.parametrize(
    ("name", "verdict", "status"),
    [
        ("unsorted.csv", "ok", 0),
        ("dup_exact.csv", "warn", 0),
        ("date_missing.csv", "row", 0),
        ("arm_switch.csv", "ask", 2),
        ("missing_required.csv", "reject", 2),
        ("pickle.pkl", "reject", 2),
    ],
)
def test_check_answers_in_json_with_its_exit_status(name, verdict, status):
    done = run("check", FAULTS / name, "--format", "json")
    answer = json.loads(done.stdout)
    assert (answer["verdict"], done.returncode) == (verdict, status)
    assert set(answer) >= {"verdict", "issues"}
    assert verdict == "ok" or answer["issues"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('design = "x', "broken.toml: not valid TOML"),
        ('desing = "randomised"\n', "did you mean 'design'"),
        (None, "broken.toml: can't be read"),
    ],
)
def test_a_plan_that_is_no_plan_is_answered_in_json_too(text, message, tmp_path):
    plan = tmp_path / "broken.toml"
    if text is not None:
        plan.write_text(text)
    done = run("check", FAULTS / "unsorted.csv", "--plan", plan, "--format", "json")
    answer = json.loads(done.stdout)
    assert (answer["verdict"], done.returncode, done.stderr) == ("reject", 2, "")
    (issue,) = answer["issues"]
    assert issue["check"] == "plan"
    assert message in issue["message"]


def test_check_in_words_names_row_and_column():
    done = run("check", FAULTS / "date_missing.csv")
    assert done.stdout.startswith("row:")
    assert "session_date" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("report", "none.csv"), "none.csv"),
        (("report", FAULTS / "arm_one_only.csv"), "arm"),
        (("report", SAMPLE / "clinic.csv", "--plan", "none.toml"), "none.toml"),
        (("instruments", "pain_nsr"), "pain_nrs"),
        (("explain", "date_fromat"), "date_format"),
        (("simulate", "--preset", "clinics"), "clinic"),
    ],
)
def test_errors_are_one_message_without_a_traceback(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_the_directory_is_one_message(tmp_path):
    (tmp_path / "taken").write_text("")
    done = run("simulate", "--n", "20", "--out", tmp_path / "taken")
    assert done.returncode == 2
    assert "can't write" in done.stderr
    assert "--out" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_question_says_where_its_answer_is_written(command, tmp_path):
    done = run(
        command, FAULTS / "arm_switch.csv", *(["--out", tmp_path / "out"] if command == "report" else [])
    )
    assert done.returncode == 2
    assert "--mapping" in done.stdout + done.stderr


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    place = tmp_path_factory.mktemp("export")
    done = run("deidentify", SAMPLE / "clinic.csv", "--plan", SAMPLE / "plan.toml", "--out", place / "out",
               "--key", place / "key.csv")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return place, done


def test_deidentify_writes_the_table_and_says_what_stays_behind(export):
    place, done = export
    assert {path.name for path in (place / "out").iterdir()} == {
        "outcomes.csv",
        "data-dictionary.csv",
        "README.txt",
    }
    assert "ae_term" in done.stdout
    said = " ".join(done.stdout.split())
    assert "By the days on which they came, 476 of 480 patients are the only one of their kind" in said
    assert "by the days alone: 476 of 480 patients are found for certain" in said
    assert "it isn't anonymous" in said
    assert "6312 encounters, 480 patients" in done.stderr
    assert "P0001" in (place / "key.csv").read_text(encoding="utf-8")
    assert "P0001" not in (place / "out" / "outcomes.csv").read_text(encoding="utf-8")


def test_the_check_is_a_command_of_its_own(export, tmp_path):
    place, _ = export
    table = place / "out" / "outcomes.csv"
    options = ("--original", SAMPLE / "clinic.csv", "--plan", SAMPLE / "plan.toml")
    done = run("check-deidentified", table, *options)
    assert done.returncode == 0, done.stdout
    assert "held against the original" in " ".join(done.stdout.split())
    done = run("check-deidentified", table, "--k", "5")
    assert done.returncode == 2
    assert "480 of 480 patients are alike with fewer than 4 others" in " ".join(done.stdout.split())
    leaky = tmp_path / "leaky.csv"
    leaky.write_text(table.read_text(encoding="utf-8").replace("idiopathic", "Ann Smith"), encoding="utf-8")
    done = run("check-deidentified", leaky)
    assert done.returncode == 2
    assert "cause holds what it may not hold" in " ".join(done.stdout.split())
    assert "Ann" not in done.stdout + done.stderr
    assert run("check-deidentified", SAMPLE / "clinic.csv").returncode == 2


def test_a_table_of_patients_who_are_alike_is_made_told_and_read_back(tmp_path):
    simulated = simulate("clinic", n=160, seed=5)
    file, plan = simulated.write(tmp_path / "clinic")[0], tmp_path / "clinic" / "plan.toml"
    done = run("deidentify", file, "--plan", plan, "--out", tmp_path / "out", "--k", "5")
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "Every patient is alike with at least 4 others" in said
    assert "standard errors. Estimates are rounded to" in said
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "outcomes.csv",
        "data-dictionary.csv",
        "README.txt",
        "plan.toml",
    }
    table = tmp_path / "out" / "outcomes.csv"
    done = run("check-deidentified", table, "--original", file, "--plan", plan, "--k", "5")
    assert done.returncode == 0, done.stdout
    assert "0 of" in " ".join(done.stdout.split()).split("by the days alone: ")[1][:6]
    done = run("check", table, "--plan", tmp_path / "out" / "plan.toml")
    assert done.returncode == 0, done.stdout


def test_nothing_is_written_where_the_check_fails(tmp_path, monkeypatch):
    monkeypatch.setitem(PSEUDONYM_LETTERS, "patient_id", "Q")
    monkeypatch.setattr("dnoutcomes.deidentification.export.PSEUDONYMS", {"patient_id": "P"})
    done = run("deidentify", FAULTS / "crlf.csv", "--out", tmp_path / "out", "--key", tmp_path / "key.csv")
    assert done.returncode == 2
    assert "nothing is written" in done.stderr
    assert "patient_id holds what it may not hold" in " ".join(done.stdout.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("out", "key", "message"),
    [(".", None, "lies in"), ("out", "out/key.csv", "given away"), ("out", "clinic.csv", "is there already")],
)
def test_places_where_something_would_be_given_away_are_refused(tmp_path, out, key, message):
    file = tmp_path / "clinic.csv"
    file.write_bytes((FAULTS / "crlf.csv").read_bytes())
    before = file.read_bytes()
    done = run("deidentify", file, "--out", tmp_path / out, *(["--key", tmp_path / key] if key else []))
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["clinic.csv"]
    assert file.read_bytes() == before


COMMANDS = [
    "report",
    "check",
    "verify",
    "deidentify",
    "check-deidentified",
    "simulate",
    "instruments",
    "explain",
    "releases",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches(command):
    done = run(command, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout
    assert len(done.stdout.split()) > 30


def test_instruments_says_which_way_is_better():
    assert "higher" in run("instruments", "fact_gog_ntx").stdout
    assert "fact_gog_ntx" in run("instruments").stdout


def test_explain_says_what_goes_wrong_without_a_key_or_what_a_column_means():
    told = " ".join(run("explain", "date_format").stdout.split())
    assert "03/04/2026 is asked about" in told
    assert 'date_format = "%d/%m/%Y"' in told
    assert "Lower limit" in run("explain", "conf_low").stdout


def test_simulate_is_the_same_twice(tmp_path):
    for name in ("a", "b"):
        assert run("simulate", "--preset", "null", "--n", "40", "--out", tmp_path / name).returncode == 0
    first, second = (sorted((tmp_path / name).iterdir()) for name in ("a", "b"))
    assert [path.name for path in first] == [path.name for path in second]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_what_only_asks_for_words_imports_no_data():
    code = (
        "import sys; from dnoutcomes.cli.app import app; "
        "print(sorted({'pandas', 'dnoutcomes.instruments', 'dnoutcomes.plan'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_version_is_a_command_and_an_option():
    command, option = run("version"), run("--version")
    assert (option.returncode, option.stdout) == (0, command.stdout)
    assert option.stdout.startswith("dnoutcomes ")
    assert "--version" in run("--help").stdout


def test_the_version_is_told_before_anything_is_loaded():
    code = (
        "import sys; sys.argv = ['dnoutcomes', '--version']; from dnoutcomes.cli import main\n"
        "try: main()\n"
        "finally: print(sorted({'typer', 'rich', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [run("version").stdout.strip(), "[]"]


def test_the_module_runs_as_a_process():
    command = [sys.executable, "-m", "dnoutcomes", "version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("dnoutcomes ")


# A terminal is that of a process; four of them would load the package four times.
ONE_AFTER_THE_OTHER = """
import json, sys
from dnoutcomes.cli import main
for words in json.loads(sys.argv[1]):
    sys.argv = ["dnoutcomes", *words]
    sys.stdout.reconfigure(errors="strict")  # as a process of its own finds it
    try:
        main()
    except SystemExit as left:
        print("status", left.code or 0)
"""


def test_a_terminal_of_few_characters_gets_every_answer(tmp_path):
    table = tmp_path / "clinic.csv"
    table.write_text(
        "patient_id,arm,cause,session_date,pain\n"
        + "A1,standard,diabétique – 5 µg,2026-05-13,7\nA1,standard,diabétique – 5 µg,2026-05-01,6\n"
        + "B1,needling,diabétique – 5 µg,2026-05-13,7\nB1,needling,diabétique – 5 µg,5 März 2026,≥6\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    commands = [["check", str(table)], ["--help"], ["instruments", "pain_nrs"], ["report", str(table)]]
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_THE_OTHER, json.dumps(commands)],
        capture_output=True,
        env=environment,
        cwd=tmp_path,
    )
    assert b"Traceback" not in done.stderr
    assert (done.stdout + done.stderr).isascii()
    assert re.findall(rb"^status (\d)$", done.stdout, flags=re.MULTILINE) == [b"2", b"0", b"0", b"2"]
    assert rb"5 M\xe4rz 2026" in done.stderr


def test_what_a_report_shows_is_on_record_beside_it_and_two_patients_more_are_refused(
    tmp_path, assessments_of, write_plan
):
    """The same file again is always fine; a week later, two patients more would be given away.

    Inside the clinic all of it can be seen, and a report that nobody was given is withdrawn.
    """
    frame, plan = assessments_of(60), write_plan(tmp_path, "people")
    patients = sorted(frame["patient_id"].unique())
    for name, n in (("first", 58), ("week", 60)):
        frame[frame["patient_id"].isin(patients[:n])].to_csv(tmp_path / f"{name}.csv", index=False)
    line = ("--plan", str(plan), "--format", "csv", "--out", str(tmp_path / "report"))
    for _ in range(2):
        done = run("report", str(tmp_path / "first.csv"), *line)
        assert done.returncode == 0
        assert "is on record in" in done.stderr
    before = {path.name: path.read_bytes() for path in (tmp_path / "report").iterdir()}
    record = json.loads((tmp_path / "releases.json").read_text(encoding="utf-8"))
    assert [entry["directory"] for entry in record["releases"]] == ["report"]
    refused = run("report", str(tmp_path / "week.csv"), *line)
    assert refused.returncode == 2
    said = " ".join(refused.stderr.split())
    assert "the report in report (number 1 on the record) are fewer than 11 patients" in said
    assert "--internal" in said
    assert "RECORD --withdraw 1." in said
    assert {path.name: path.read_bytes() for path in (tmp_path / "report").iterdir()} == before
    assert run("report", str(tmp_path / "week.csv"), *line, "--internal").returncode == 0
    listed = run("releases", tmp_path).stdout
    assert "report" in listed
    assert "needling " in " ".join(listed.split())
    done = run("releases", tmp_path / "releases.json", "--withdraw", "1")
    assert "Withdrawn: report, all, for clinic" in done.stderr
    assert run("report", str(tmp_path / "week.csv"), *line).returncode == 0
    record = json.loads((tmp_path / "releases.json").read_text(encoding="utf-8"))
    assert len(record["releases"]) == 1


def test_the_whole_beside_its_sites_is_refused_unless_on_a_record_of_its_own(
    tmp_path, assessments_of, write_plan
):
    file, plan = tmp_path / "network.csv", write_plan(tmp_path, "people")
    assessments_of(120).to_csv(file, index=False)
    line = ("report", file, "--plan", plan, "--format", "csv")
    assert run(*line, "--out", tmp_path / "whole").returncode == 0
    refused = run(*line, "--out", tmp_path / "sites", "--by-site", "--jobs", "1")
    assert refused.returncode == 2
    assert "holds reports of the whole file" in " ".join(refused.stderr.split())
    assert not (tmp_path / "sites").exists()
    apart = ("--releases", tmp_path / "for-sites.json")
    assert run(*line, "--out", tmp_path / "sites", "--by-site", "--jobs", "1", *apart).returncode == 0


def test_a_record_that_is_not_there_is_said(tmp_path):
    done = run("releases", tmp_path)
    assert done.returncode == 2
    assert "there is no release record" in " ".join(done.stderr.split())


def test_check_judges_the_report_of_a_quarter_for_an_audience(few):
    plan = few[0].with_name("all-sections.toml")
    plan.write_text('covariates = ["age"]\n[[visits]]\nname = "W12"\nday = 84\n', encoding="utf-8")
    line = ("check", few[0], "--plan", plan, "--format", "json")
    done = run(*line, "--quarter", "2025Q1", "--audience", "funder")
    assert done.returncode == 0, done.stderr
    sections = json.loads(done.stdout)["outlook"]["sections"]
    assert "quarter" in sections
    assert "methods" not in sections
    assert run(*line, "--quarter", "1999Q1").returncode == 2
