"""Repetitions in several processes, each kept as soon as it is finished."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from multiprocessing import get_context

from audit import records
from audit.repetition import failed, repeat

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


#: Repetitions after which processes are exchanged for new ones, for the memory that they gather. (An executor's own
#: `max_tasks_per_child` can wait for ever in Python 3.11.)
PER_PROCESS = 200


def run(tasks: list[tuple[str, int]], processes: int, code: str) -> None:
    """Do the repetitions, each kept as soon as it's finished, until all are or somebody ends it."""
    os.environ.update(dict.fromkeys(THREADS, "1"))
    # Also where the run was started in the background, which ignores what Ctrl-C sends.
    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, signal.default_int_handler)
    size = PER_PROCESS * processes
    try:
        for begin in range(0, len(tasks), size):
            _round(tasks[begin : begin + size], processes, code)
            print(f"{datetime.now():%H:%M} {min(begin + size, len(tasks))} of {len(tasks)}", flush=True)
    except KeyboardInterrupt:
        print("stopped; started again, it goes on from here", flush=True)


def _round(tasks: list[tuple[str, int]], processes: int, code: str) -> None:
    """Do some repetitions in new processes."""
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_leave_to_parent)
    waiting = {pool.submit(repeat, *task): task for task in tasks}
    try:
        for count, future in enumerate(as_completed(waiting), start=1):
            name, number = waiting.pop(future)
            error = future.exception()
            if isinstance(error, BrokenProcessPool):
                raise error
            # A report that can't be computed is a result, and no reason to stop at night.
            if error is not None:
                print(f"{name}, {number}: {error!r}", flush=True)
            found = future.result() if error is None else failed(name, number, repr(error))
            records.add(found | {"code": code})
            if count % 50 == 0:
                print(f"{datetime.now():%H:%M} {count} of this round: {name}, {number}", flush=True)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_to_parent() -> None:
    """Let a process finish its repetition when somebody ends the run with Ctrl-C, which reaches all of them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
