"""Several processes: the same results, one thread each, ended and replaced, and never left behind."""

import os
import sys
import time

import pytest

from dnoutcomes import processes
from dnoutcomes.errors import DataError, DnOutcomesError
from dnoutcomes.processes import available_cores, spread

PIECES = """
import os, signal, time

def describe(piece, step):
    step("looking")
    return piece, os.getpid(), os.environ.get("OPENBLAS_NUM_THREADS"), signal.getsignal(signal.SIGINT) is signal.SIG_IGN

def die(piece, step):
    os._exit(3)

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


def test_a_process_that_dies_is_an_error_with_a_remedy(pieces):
    with pytest.raises(DnOutcomesError, match="n_jobs=1"):
        list(spread(pieces.die, range(2), 2))


def test_an_error_ends_the_others_at_their_next_step(pieces):
    start = time.monotonic()
    with pytest.raises(DataError, match="not this one"):
        list(spread(pieces.refuse, range(2), 2))
    assert time.monotonic() - start < 40  # left alone, the other one takes a minute


def test_there_is_at_least_one_core():
    assert 1 <= available_cores() <= os.cpu_count()
