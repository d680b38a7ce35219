"""The last result of the audit: a table of all figures, and the facts about the run."""

from __future__ import annotations

import json
import platform
from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from audit import records
from audit.judgement import judge
from audit.page import page
from audit.scenarios import SCENARIOS
from dnoutcomes._version import __version__

FIGURES, FACTS = records.HERE / "results.csv", records.HERE / "results.json"
PAGE = records.ROOT / "docs" / "audit.md"


def write_results() -> None:
    """Judge all finished repetitions, and write the table, the facts and the page."""
    found = {name: records.read(name) for name in SCENARIOS}
    found = {name: repetitions for name, repetitions in found.items() if repetitions}
    if not found:
        return
    # Scenarios of one law after another: their truths are read off the same patients.
    by_law = sorted(found, key=lambda name: repr(SCENARIOS[name].law))
    frames = {name: judge(name, found[name]) for name in by_law}
    facts = {name: _facts(name, repetitions) for name, repetitions in found.items()}
    everything = [record for repetitions in found.values() for record in repetitions]
    numbers = {
        "date": date.today().isoformat(), "version": __version__, "codes": records.codes(everything),
        "python": platform.python_version(), "scenarios": facts,
    }  # fmt: skip
    FACTS.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    pd.concat([frames[name] for name in found], ignore_index=True).to_csv(
        FIGURES, index=False, float_format="%.4g"
    )
    PAGE.write_text(page(*read_results()), encoding="utf-8")


def read_results() -> tuple[pd.DataFrame, dict[str, Any]]:
    """Read the table and the facts of the last run."""
    return pd.read_csv(FIGURES), json.loads(FACTS.read_text(encoding="utf-8"))


def _facts(name: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    scenario = SCENARIOS[name]
    return {
        "patients": scenario.n,
        "why": scenario.why,
        "is_null": scenario.is_null,
        "repetitions": len(found),
        "failed": sum(record["method"] == "failed" for record in found),
        "seconds": round(float(np.mean([record["seconds"] for record in found])), 2),
        "methods": dict(Counter(record["method"] for record in found)),
        "claims": round(float(np.mean([len(record["claims"]) for record in found])), 3),
        "stated_rate": round(float(np.mean([record["stated_rate"] for record in found])), 4),
    }
