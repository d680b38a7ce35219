"""Dask: the engine for files that are too much for one machine; DuckDB works in each of its tasks."""

from __future__ import annotations

import logging
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dnoutcomes.engines.database import EngineError, disk_told
from dnoutcomes.engines.duckdb_engine import DuckDB
from dnoutcomes.engines.stored_file import NotPlainError

if TYPE_CHECKING:
    import distributed

Made = TypeVar("Made")
Part = TypeVar("Part")

# Of the file, read by one task. Each task writes a file per bucket, so that smaller ones would be very many.
_PARTITION_BYTES = 2**28


@dataclass(frozen=True, eq=False)
class Dask:
    """Read and reduce a file on the workers of a Dask cluster, with DuckDB in each task.

    Attributes
    ----------
    client : distributed.Client or str, optional
        A client, or the address of a scheduler, such as "tcp://10.0.0.1:8786". Without one, workers are started on this
        machine, one per core, and stopped when the outcomes are gone.
    shared_directory : str or Path, optional
        Where the rows are sorted into buckets of patients, about as large as the file in Parquet. All workers must see
        it, as they must see the file. The system's directory for temporary files unless said otherwise, which is enough
        for workers on this machine.
    partitions : int, optional
        Into so many parts the file is split, and into so many buckets its patients. Default: one for each 256 MB, and
        at least one for each thread of the workers.
    each : DuckDB
        Limits of DuckDB in each task. Without a memory limit, a task takes its share of half of its worker's memory.

    Examples
    --------
    >>> Dask("tcp://10.0.0.1:8786", shared_directory="/shared").name
    'dask'
    """

    client: distributed.Client | str | None = None
    shared_directory: str | Path | None = None
    partitions: int | None = None
    each: DuckDB = field(default_factory=lambda: DuckDB(threads=1))
    name: str = "dask"

    def connect(self) -> tuple[distributed.Client, bool]:
        """Return a client of the cluster, and whether it was made here and is to be closed.

        Raises
        ------
        EngineError
            `distributed` isn't installed, or nobody answers.
        """
        try:
            import distributed
        except ImportError as error:
            raise EngineError(
                "the engine dask needs the package distributed: pip install 'dnoutcomes[cluster]'"
            ) from error
        if isinstance(self.client, distributed.Client):
            return self.client, False
        if self.client is None:
            # At a port that is free, and for nobody but this machine.
            # What a worker can't do comes back as an error and is told once, without the log's traces around it.
            cluster = distributed.LocalCluster(
                threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
            )
            return distributed.Client(cluster), True
        try:
            return distributed.Client(self.client, timeout=_SECONDS), True
        except (OSError, ValueError) as error:
            raise EngineError(f"no Dask scheduler answers at {self.client!r}: {error}") from error

    def partitions_of(self, n_bytes: int, client: distributed.Client) -> int:
        """Return into how many parts a file is split."""
        if self.partitions is not None:
            return self.partitions
        threads = int(sum(client.nthreads().values()))
        return max(-(-n_bytes // _PARTITION_BYTES), threads, 1)


_SECONDS = 30


def limits_in_task(each: DuckDB) -> DuckDB:
    """Return the limits of DuckDB in a task of a worker, which may have several at once."""
    import distributed

    if each.memory_limit is not None:
        return each
    try:
        worker = distributed.get_worker()
    except ValueError:  # not in a task
        return each
    limit = worker.memory_manager.memory_limit
    if not limit:
        return each
    return replace(each, memory_limit=f"{limit // (2 * worker.state.nthreads * 10**6)}MB")


@contextmanager
def cluster_told() -> Iterator[None]:
    """Say in the caller's words what became of the workers."""
    import distributed

    try:
        yield
    except distributed.KilledWorker as error:
        raise EngineError(
            "several workers died at the same part of the file, mostly because memory ran out. Give them more, set a "
            f"memory_limit for DuckDB in each task, or ask for more partitions. Dask says: {_first_line(error)}"
        ) from error


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


class Workers:
    """The workers of a cluster, and the folder that they share, which is gone when nobody needs it."""

    def __init__(self, engine: Dask) -> None:
        self.client, owned = engine.connect()
        with disk_told():
            self.folder = Path(tempfile.mkdtemp(prefix="dnoutcomes-", dir=engine.shared_directory))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        if owned:
            # When Python ends, distributed stops its own workers; by then a second call would wait for ever.
            weakref.finalize(self, _close, self.client).atexit = False

    def map(self, task: Callable[..., Made], parts: Iterable[Part], *given: Any) -> list[Made]:
        """Return what a task makes of each part, in their order.

        Raises
        ------
        NotPlainError
            The first part that isn't plain says why.
        """
        futures = [self.client.submit(_or_reason, task, part, *given, pure=False) for part in parts]
        try:
            with cluster_told():
                made = self.client.gather(futures)
        finally:
            self.client.cancel(futures)
        for one in made:
            if isinstance(one, NotPlainError):
                raise one
        return list(made)


def _or_reason(task: Callable[..., Made], *given: Any) -> Made | NotPlainError:
    # As a value, so that the reason is that of the first part and not that of the fastest worker.
    try:
        return task(*given)
    except NotPlainError as reason:
        return reason


def _close(client: Any) -> None:
    cluster = client.cluster
    client.close()
    if cluster is not None:
        cluster.close()
