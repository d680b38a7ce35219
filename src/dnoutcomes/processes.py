"""Work in several processes, the one way to be parallel here: one thread each, started afresh before they grow."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.sharedctypes import SynchronizedArray
from multiprocessing.synchronize import Event
from typing import TypeVar

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.registry import registered_names

Task = TypeVar("Task")
Result = TypeVar("Result")
Step = Callable[[str], None]

# So many pieces of work later a process has paid for its start, and what it holds on to is let go: the PDF renderer
# alone keeps some 30 MB of each document.
PER_PROCESS = 4
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class Stopped(RuntimeError):
    """The work was given up because somebody ended the run."""


def available_cores() -> int:
    """Count the cores that this process may use."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def settled_jobs(asked: int | None) -> int:
    """Settle how many processes may be at work at a time: as many as asked for, else one per core.

    Parameters
    ----------
    asked : int, optional
        As `n_jobs` of a function has it.

    Raises
    ------
    DnOutcomesError
        Fewer than one, or several where a script registered something: processes started anew would not know it.
    """
    if asked is not None and asked < 1:
        raise DnOutcomesError(f"n_jobs is a number of processes, 1 or more, got {asked}")
    registered = registered_names()
    if not registered:
        return asked or available_cores()
    if asked is not None and asked > 1:
        raise DnOutcomesError(
            f"this script registered {', '.join(registered)}, which other processes don't know: leave n_jobs out, and "
            f"the work is done piece by piece in this one, or take it as 1; got {asked}"
        )
    return 1


def spread(
    function: Callable[[Task, Step], Result],
    tasks: Iterable[Task],
    n_jobs: int,
    name: Callable[[Task], str] = str,
) -> Iterator[Result]:
    """Do pieces of work in several processes.

    Parameters
    ----------
    function : callable
        Takes a piece of work and a callable for the name of each step; a function of a module. It calls the latter
        often, for this is where it is stopped.
    tasks : iterable
        Taken as they're needed. What they hold is copied to the processes.
    n_jobs : int
        Processes at work at a time. With 1 it's done here.
    name : callable
        How errors call a piece of work.

    Returns
    -------
    iterator
        The results as they come.

    Raises
    ------
    DnOutcomesError
        A process died; it names the work that was under way, as nobody can tell which of it was that process's.

    Notes
    -----
    Processes are started anew, not forked: a copy of a process with threads may hang, and Windows has none. They begin
    with one thread for linear algebra each, as more would fight over the cores. After `PER_PROCESS` pieces of work each
    they end and others take their place. (An executor's own `max_tasks_per_child` can wait for ever in Python 3.11.)
    When the run is interrupted, or its results are no longer asked for, the processes give up at the next step. When
    this process is killed, they end at once.
    """
    if n_jobs == 1:
        for task in tasks:
            yield function(task, lambda text: None)
        return
    left = iter(tasks)
    while batch := list(islice(left, n_jobs * PER_PROCESS)):
        yield from _in_processes(function, batch, min(n_jobs, len(batch)), name)


def _in_processes(
    function: Callable[[Task, Step], Result], batch: list[Task], n_jobs: int, name: Callable[[Task], str]
) -> Iterator[Result]:
    context = get_context("spawn")
    stop, states = context.Event(), context.Array("b", len(batch))
    names = [name(task) for task in batch]
    others = set(active_children())
    is_broken = False
    pool = ProcessPoolExecutor(n_jobs, mp_context=context, initializer=_begin, initargs=(stop, states))
    try:
        with _one_thread_each(), _deaf_to_interrupts():
            futures = [pool.submit(_work, function, task, number) for number, task in enumerate(batch)]
        batch.clear()
        for future in as_completed(futures):
            yield future.result()
    except BrokenProcessPool as error:
        is_broken = True
        # One that waits for a lock of the dead one would be waited for, for ever.
        for process in set(active_children()) - others:
            process.kill()
        at_work = [name for name, state in zip(names, states.get_obj()) if state == _AT_WORK]
        raise DnOutcomesError(
            f"a process died, as happens when memory runs out. At work: "
            f"{', '.join(at_work) or 'none yet'}. Fewer processes at a time need less memory: try {max(1, n_jobs // 2)}"
        ) from error
    finally:
        if not is_broken:  # the dead one may hold the lock of this too
            stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Start processes with one thread; they read it when they load their libraries, before any code of ours runs."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Start processes that Ctrl-C doesn't reach, though a terminal sends it to all; this one tells them to stop.

    They inherit that it's blocked. One that comes meanwhile waits and reaches this process at the end.
    """
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_AT_WORK, _DONE = 1, 2
_stop: Event | None = None
_states: SynchronizedArray[int] | None = None


def _begin(stop: Event, states: SynchronizedArray[int]) -> None:
    global _stop, _states
    _stop, _states = stop, states
    # Where processes don't inherit what the parent ignores.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that started it was killed; nobody would ask for its results."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(function: Callable[[Task, Step], Result], task: Task, number: int) -> Result:
    _note(number, _AT_WORK)
    result = function(task, _stop_if_asked)
    _note(number, _DONE)
    return result


def _note(number: int, state: int) -> None:
    if _states is not None:
        # Without its lock, which a process that dies would keep for ever.
        _states.get_obj()[number] = state


def _stop_if_asked(text: str) -> None:
    if _stop is not None and _stop.is_set():
        raise Stopped(text)
