"""Simulated data with their plan and their truth, and the files that hold them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from dnoutcomes.plan import Plan
from dnoutcomes.schema import COLUMNS
from dnoutcomes.simulation.destination import DICTIONARY, PLAN, TRUTH, refuse_destination, simulated_files
from dnoutcomes.simulation.plans import PLAN_TEXTS
from dnoutcomes.simulation.truth import Truth
from dnoutcomes.writing import replacing, write_into


@dataclass(frozen=True, eq=False)
class Simulated:
    """Data with a known truth.

    Attributes
    ----------
    preset : str
    frame : pandas.DataFrame
        One row per dated encounter of either arm, canonical columns; what `read_outcomes` would read. Of the messy
        preset, text as it stands in the file.
    truth : Truth
        What an analysis should find.
    plan : Plan
        What was specified.
    """

    preset: str
    frame: pd.DataFrame
    truth: Truth
    plan: Plan

    def __repr__(self) -> str:
        return (
            f"Simulated {self.preset}: {len(self.frame)} encounters of {len(self.truth.propensity)} patients, "
            f"seed {self.truth.seed}; {self.truth!r}"
        )

    def write(self, directory: str | Path) -> list[Path]:
        """Write the data with their plan, data dictionary and truth.

        Parameters
        ----------
        directory : str or Path
            Made where it doesn't exist. An earlier simulation in it is replaced.

        Returns
        -------
        list of Path
            `{preset}.csv`, `plan.toml`, `data-dictionary.md`, `truth.json`, and for the messy preset
            `messy-faults.json`. Its truth is that of the clinic preset, so both fit into one directory.

        Raises
        ------
        OutputError
            The directory can't be written, or would lose a file that no simulation wrote or a plan that was changed.
        """
        directory = Path(directory)
        refuse_destination(directory, self.preset)
        texts = {
            f"{self.preset}.csv": to_text(self.frame).to_csv(index=False, lineterminator="\n"),
            PLAN: PLAN_TEXTS[self.preset],
            DICTIONARY: dictionary_page(self.frame),
            TRUTH: self.truth.to_json(),
        }
        if len(self.truth.faults):
            faults = [
                json.dumps(row, ensure_ascii=False) for row in self.truth.faults.to_dict(orient="records")
            ]
            texts[f"{self.preset}-faults.json"] = "[\n" + ",\n".join(faults) + "\n]\n"
        contents = {name: text.encode() for name, text in texts.items()}
        with replacing(directory, partial(simulated_files, preset=self.preset), (TRUTH,)) as new:
            refuse_destination(directory, self.preset)
            write_into(new, contents, directory)
        return [directory / name for name in contents]


def to_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the cells as they're written: dates as 2024-01-31, yes and no, empty where missing.

    Examples
    --------
    >>> to_text(pd.DataFrame({"opioid": pd.array([True, None], dtype="boolean"), "tug": [8.9, None]})).values.tolist()
    [['yes', '8.9'], ['', '']]
    """
    return pd.DataFrame({name: _column_text(frame[name]) for name in frame.columns})


def _column_text(column: pd.Series) -> pd.Series:
    if pd.api.types.is_bool_dtype(column.dtype):
        text = column.map({True: "yes", False: "no"})
    elif pd.api.types.is_datetime64_any_dtype(column.dtype):
        text = column.dt.strftime("%Y-%m-%d")
    else:
        text = column.map(str, na_action="ignore")
    return text.astype(object).where(column.notna(), "").astype(str)


def dictionary_page(frame: pd.DataFrame) -> str:
    """Return the data dictionary of a file as Markdown: a row per column, in the order of the file.

    Examples
    --------
    >>> print(dictionary_page(pd.DataFrame(columns=["age"])).splitlines()[-1])
    | `age` | patient | number | 18 to 110 years | Age at time zero. |
    """
    rows = []
    for name in frame.columns:
        column = COLUMNS[name]
        allowed = ", ".join(column.levels) or f"{column.range_label} {column.unit}".strip()
        rows.append(
            f"| `{name}` | {column.level_of} | {column.type.replace('_', '/')} | {allowed} | {column.description} |"
        )
    return "\n".join(
        [
            "# Data dictionary",
            "",
            "One row per dated encounter. Empty cells are missing values; yes/no columns hold yes or no.",
            "Values of the patient are the same in all rows of a patient.",
            "",
            "| Column | Belongs to | Type | Values | Meaning |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )
