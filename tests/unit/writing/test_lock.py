"""One run at a time, told at once and by its number, and no trace of it afterwards."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dnoutcomes.errors import OutputError
from dnoutcomes.writing import lock
from dnoutcomes.writing.lock import busy, locked


@pytest.fixture
def another_run():
    """Start a run that holds a directory until it's killed or told to end."""
    code = (
        "import sys; from pathlib import Path; from dnoutcomes.writing.lock import locked\n"
        "with locked(Path(sys.argv[1])): print('holds', flush=True); sys.stdin.read()"
    )
    started = []

    def start(directory):
        run = subprocess.Popen(
            [sys.executable, "-c", code, directory], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        started.append(run)
        assert run.stdout.readline() == b"holds\n"
        return run

    yield start
    for run in started:
        run.kill()
        run.communicate()


def test_a_second_run_is_told_which_and_where_and_what_to_do(another_run, tmp_path):
    place = tmp_path / "report"
    run = another_run(place)
    assert busy(place)
    with (
        pytest.raises(OutputError, match=rf"process {run.pid}\) is writing to .*report now. Wait"),
        locked(place),
    ):
        pass
    run.communicate()
    with locked(place):
        pass
    assert not busy(place)
    assert list(tmp_path.iterdir()) == []


def test_neighbours_do_not_disturb_each_other(another_run, tmp_path):
    another_run(tmp_path / "report")
    with locked(tmp_path / "for-patients") as alone:
        assert alone


def test_a_run_that_was_killed_holds_nothing(another_run, tmp_path):
    run = another_run(tmp_path / "report")
    run.kill()
    run.wait()
    assert not busy(tmp_path / "report")
    with locked(tmp_path / "report"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("theirs", "ours"), [("sites", "sites/S1"), ("sites/S1", "sites")])
def test_a_directory_in_one_that_is_written_is_held_too(another_run, tmp_path, theirs, ours):
    (tmp_path / "sites").mkdir()
    another_run(tmp_path / theirs)
    with pytest.raises(OutputError, match="is writing to"), locked(tmp_path / ours):
        pass


def test_who_holds_a_directory_may_hold_it_again_but_no_other_thread(tmp_path):
    refused = []

    def hold():
        try:
            with locked(tmp_path / "report"):
                pass
        except OutputError as error:
            refused.append(str(error))

    with locked(tmp_path / "report"), locked(tmp_path / "report"):
        thread = threading.Thread(target=hold)
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_by_another_name_it_is_the_same_directory(another_run, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    another_run(tmp_path / "real")
    with pytest.raises(OutputError), locked(tmp_path / "link"):
        pass


def test_directories_made_for_the_lock_go_again(tmp_path):
    with locked(tmp_path / "a" / "b" / "report"):
        assert (tmp_path / "a" / "b").is_dir()
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_made_beside_it_the_lock_is_inside(tmp_path, monkeypatch):
    opened = os.open

    def refuse(path, *arguments, **options):
        if Path(path).parent == tmp_path:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *arguments, **options)

    (tmp_path / "report").mkdir()
    monkeypatch.setattr(os, "open", refuse)
    with locked(tmp_path / "report"):
        assert [path.name for path in (tmp_path / "report").iterdir()] == [".dnoutcomes-lock"]
        assert busy(tmp_path / "report")
    assert list((tmp_path / "report").iterdir()) == []
    with pytest.raises(OutputError, match="you may not write there"), locked(tmp_path / "new"):
        pass


def test_a_disk_without_locks_is_known(tmp_path, monkeypatch):
    def none(handle):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_lock", none)
    with locked(tmp_path / "report") as alone, locked(tmp_path / "report") as again:
        assert (alone, again) == (False, False)
    assert list(tmp_path.iterdir()) == []
