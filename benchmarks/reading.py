"""Reading a registry of a million encounters: ours, checks included, beside what others need for its text alone.

    python benchmarks/reading.py [rows]

prints a table; run.py keeps it. Each reads in a process of its own with one thread. Others are
the floor: they make columns of text of the file and judge nothing. DuckDB and Polars take part where they're installed.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ONE_THREAD = os.environ | dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), "1"
)


def read_ours(path: str) -> int:
    from dnoutcomes.outcomes import read_outcomes

    return len(read_outcomes(path).records)


def read_with_pandas(path: str) -> int:
    import pandas as pd

    return len(pd.read_csv(path, dtype="category", na_filter=False, low_memory=False))


def read_with_duckdb(path: str) -> int:
    import duckdb

    database = duckdb.connect(config={"threads": 1})
    database.execute("create table registry as select * from read_csv(?, all_varchar = true)", [path])
    return database.execute("select count(*) from registry").fetchone()[0]


def read_with_polars(path: str) -> int:
    import polars as pl

    return pl.read_csv(path, infer_schema=False).height


# The package that a software needs, and what reads with it.
SOFTWARE: dict[str, tuple[str, Callable[[str], int]]] = {
    "dnoutcomes": ("dnoutcomes", read_ours),
    "pandas": ("pandas", read_with_pandas),
    "DuckDB": ("duckdb", read_with_duckdb),
    "Polars": ("polars", read_with_polars),
}


def measure_here(software: str, path: str) -> dict[str, Any]:
    """Read in this process, and say what it cost."""
    start = time.process_time()
    rows = SOFTWARE[software][1](path)
    return {
        "software": software,
        "rows": rows,
        "cpu_seconds": time.process_time() - start,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measure(rows: int) -> list[dict[str, Any]]:
    """Write the registry, and read it with every software that is installed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registry.csv"
        # In a process of its own: the peak of this one would be handed on to those that it starts.
        subprocess.run([sys.executable, HERE / "registry.py", str(rows), path], check=True)
        return [
            json.loads(
                subprocess.run(
                    [sys.executable, __file__, software, path],
                    env=ONE_THREAD, capture_output=True, text=True, check=True,
                ).stdout
            )
            for software, (package, _) in SOFTWARE.items()
            if find_spec(package)
        ]  # fmt: skip


def text(rows: list[dict[str, Any]]) -> str:
    """One line per software: seconds and memory, and how many times ours takes as long."""
    ours = rows[0]
    lines = ["| read by | CPU s | peak MB | ours takes |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {row['software']} | {row['cpu_seconds']:.3g} | {row['peak_mb']:.0f} | "
        f"{ours['cpu_seconds'] / row['cpu_seconds']:.2g} times as long |"
        for row in rows
    ]
    what = f"A CSV file of {ours['rows']:,} encounters: ours reads and checks it, others make columns of text of it."
    return f"{what}\n\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    asked = sys.argv[1:]
    if len(asked) == 2:
        print(json.dumps(measure_here(*asked)))
    else:
        print(text(measure(int(asked[0]) if asked else 1_000_000)))
