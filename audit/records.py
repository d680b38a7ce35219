"""Repetitions on disk: one file of lines per scenario, to which finished ones are added, and what code made them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
RECORDS = HERE / "records"
#: What the numbers come from: the package, the clinics and the audit itself.
SOURCES = (("src/dnoutcomes", "**/*.py"), ("tests/simulation", "clinic*.py"), ("audit", "*.py"))
#: What runs and judges repetitions and has no part in their numbers.
NO_PART = tuple(
    f"audit/{name}.py" for name in ("__main__", "judgement", "page", "records", "results", "run", "truths")
)


def code_hash() -> str:
    """Hash of the source files that a repetition comes from, whatever the commit."""
    digest = hashlib.sha256()
    for folder, pattern in SOURCES:
        for path in sorted((ROOT / folder).glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if name not in NO_PART:
                digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def file_of(scenario: str, folder: Path = RECORDS) -> Path:
    """Where the repetitions of a scenario are."""
    return folder / f"{scenario.replace(', ', '-').replace(' ', '_')}.jsonl"


def read(scenario: str, folder: Path = RECORDS) -> list[dict[str, Any]]:
    """Read the finished repetitions of a scenario by number; a line that wasn't finished is none."""
    path = file_of(scenario, folder)
    if not path.exists():
        return []
    lines = path.read_text().split("\n")[:-1]
    found = {record["repetition"]: record for record in map(json.loads, lines)}
    return [found[number] for number in sorted(found)]


def add(record: dict[str, Any], folder: Path = RECORDS) -> None:
    """Add a finished repetition in one line, after what was cut off by an interruption is taken away."""
    folder.mkdir(exist_ok=True)
    path = file_of(record["scenario"], folder)
    if path.exists() and not path.read_bytes().endswith(b"\n"):
        whole = path.read_bytes().rpartition(b"\n")
        path.write_bytes(whole[0] + whole[1])
    with path.open("a") as file:
        file.write(json.dumps(record, separators=(",", ":")) + "\n")


def set_aside(folder: Path = RECORDS) -> Path | None:
    """Rename the folder of all repetitions, so that a run begins anew; None where there is none."""
    if not folder.exists():
        return None
    number = next(k for k in range(1, 1000) if not folder.with_name(f"{folder.name}-{k}").exists())
    return folder.rename(folder.with_name(f"{folder.name}-{number}"))


def codes(records: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> dict[str, int]:
    """Count repetitions by the code that made them."""
    counts: dict[str, int] = {}
    for record in records:
        counts[record["code"]] = counts.get(record["code"], 0) + 1
    return counts
