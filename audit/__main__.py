"""Run the audit, or go on with it, and write its table.

    PYTHONPATH=tests/simulation python -m audit [--repetitions 500] [--processes 2] [--fresh | --go-on | --table]

Ends, or is ended with Ctrl-C, with audit/results.csv, audit/results.json and docs/audit.md written from all finished
repetitions, which are kept in audit/records. Started again, it goes on where it stopped.
"""

from __future__ import annotations

import argparse
import sys

from audit import records
from audit.results import write_results
from audit.run import run
from audit.scenarios import SCENARIOS


def main() -> int:
    """Do what the command line says."""
    options = _options()
    code = records.code_hash()
    if options.fresh:
        records.set_aside()
    done = {name: records.read(name) for name in options.scenario}
    others = records.codes([record for found in done.values() for record in found])
    others.pop(code, None)
    if others and not (options.go_on or options.table):
        print(
            f"{sum(others.values())} finished repetitions were made by other code than that of today ({code}).\n"
            "--fresh sets them aside and begins anew; --go-on adds to them, and the table says that it's of several.",
            file=sys.stderr,
        )
        return 2
    tasks = [
        (name, number)
        for number in range(options.repetitions)
        for name in options.scenario
        if number not in {record["repetition"] for record in done[name]}
    ]
    if not options.table:
        run(tasks, options.processes, code)
    write_results()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m audit", description="Run the audit, or go on with it.")
    parser.add_argument("--repetitions", type=int, default=500, help="of each scenario; default: 500")
    parser.add_argument("--processes", type=int, default=2, help="at work at a time; default: 2")
    parser.add_argument(
        "--scenario", action="append", choices=list(SCENARIOS), help="only this one; may be repeated"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--fresh", action="store_true", help="set finished repetitions aside and begin anew")
    how.add_argument("--go-on", action="store_true", help="add to repetitions that other code has made")
    how.add_argument("--table", action="store_true", help="only write the table of what is finished")
    options = parser.parse_args()
    options.scenario = options.scenario or list(SCENARIOS)
    return options


if __name__ == "__main__":
    sys.exit(main())
