"""How far a long computation has come: a callback that takes (done, total), and a bar that is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
Progress = Callable[[int, int], None]


def counted(items: Iterable[Item], total: int, progress: Progress | None) -> Iterator[Item]:
    """Pass items on, and say after the work on each how many are done.

    Parameters
    ----------
    items : iterable
    total : int
        How many there will be.
    progress : callable, optional
        Called with (done, total) when the next item is asked for, thus once the one before has been dealt with.

    Returns
    -------
    iterator
        The same items.

    Examples
    --------
    >>> [item for item in counted("ab", 2, lambda done, total: print(f"{done} of {total}"))]
    1 of 2
    2 of 2
    ['a', 'b']
    """
    for done, item in enumerate(items, start=1):
        yield item
        if progress is not None:
            progress(done, total)


@contextmanager
def bar(label: str) -> Iterator[Progress]:
    """Show a bar, on the screen or in a notebook, while something long is computed.

    Parameters
    ----------
    label : str
        What stands before the bar.

    Returns
    -------
    context manager
        Gives the callback to hand on as `progress`. The bar ends with the block, also when that is interrupted.

    Notes
    -----
    Drawn by rich, on standard error, so that redirected results stay clean. Notebooks need ipywidgets to redraw it.

    Examples
    --------
    >>> import numpy as np
    >>> from dnoutcomes.weighting.bootstrap import bootstrap
    >>> with bar("bootstrap") as progress:
    ...     drawn = bootstrap(lambda rows: rows[:1] / 9, np.arange(9), replicates=20, seed=1, progress=progress)
    >>> len(drawn.replicates)
    20
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Screen

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Screen(*columns, console=Console(stderr=True)) as screen:
        task = screen.add_task(label, total=None)
        yield lambda done, total: screen.update(task, completed=done, total=total)
