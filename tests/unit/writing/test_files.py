"""A file is there in full or not at all, and nothing is left beside it."""

import errno
import os
import stat
import subprocess
import sys

import pytest

from dnoutcomes.errors import OutputError
from dnoutcomes.writing import digest, remove_file, write_file, write_into
from dnoutcomes.writing.files import names_below


def test_a_file_is_written_for_whom_it_is(tmp_path):
    write_file(tmp_path / "key.csv", b"key", 0o600)
    assert (tmp_path / "key.csv").read_bytes() == b"key"
    assert stat.S_IMODE((tmp_path / "key.csv").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key.csv"]


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "the disk is full"), (errno.EDQUOT, "your share of the disk"), (errno.EIO, "Input")],
)
def test_a_disk_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, number, said):
    def fail(handle):
        raise OSError(number, os.strerror(number))

    (tmp_path / "words.po").write_bytes(b"old")
    monkeypatch.setattr("dnoutcomes.writing.files.os.fsync", fail)
    with pytest.raises(OutputError, match=said):
        write_file(tmp_path / "words.po", b"new")
    with pytest.raises(OutputError, match=f"report: {said}"):
        write_into(tmp_path / "new", {"a/b.csv": b"new"}, tmp_path / "report")
    monkeypatch.undo()
    assert names_below(tmp_path) == ["new/a/b.csv", "words.po"]
    assert (tmp_path / "words.po").read_bytes() == b"old"


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_real_limit_of_the_system_is_ours_to_say(tmp_path):
    code = (
        "import resource, signal, sys; from pathlib import Path; from dnoutcomes.writing import write_file\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "write_file(Path(sys.argv[1]), bytes(10000))"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "list.csv"], capture_output=True, text=True)
    assert "OutputError: can't write to" in done.stderr
    assert "File too large" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("again", ["written", "removed"])
def test_what_a_killed_run_left_of_a_file_goes(tmp_path, again):
    code = (
        "import os, signal, sys; from pathlib import Path; from dnoutcomes.writing import write_file\n"
        "os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_file(Path(sys.argv[1]), b'new')"
    )
    (tmp_path / "list.csv").write_bytes(b"old")
    subprocess.run([sys.executable, "-c", code, tmp_path / "list.csv"])
    assert (tmp_path / "list.csv").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 3
    killed = set(tmp_path.iterdir())
    if again == "written":
        write_file(tmp_path / "list.csv", b"newer")
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"list.csv": b"newer"}
    else:
        remove_file(tmp_path / "list.csv")
        assert {path.name for path in killed & set(tmp_path.iterdir())} == {".list.csv.dnoutcomes-lock"}


def test_only_regular_files_have_a_digest(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    assert digest(tmp_path / "file") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [digest(tmp_path / name) for name in ("link", "pipe", "none", ".")] == ["", "", "", ""]
