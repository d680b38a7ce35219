"""Writing replaces a report as a whole or not at all, and touches nothing else."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from dnoutcomes.report.write import withdraw_report, write_files, write_report


def test_files_are_written_in_order_and_returned(tmp_path):
    written = write_files(tmp_path / "deep" / "report", {"b.html": b"page", "a.csv": b"1"})
    assert [path.name for path in written] == ["b.html", "a.csv"]
    assert (tmp_path / "deep" / "report" / "b.html").read_bytes() == b"page"


def test_other_files_in_the_directory_stay(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    write_files(tmp_path, {"report.html": b"new"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "report.html"]


def test_a_run_that_dies_while_writing_leaves_the_old_report_whole(tmp_path, monkeypatch):
    write_files(tmp_path, {"report.html": b"old", "results.csv": b"old"})
    opened = Path.open

    def full_disk(self, *arguments, **options):
        if self.name == "results.csv":
            raise OSError("No space left on device")
        return opened(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_files(tmp_path, {"report.html": b"new", "results.csv": b"new"})
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "report.html": b"old", "results.csv": b"old",
    }  # fmt: skip


def a_report(**files):
    files = {name.replace("__", "/").replace("_", "."): content for name, content in files.items()}
    listed = {name: {"sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()}
    return files | {"manifest.json": json.dumps({"files": listed}).encode()}


def names_in(directory):
    return sorted(path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file())


def test_files_may_stand_in_a_directory_of_their_own(tmp_path):
    write_files(tmp_path, {"figures/course.svg": b"drawn"})
    assert (tmp_path / "figures" / "course.svg").read_bytes() == b"drawn"
    assert names_in(tmp_path) == ["figures/course.svg"]


@pytest.fixture
def slow_run(tmp_path):
    """A run in a process of its own that has written all files but the last."""
    code = """
import sys, time
from pathlib import Path
from dnoutcomes.report.write import write_report
class Slow(dict):
    def items(self):
        for name in ("report.html", "figures/course.svg", "manifest.json"):
            if name == "manifest.json":
                print("writing", flush=True)
                time.sleep(60)
            yield name, b"new"
write_report(Path(sys.argv[1]), Slow({name: b"" for name in ("report.html", "figures/course.svg", "manifest.json")}))
"""
    started = []

    def start():
        run = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
        started.append(run)
        assert run.stdout.readline() == b"writing\n"
        return run

    yield start
    for run in started:
        run.kill()
        run.communicate()


def test_a_run_that_is_killed_while_writing_leaves_the_old_report_whole(tmp_path, slow_run):
    """Killed outright, at the last file, so that nothing can tidy up."""
    old = a_report(report_html=b"old", figures__course_svg=b"old")
    write_report(tmp_path, old)
    run = slow_run()
    run.kill()
    run.wait()
    assert {name: (tmp_path / name).read_bytes() for name in old} == old
    write_report(tmp_path, a_report(report_html=b"newer"))
    assert (tmp_path / "report.html").read_bytes() == b"newer"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no lock that tells whether a run is alone")
def test_what_a_killed_run_left_is_removed_by_the_next_but_not_while_it_is_under_way(tmp_path, slow_run):
    run = slow_run()
    (place,) = tmp_path.glob(".unfinished-*")
    write_report(tmp_path, a_report(report_html=b"other"))
    assert (place / "report.html").read_bytes() == b"new"
    run.kill()
    run.wait()
    assert place.is_dir()
    write_report(tmp_path, a_report(report_html=b"next"))
    assert names_in(tmp_path) == ["manifest.json", "report.html"]
    assert not place.exists()


def test_what_only_has_such_a_name_stays(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("mine")
    report = tmp_path / "report"
    report.mkdir()
    (report / ".unfinished-link").symlink_to(elsewhere, target_is_directory=True)
    (report / ".unfinished-letter.txt").write_text("mine")
    write_report(report, a_report(report_html=b"1"))
    assert (elsewhere / "mine.txt").read_text() == "mine"
    assert (report / ".unfinished-link").is_symlink()
    assert (report / ".unfinished-letter.txt").read_text() == "mine"


def test_files_of_an_earlier_report_do_not_stay_beside_the_new_one(tmp_path):
    write_report(tmp_path, a_report(report_html=b"1", report_pdf=b"1", figures__course_svg=b"1"))
    write_report(tmp_path, a_report(report_html=b"2"))
    assert names_in(tmp_path) == ["manifest.json", "report.html"]
    assert not (tmp_path / "figures").exists()


def test_a_file_that_somebody_changed_or_added_stays(tmp_path):
    write_report(tmp_path, a_report(report_docx=b"1", figures__course_svg=b"1"))
    (tmp_path / "report.docx").write_bytes(b"with remarks")
    (tmp_path / "figures" / "mine.svg").write_bytes(b"mine")
    write_report(tmp_path, a_report(report_html=b"2"))
    assert names_in(tmp_path) == ["figures/mine.svg", "manifest.json", "report.docx", "report.html"]


@pytest.mark.parametrize("name", ["../outside.txt", "/{absolute}", "figures/../../outside.txt"])
def test_a_manifest_that_names_files_elsewhere_removes_none(tmp_path, name):
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"keep")
    directory = tmp_path / "report"
    name = name.format(absolute=outside.as_posix().lstrip("/"))
    listed = {name: {"sha256": hashlib.sha256(b"keep").hexdigest()}}
    write_files(directory, {"manifest.json": json.dumps({"files": listed}).encode(), "figures/a.svg": b""})
    write_report(directory, a_report(report_html=b"2"))
    assert outside.read_bytes() == b"keep"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"files": 3}', b'{"files": {"report.html": "x"}}', b"\xff"]
)
def test_a_manifest_that_cannot_be_read_removes_nothing_and_stops_nothing(tmp_path, content):
    write_files(tmp_path, {"manifest.json": content, "report.pdf": b"1"})
    write_report(tmp_path, a_report(report_html=b"2"))
    assert names_in(tmp_path) == ["manifest.json", "report.html", "report.pdf"]


def test_a_report_that_no_longer_holds_goes_with_its_manifest(tmp_path):
    write_report(tmp_path / "S1", a_report(report_html=b"old", figures__course_svg=b"old"))
    withdraw_report(tmp_path / "S1")
    assert not (tmp_path / "S1").exists()
    withdraw_report(tmp_path / "S1")


def test_what_somebody_changed_or_added_outlives_the_report(tmp_path):
    write_report(tmp_path, a_report(report_html=b"old", results_csv=b"old"))
    (tmp_path / "results.csv").write_bytes(b"changed")
    (tmp_path / "notes.txt").write_text("mine")
    withdraw_report(tmp_path)
    assert names_in(tmp_path) == ["notes.txt", "results.csv"]
