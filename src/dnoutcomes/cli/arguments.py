"""Arguments and options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Encounters = Annotated[Path, typer.Argument(metavar="FILE", help="One row per dated encounter, both arms.")]
PlanFile = Annotated[
    Path | None,
    typer.Option(
        "--plan",
        metavar="P",
        help="The plan, a TOML file. Without one, defaults apply and the report says so.",
    ),
]
MappingFile = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        metavar="M",
        help="A TOML file that turns your column names and codes into the package's.",
    ),
]
Audience = Annotated[str, typer.Option(help="For whom: clinic (everything), patients, funder or paper.")]
Quarter = Annotated[
    str | None,
    typer.Option(
        metavar="Q", help="Such as 2026Q3: the patients who belong to it, beside the quarters before."
    ),
]

EngineName = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="E",
        help="What reads FILE: pandas, duckdb, dask (workers on this machine) or the address of a Dask scheduler "
        "(tcp://...), with the same results; by default duckdb from 256 MB on. What was it is said. See docs/scale.md.",
    ),
]


class Format(StrEnum):
    """How `check` and `verify` answer."""

    text = "text"
    json = "json"
