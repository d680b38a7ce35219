"""From a file to a Kenward-Roger table by cause, at growing sizes: ours beside the same windows in plain DuckDB SQL.

    python benchmarks/scale.py [rows ...]

Sizes are 100,000 to 10,000,000 rows unless said otherwise; 100000000 on request. Each measurement runs in a process of
its own with as many threads as there are cores; memory is the peak of that process. Writes benchmarks/scale.md and
scale.json, and docs/images/scale-file.svg.

The floor judges nothing: it reads the columns of the model from the file, takes baseline and visits by their windows,
and adds up the same sums.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

HERE = Path(__file__).parent
ROOT = HERE.parent
PLAN = ROOT / "data" / "sample" / "plan.toml"
SIZES = (100_000, 1_000_000, 10_000_000)
CSV_UP_TO = 1_000_000


def write_files(rows: int, folder: Path) -> dict[str, Path]:
    """Write a registry of so many rows as Parquet and, up to a million, as CSV: copies of one clinic."""
    base = folder / "base.csv"
    subprocess.run([sys.executable, HERE / "registry.py", str(min(rows, 200_000)), base], check=True)
    paths = {"Parquet": folder / "registry.parquet"}
    with duckdb.connect() as database:
        database.execute(f"set temp_directory = '{folder}'")
        database.execute(
            f"create view base as select * from read_csv('{base}', sample_size = -1, types = {{patient_id: VARCHAR}})"
        )
        # Copies are some days apart, so that nobody has the course of another.
        many = (
            "select 'K' || copy || '-' || patient_id as patient_id, index_date - 30 * copy::integer as index_date, "
            "session_date - 30 * copy::integer as session_date, "
            "base.* exclude (patient_id, index_date, session_date) "
            f"from base, range({-(-rows // 200_000)}) as copies(copy) limit {rows}"
        )
        database.execute(f"copy ({many}) to '{paths['Parquet']}' (format parquet)")
        if rows <= CSV_UP_TO:
            paths["CSV"] = folder / "registry.csv"
            database.execute(f"copy (from '{paths['Parquet']}') to '{paths['CSV']}' (format csv, header)")
    return paths


def ours(path: str) -> dict[str, float]:
    from dnoutcomes.analysis_sums import sum_analysis
    from dnoutcomes.models import contrast, fit_mmrm, ls_means
    from dnoutcomes.outcomes import read_outcomes
    from dnoutcomes.plan import Plan

    plan = Plan.from_toml(PLAN)
    start = time.perf_counter(), time.process_time()
    outcomes = read_outcomes(path, plan=plan, engine="duckdb")
    assert outcomes.engine == "duckdb", outcomes.engine
    read = time.perf_counter(), time.process_time()
    table = contrast(ls_means(fit_mmrm(sum_analysis(outcomes, plan)), "arm", by=["cause", "visit"])).frame
    assert len(table)
    return _costs(start, read)


def floor(path: str) -> dict[str, float]:
    from dnoutcomes.plan import Plan

    plan = Plan.from_toml(PLAN)
    start = time.perf_counter(), time.process_time()
    where = f"read_csv('{path}')" if path.endswith("csv") else f"'{path}'"
    visits = ", ".join(
        f"arg_min(pain_nrs, abs(day - {visit.day})) filter (day between {visit.first} and {visit.last}) as y{place}"
        for place, visit in enumerate(plan.visits)
    )
    z = ["1", "b", "age", *(f"coalesce(y{place} - b, 0)" for place in range(len(plan.visits)))]
    sums = ", ".join(f"sum({a} * {c})" for i, a in enumerate(z) for c in z[i:])
    by = "arm, cause, site_id, nerve_status, opioid"
    seen = ", ".join(f"y{place} is null" for place in range(len(plan.visits)))
    with duckdb.connect() as database:
        database.execute(
            f"with scores as (select patient_id, session_date - index_date as day, pain_nrs from {where} where "
            f"pain_nrs is not null), facts as (select patient_id, any_value(age) as age, "
            f"{', '.join(f'any_value({name}) as {name}' for name in by.split(', '))} from {where} group by 1), "
            f"chosen as (select patient_id, arg_max(pain_nrs, day) filter (day between {plan.baseline.first} and "
            f"{plan.baseline.last}) as b, {visits} from scores group by 1) select {by}, {seen}, count(*), {sums} "
            f"from chosen join facts using (patient_id) where b is not null group by all"
        ).fetchnumpy()
    return _costs(start, None)


def _costs(start: tuple[float, float], read: tuple[float, float] | None) -> dict[str, float]:
    end = time.perf_counter(), time.process_time()
    costs = {"seconds": end[0] - start[0], "cpu_seconds": end[1] - start[1]}
    if read is not None:
        costs |= {"read_seconds": read[0] - start[0], "read_cpu_seconds": read[1] - start[1]}
    return costs | {"peak_mb": _peak_mb()}


def _peak_mb() -> float:
    """Peak memory of this process; what getrusage has begins with that of the process that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


SOFTWARE: dict[str, Callable[[str], dict[str, float]]] = {"dnoutcomes": ours, "DuckDB SQL alone": floor}


def measure(rows: int) -> list[dict[str, Any]]:
    """Measure everything at one size."""
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, path in write_files(rows, Path(folder)).items():
            for software in SOFTWARE:
                done = subprocess.run(
                    [sys.executable, __file__, software, path], capture_output=True, text=True, check=True
                )
                row = {"rows": rows, "file": kind, "software": software} | json.loads(done.stdout)
                print(row, flush=True)
                measured.append(row)
    return measured


def text(measured: pd.DataFrame) -> str:
    """One line per size, file and software."""
    lines = [
        "| rows | file | software | s | CPU s | of it, reading and checks | peak MB | times the floor's CPU |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    floors = measured[measured["software"] != "dnoutcomes"].set_index(["rows", "file"])["cpu_seconds"]
    for row in measured.itertuples():
        read = "" if pd.isna(row.read_cpu_seconds) else f"{row.read_cpu_seconds:.3g}"
        times = row.cpu_seconds / floors[row.rows, row.file]
        lines.append(
            f"| {row.rows:,} | {row.file} | {row.software} | {row.seconds:.3g} | {row.cpu_seconds:.3g} | {read} | "
            f"{row.peak_mb:.0f} | {times:.2g} |"
        )
    return "From a file to a Kenward-Roger table by cause.\n\n" + "\n".join(lines) + "\n"


def plot(measured: pd.DataFrame, path: Path) -> None:
    """Draw CPU seconds and memory by rows."""
    import matplotlib.pyplot as plt

    plt.rcParams["svg.hashsalt"] = "scale"
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    parquet = measured[measured["file"] == "Parquet"]
    for software, mine in parquet.groupby("software", sort=False):
        for axis, column in zip(axes, ("cpu_seconds", "peak_mb")):
            axis.plot(mine["rows"], mine[column], marker="o", label=software)
    for axis, label in zip(axes, ("CPU seconds", "peak memory, MB")):
        axis.set(xscale="log", yscale="log", xlabel="rows of Parquet", ylabel=label)
    axes[0].legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def main(sizes: list[int]) -> None:
    """Measure, and keep what was measured."""
    measured = pd.DataFrame([row for rows in sizes for row in measure(rows)])
    (HERE / "scale.json").write_text(measured.to_json(orient="records", indent=1) + "\n")
    (HERE / "scale.md").write_text(text(measured))
    plot(measured, ROOT / "docs" / "images" / "scale-file.svg")
    print(text(measured))


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] in SOFTWARE:
        print(json.dumps(SOFTWARE[sys.argv[1]](sys.argv[2])))
    else:
        main([int(rows) for rows in sys.argv[1:]] or list(SIZES))
