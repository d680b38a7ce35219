"""A directory is replaced as a whole or not at all, and nothing of anybody else's is touched."""

import contextvars
import errno
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dnoutcomes.destination import written_files
from dnoutcomes.errors import OutputError
from dnoutcomes.writing import carry_over, lock, replacement, replacing, write_into
from dnoutcomes.writing import in_place as in_place_module


def a_report(**files):
    files = {name.replace("__", "/").replace("_", "."): content for name, content in files.items()}
    listed = {name: {"sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()}
    return files | {"manifest.json": json.dumps({"files": listed}).encode()}


def write(directory, files):
    with replacing(directory, written_files) as new:
        write_into(new, files, directory)


def write_and_end(directory, files, end):
    with replacing(directory, written_files) as new:
        write_into(new, files)
        raise end


def contents(directory):
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*") if path.is_file()
    }  # fmt: skip


def in_place(monkeypatch):
    monkeypatch.setattr("dnoutcomes.writing.replacement._may_be_exchanged", lambda directory: False)


def by_two_renames(monkeypatch):
    monkeypatch.setattr("dnoutcomes.writing.replacement.exchange", lambda first, second: False)


def too_late(monkeypatch):
    """As where only the system knows that a directory can't be moved."""

    def refuse(first, second):
        raise OSError(errno.EBUSY, "busy")

    monkeypatch.setattr("dnoutcomes.writing.replacement.exchange", refuse)


@pytest.fixture(
    params=[lambda _: None, by_two_renames, in_place, too_late],
    ids=["exchange", "renames", "in place", "too late"],
)
def way(request, monkeypatch):
    """Every way in which a directory is replaced."""
    request.param(monkeypatch)


def test_what_was_not_there_is_made_with_all_above_it(tmp_path, way):
    new = a_report(report_html=b"page", figures__course_svg=b"drawn")
    write(tmp_path / "deep" / "report", new)
    assert contents(tmp_path / "deep" / "report") == new
    assert [path.name for path in tmp_path.rglob("*") if path.name.startswith(".")] == []


def test_nothing_of_an_earlier_report_stays_and_all_else_does(tmp_path, way):
    place = tmp_path / "report"
    write(
        place,
        a_report(
            report_html=b"1", report_pdf=b"1", report_docx=b"1", figures__course_svg=b"1", tables__a_csv=b"1"
        ),
    )
    (place / "report.docx").write_bytes(b"with remarks")
    (place / "notes.txt").write_bytes(b"mine")
    (place / "figures" / "mine.svg").write_bytes(b"mine")
    (place / "letters" / "2026").mkdir(parents=True)
    (place / "letters" / "2026" / "to-ann.txt").write_bytes(b"dear")
    (place / "empty").mkdir()
    (place / "link").symlink_to("notes.txt")
    new = a_report(report_html=b"2")
    write(place, new)
    theirs = {
        "report.docx": b"with remarks", "notes.txt": b"mine", "figures/mine.svg": b"mine", "link": b"mine",
        "letters/2026/to-ann.txt": b"dear",
    }  # fmt: skip
    assert contents(place) == new | theirs
    assert (place / "empty").is_dir()
    assert (place / "link").readlink() == Path("notes.txt")
    assert not (place / "tables").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize(
    "what", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt(), SystemExit(143)]
)
def test_a_run_that_ends_while_writing_leaves_the_old_report_whole_and_nothing_else(tmp_path, way, what):
    place = tmp_path / "report"
    old = a_report(report_html=b"old", results_csv=b"old")
    write(place, old)
    with pytest.raises(type(what)):
        write_and_end(place, {"report.html": b"new"}, what)
    assert contents(tmp_path) == {f"report/{name}": content for name, content in old.items()}


def test_a_first_run_that_ends_leaves_nothing(tmp_path, way):
    with pytest.raises(KeyboardInterrupt):
        write_and_end(tmp_path / "deep" / "report", {"report.html": b"new"}, KeyboardInterrupt())
    assert list(tmp_path.iterdir()) in ([], [tmp_path / "deep"])
    assert not contents(tmp_path)


def test_a_full_disk_is_said_of_the_place_that_was_asked_for(tmp_path, way, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    place = tmp_path / "report"
    old = a_report(report_html=b"old")
    write(place, old)
    monkeypatch.setattr("dnoutcomes.writing.files.os.fsync", full)
    with pytest.raises(OutputError, match=r"can't write to .*/report: the disk is full"):
        write(place, a_report(report_html=b"new"))
    monkeypatch.undo()
    assert contents(tmp_path) == {f"report/{name}": content for name, content in old.items()}


def test_a_disk_that_fails_at_the_exchange_leaves_the_old_report(tmp_path, monkeypatch):
    def fail(first, second):
        raise OSError(errno.EIO, "Input/output error")

    place = tmp_path / "report"
    old = a_report(report_html=b"old")
    write(place, old)
    monkeypatch.setattr("dnoutcomes.writing.replacement.exchange", fail)
    with pytest.raises(OutputError, match="Input/output error"):
        write(place, a_report(report_html=b"new"))
    assert contents(tmp_path) == {f"report/{name}": content for name, content in old.items()}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"files": 3}', b'{"files": {"report.html": "x"}}', b"\xff"]
)
def test_a_manifest_that_cannot_be_read_is_somebodys(tmp_path, way, content):
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(OutputError, match=r"manifest\.json"):
        write(tmp_path, a_report(report_html=b"2"))
    assert contents(tmp_path) == {"manifest.json": content}


@pytest.mark.parametrize("name", ["../outside.txt", "/{absolute}", "figures/../../outside.txt"])
def test_a_manifest_that_names_files_elsewhere_removes_none(tmp_path, way, name):
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"keep")
    place = tmp_path / "report"
    listed = {
        name.format(absolute=outside.as_posix().lstrip("/")): {"sha256": hashlib.sha256(b"keep").hexdigest()}
    }
    listed |= {"figures/a.svg": {"sha256": hashlib.sha256(b"").hexdigest()}}
    write_into(place, {"manifest.json": json.dumps({"files": listed}).encode(), "figures/a.svg": b""})
    write(place, a_report(report_html=b"2"))
    assert outside.read_bytes() == b"keep"


def test_a_file_in_the_place_of_a_directory_is_somebodys(tmp_path, way):
    (tmp_path / "figures").write_bytes(b"mine")
    with pytest.raises(OutputError, match="figures"):
        write(tmp_path, a_report(figures__course_svg=b"new"))
    assert contents(tmp_path) == {"figures": b"mine"}


def test_a_link_to_a_directory_stays_one(tmp_path, way):
    write(tmp_path / "real", a_report(report_html=b"1"))
    (tmp_path / "link").symlink_to("real")
    write(tmp_path / "link", a_report(report_html=b"2"))
    assert (tmp_path / "link").readlink() == Path("real")
    assert (tmp_path / "real" / "report.html").read_bytes() == b"2"


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_permissions_stay(tmp_path, way):
    place = tmp_path / "report"
    write(place, a_report(report_html=b"1"))
    place.chmod(0o2750)
    write(place, a_report(report_html=b"2"))
    assert stat.S_IMODE(place.stat().st_mode) == 0o2750


def test_where_the_user_stands_nothing_is_moved_away(tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path / "mine")
    before = tmp_path.stat().st_ino
    write(tmp_path, a_report(report_html=b"1"))
    assert (tmp_path.stat().st_ino, Path.cwd()) == (before, tmp_path / "mine")


def test_a_folder_of_many_other_files_is_not_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(carry_over, "MOST", 2)
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text("mine")
    before = tmp_path.stat().st_ino
    write(tmp_path, a_report(report_html=b"1"))
    assert tmp_path.stat().st_ino == before
    assert len(contents(tmp_path)) == 5


def test_without_hard_links_other_files_are_copied(tmp_path, monkeypatch):
    def none(*_, **__):
        raise OSError(errno.EPERM, "Operation not permitted")

    place = tmp_path / "report"
    write(place, a_report(report_html=b"1"))
    (place / "notes.txt").write_bytes(b"mine")
    os.utime(place / "notes.txt", (5, 5))
    monkeypatch.setattr("dnoutcomes.writing.carry_over.os.link", none)
    write(place, a_report(report_html=b"2"))
    assert (place / "notes.txt").read_bytes() == b"mine"
    assert (place / "notes.txt").stat().st_mtime == 5


def test_nothing_large_is_copied(tmp_path, monkeypatch):
    def none(*_, **__):
        raise OSError(errno.EPERM, "Operation not permitted")

    place = tmp_path / "report"
    write(place, a_report(report_html=b"1"))
    (place / "film.mp4").write_bytes(b"large")
    monkeypatch.setattr("dnoutcomes.writing.carry_over.os.link", none)
    monkeypatch.setattr(carry_over, "MOST_COPIED", 4)
    before = place.stat().st_ino
    write(place, a_report(report_html=b"2"))
    assert place.stat().st_ino == before
    assert contents(place) == a_report(report_html=b"2") | {"film.mp4": b"large"}


def test_a_directory_that_windows_holds_is_named_as_in_use(tmp_path, monkeypatch):
    def held(first, second):
        raise PermissionError(errno.EACCES, "Access is denied")

    place = tmp_path / "report"
    old = a_report(report_html=b"1")
    write(place, old)
    monkeypatch.setattr(replacement, "exchange", held)
    monkeypatch.setattr(replacement, "_DENIED_MEANS_OPEN", True)
    with pytest.raises(OutputError, match=r"is in use\. Close the programs"):
        write(place, a_report(report_html=b"2"))
    monkeypatch.undo()
    assert contents(tmp_path) == {f"report/{name}": content for name, content in old.items()}


def test_without_locks_another_runs_work_is_left_alone(tmp_path, monkeypatch):
    def none(handle):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_lock", none)
    place = tmp_path / "report"
    with replacing(place, written_files) as new:
        write_into(new, a_report(report_html=b"1"))
        with pytest.raises(OutputError, match=r"\.report\.dnoutcomes-unfinished is there: another run"):
            write_in_a_context_of_its_own(place)
    assert contents(place) == a_report(report_html=b"1")
    write(place, a_report(report_html=b"2"))
    assert contents(tmp_path).keys() == {"report/report.html", "report/manifest.json"}


def write_in_a_context_of_its_own(place):
    contextvars.Context().run(write, place, a_report(report_html=b"2"))


def test_one_by_one_what_says_whether_the_others_are_whole_goes_last(tmp_path, monkeypatch):
    moved = []
    monkeypatch.setattr(replacement, "_may_be_exchanged", lambda directory: False)
    monkeypatch.setattr(in_place_module, "_move", lambda _, ready, name, before: moved.append(name))
    with replacing(tmp_path, written_files, ("manifest.json", "sites.json")) as new:
        write_into(
            new, dict.fromkeys(("sites.json", "A/manifest.json", "A/z.csv", "B/manifest.json", "z.txt"), b"")
        )
    assert moved == ["A/z.csv", "z.txt", "A/manifest.json", "B/manifest.json", "sites.json"]


def test_what_somebody_saves_at_the_very_moment_is_not_lost(tmp_path, monkeypatch):
    exchange = replacement.exchange
    place = tmp_path / "report"
    write(place, a_report(report_html=b"1"))
    (place / "notes.txt").write_bytes(b"mine")
    os.utime(place / "notes.txt", (5, 5))

    def save_and_exchange(first, second):
        (place / "late.txt").write_bytes(b"late")
        (place / "report.html").write_bytes(b"with remarks")
        (place / "notes.new").write_bytes(b"mine, more")
        (place / "notes.new").replace(place / "notes.txt")
        return exchange(first, second)

    monkeypatch.setattr("dnoutcomes.writing.replacement.exchange", save_and_exchange)
    new = a_report(report_html=b"2")
    write(place, new)
    assert contents(place) == new | {
        "late.txt": b"late", "notes.txt": b"mine, more", "report-changed.html": b"with remarks",
    }  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs another user")
@pytest.mark.parametrize("writable", [True, False])
def test_a_directory_of_somebody_else_stays_theirs(tmp_path, writable):
    """Written by a user who may write in it, but couldn't make another one like it, or one beside it."""
    code = """
import os, sys
from pathlib import Path
from dnoutcomes.destination import written_files
from dnoutcomes.writing import replacing, write_into
os.setgid(4321); os.setuid(4321)  # who can't read the modules
with replacing(Path(sys.argv[1]), written_files) as new:
    write_into(new, {"report.html": b"new"})
"""
    above = Path("/tmp") / f"dnoutcomes-{os.getpid()}-{writable}"
    above.mkdir(mode=0o755)
    try:
        above.chmod(0o777 if writable else 0o755)
        place = above / "report"
        place.mkdir()
        place.chmod(0o777)
        before = place.stat()
        subprocess.run([sys.executable, "-c", code, place], check=True)
        assert (place.stat().st_ino, place.stat().st_uid) == (before.st_ino, before.st_uid)
        assert contents(above) == {"report/report.html": b"new"}
    finally:
        shutil.rmtree(above)
