"""Several processes: the same results, one thread each, ended and replaced, and never left behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dnoutcomes import processes
from dnoutcomes.errors import DataError, DnOutcomesError
from dnoutcomes.processes import available_cores, spread

PIECES = """
import os, signal, time
from dnoutcomes import processes

def describe(piece, step):
    step("looking")
    return piece, os.getpid(), os.environ.get("OPENBLAS_NUM_THREADS"), signal.getsignal(signal.SIGINT) is signal.SIG_IGN

def die_at_seven(piece, step):
    if piece == 7:
        while processes._states.get_obj()[0] != processes._DONE:
            time.sleep(0.05)
        os._exit(3)

def wait(place, step):
    open(f"{place}/{os.getpid()}.pid", "w").close()
    time.sleep(600)

def refuse(piece, step):
    from dnoutcomes.errors import DataError
    if piece == 0:
        raise DataError("not this one")
    for _ in range(600):
        step("waiting")
        time.sleep(0.1)
"""


@pytest.fixture
def pieces(tmp_path, monkeypatch):
    """A module that processes started anew can import too."""
    (tmp_path / "pieces_of_work.py").write_text(PIECES)
    monkeypatch.syspath_prepend(tmp_path)
    import pieces_of_work

    yield pieces_of_work
    del sys.modules["pieces_of_work"]


def test_processes_have_one_thread_hear_no_interrupt_and_are_replaced(pieces, monkeypatch):
    monkeypatch.setattr(processes, "PER_PROCESS", 1)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    found = list(spread(pieces.describe, range(4), 2))
    assert sorted(piece for piece, *_ in found) == [0, 1, 2, 3]
    first, second = ({process for piece, process, *_ in found if piece in pair} for pair in ((0, 1), (2, 3)))
    assert not first & second
    assert os.getpid() not in first | second
    assert {(threads, deaf) for *_, threads, deaf in found} == {("1", True)}
    assert os.environ["OPENBLAS_NUM_THREADS"] == "7"


def test_one_at_a_time_is_done_here_and_in_order(pieces):
    found = list(spread(pieces.describe, range(3), 1))
    assert [(piece, process) for piece, process, *_ in found] == [(n, os.getpid()) for n in range(3)]


def test_a_process_that_dies_is_an_error_that_names_its_work_and_a_remedy(pieces):
    with pytest.raises(DnOutcomesError, match=r"At work: .*piece 7.*at a time .*try 1") as raised:
        list(spread(pieces.die_at_seven, [3, 7], 2, "piece {}".format))
    assert "piece 3" not in str(raised.value)


@pytest.mark.skipif(os.name != "posix", reason="kills a process group")
def test_the_others_end_when_the_process_that_started_them_is_killed(pieces, tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import pieces_of_work as work\n"
        "from dnoutcomes.processes import spread\n"
        "if __name__ == '__main__': list(spread(work.wait, [sys.argv[1]] * 2, 2))"
    )
    script = tmp_path / "script.py"
    script.write_text(code)
    run = subprocess.Popen([sys.executable, script, tmp_path], start_new_session=True)
    try:
        wait_until(lambda: len(list(tmp_path.glob("*.pid"))) == 2)
        run.kill()
        run.wait()
        wait_until(lambda: not any(is_alive(int(path.stem)) for path in tmp_path.glob("*.pid")))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)


def wait_until(happened):
    """Wait for what must happen; a machine with other work takes its time."""
    for _ in range(3000):
        if happened():
            return
        time.sleep(0.1)
    pytest.fail("it didn't happen")


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # Where nobody asks for its exit status it stays as a zombie.
    state = Path(f"/proc/{process}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_an_error_ends_the_others_at_their_next_step(pieces):
    start = time.monotonic()
    with pytest.raises(DataError, match="not this one"):
        list(spread(pieces.refuse, range(2), 2))
    assert time.monotonic() - start < 40  # left alone, the other one takes a minute


def test_there_is_at_least_one_core():
    assert 1 <= available_cores() <= os.cpu_count()
