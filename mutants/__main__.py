"""Plant each mutant in a copy of the package and run its tests: python -m mutants [NAME ...]."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from mutants.mutant import Mutant, MutantError, read_mutants
from mutants.verdict import judge, judge_sound

AT_ONCE = 2
# What every test imports, which takes longer than most tests do. The package itself is another in each run.
LOADED_ONCE = (
    "numpy",
    "pandas",
    "scipy.stats",
    "matplotlib.pyplot",
    "statsmodels.api",
    "formulaic",
    "hypothesis",
    "pytest",
)


def chosen(names: Sequence[str]) -> list[Mutant]:
    """Return the mutants of these names, or all."""
    mutants = read_mutants()
    unknown = [name for name in names if name not in mutants]
    if unknown:
        raise MutantError(f"no mutant {unknown[0]!r}; there are {', '.join(mutants)}")
    return [mutants[name] for name in names] if names else list(mutants.values())


def workers() -> ProcessPoolExecutor:
    """Return a pool whose every task has a process of its own, with the libraries loaded but not the package."""
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
    if "forkserver" in ways:
        context.set_forkserver_preload(list(LOADED_ONCE))
    return ProcessPoolExecutor(AT_ONCE, mp_context=context, max_tasks_per_child=1)


def main(names: Sequence[str]) -> int:
    """Judge mutants two at a time and report; 0 where all are killed and their tests pass without them."""
    mutants = chosen(names)
    for mutant in mutants:
        mutant.check()
    verdicts, began = [], time.monotonic()
    with workers() as pool:
        sound = pool.submit(judge_sound, mutants)
        for verdict in pool.map(judge, mutants):
            print(verdict, flush=True)
            verdicts.append(verdict)
        print(sound.result(), flush=True)
    left = [verdict for verdict in verdicts if verdict.status != "killed"]
    minutes = (time.monotonic() - began) / 60
    print(f"{len(verdicts) - len(left)} of {len(verdicts)} killed in {minutes:.1f} minutes.")
    for verdict in left:
        print(f"Not killed: {verdict.name}")
    return int(bool(left) or sound.result().status != "sound")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except MutantError as error:
        sys.exit(str(error))
