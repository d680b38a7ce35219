"""Where simulated files go: into a directory of their own, or over an earlier simulation."""

from __future__ import annotations

import json
from pathlib import Path

from dnoutcomes.destination import refuse_directory, refuse_file
from dnoutcomes.simulation.plans import PLAN_TEXTS
from dnoutcomes.writing import digest

PLAN, DICTIONARY, TRUTH = "plan.toml", "data-dictionary.md", "truth.json"


def refuse_destination(directory: Path, preset: str) -> None:
    """Refuse a directory that can't be written, or where files that no simulation wrote would be replaced.

    Parameters
    ----------
    directory : Path
    preset : str
        What is simulated.

    Raises
    ------
    OutputError
        A table or a truth that isn't simulated, or a plan that was changed.
    """
    refuse_directory(directory)
    texts = {text.encode() for text in PLAN_TEXTS.values()}
    refuse_file(directory / PLAN, texts.__contains__)
    refuse_file(directory / TRUTH, _is_truth)
    simulated_before = (directory / TRUTH).is_file()
    for name in _others(preset):
        refuse_file(directory / name, lambda content: simulated_before)


def simulated_files(directory: Path, preset: str) -> dict[str, str]:
    """Name to hash of the files of an earlier simulation that one of this preset replaces."""
    if not (directory / TRUTH).is_file():
        return {}
    names = (PLAN, TRUTH, *_others(preset))
    return {name: hashed for name in names if (hashed := digest(directory / name))}


def _others(preset: str) -> tuple[str, ...]:
    return f"{preset}.csv", f"{preset}-faults.json", DICTIONARY


def _is_truth(content: bytes) -> bool:
    try:
        facts = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(facts, dict) and {"seed", "mechanism", "propensity"} <= facts.keys()
