"""Plant the faults that files from clinics have, and keep a list of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from dnoutcomes.simulation.parameters import VISITS, WEEKS
from dnoutcomes.simulation.truth import FAULT_COLUMNS

Rows = npt.NDArray[np.intp]
Write = str | Callable[[str], str]
Plant = Callable[[Rows, str, str, Write], None]
# Line of the file that the first record stands in.
_FIRST_LINE = 2
# Largest part of the way to the next visit by which a visit is off its schedule. The last one only comes early,
# so that no date passes the data cut-off.
_OFF_SCHEDULE = 0.45

_TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "site_id": {"S1": ("Site 1", "s1 "), "S2": ("site two", " S2"), "S3": ("S3 (harbour)", "S-3")},
    "arm": {"needling": ("DN_SC", "Needling + Standard Care"), "standard": ("standard care", "SC")},
    "cause": {
        "diabetic": ("DPN",),
        "chemotherapy": ("CIPN",),
        "traumatic": ("Trauma",),
        "nutritional": ("B12 deficiency",),
    },
}


def plant_faults(rng: np.random.Generator, text: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Plant faults in a clean file.

    Parameters
    ----------
    rng : numpy.random.Generator
    text : pandas.DataFrame
        The rows of the file as text, empty where missing.

    Returns
    -------
    faulty : pandas.DataFrame
        The same rows with faults, and duplicates at the end.
    faults : pandas.DataFrame
        One row per fault: `line` and `last_line` of the file (the header is line 1), `column, fault, written,
        true_value`.
    """
    text = text.copy()
    planted: list[tuple[int, int, str, str, str, str]] = []

    def plant(rows: Rows, column: str, fault: str, write: Write) -> None:
        """Write one fault into a cell, or into all rows of a patient."""
        column_position = text.columns.get_loc(column)
        true_value = text.iat[rows[0], column_position]
        fault_text = write if isinstance(write, str) else write(true_value)
        text.iloc[rows, column_position] = fault_text
        lines = (int(rows[0]) + _FIRST_LINE, int(rows[-1]) + _FIRST_LINE)
        planted.append((*lines, column, fault, fault_text, true_value))

    _off_schedule(rng, text, plant)
    _wrong_scores(rng, text, plant)
    _wrong_dates(rng, text, plant)
    _spellings(rng, text, plant)
    _old_ages(rng, text, plant)
    copied = np.sort(rng.choice(len(text), min(12, len(text)), replace=False))
    planted += [
        (
            *2 * (len(text) + _FIRST_LINE + number,),
            "",
            "duplicate row",
            f"copy of line {row + _FIRST_LINE}",
            "",
        )
        for number, row in enumerate(copied)
    ]
    faulty = pd.concat([text, text.iloc[copied]], ignore_index=True)
    return faulty, pd.DataFrame(planted, columns=list(FAULT_COLUMNS))


def _some(rng: np.random.Generator, mask: pd.Series, n: int) -> Rows:
    rows = np.flatnonzero(mask.to_numpy())
    return np.sort(rng.choice(rows, min(n, len(rows)), replace=False))


def _off_schedule(rng: np.random.Generator, text: pd.DataFrame, plant: Plant) -> None:
    """Move half of the visits after time zero by up to 45 % of the way to their neighbour."""
    index_date, date = pd.to_datetime(text["index_date"]), pd.to_datetime(text["session_date"])
    day = (date - index_date).dt.days
    later = (text["encounter"] == "assessment") & (day > 0)
    for row in _some(rng, later, int(later.sum()) // 2):
        visit = int(np.argmin(np.abs(7 * np.array(WEEKS) - day.iloc[row])))
        last = visit == len(VISITS) - 1
        before, after = WEEKS[visit] - WEEKS[visit - 1], 0 if last else WEEKS[visit + 1] - WEEKS[visit]
        days = int(np.round(7 * _OFF_SCHEDULE * rng.uniform(-before, after)))
        moved = (date.iloc[row] + pd.Timedelta(days=days)).strftime("%Y-%m-%d")
        plant(np.array([row]), "session_date", "visit off its schedule", moved)


def _plant_each(rows: Rows, column: str, fault: str, write: Write, plant: Plant) -> None:
    for row in rows:
        plant(np.array([row]), column, fault, write)


def _wrong_scores(rng: np.random.Generator, text: pd.DataFrame, plant: Plant) -> None:
    scored = text["pain_nrs"].isin([str(score) for score in range(2, 11)])
    rows = rng.permutation(_some(rng, scored, 15))
    _plant_each(rows[:10], "pain_nrs", "0 to 100 scale", lambda value: f"{value}0", plant)
    _plant_each(rows[10:13], "pain_nrs", "not a number", lambda value: f"about {value}", plant)
    _plant_each(rows[13:], "pain_nrs", "out of range", lambda value: f"-{value}", plant)
    # One site stores 1 for the worst. The middle of the scale looks the same either way.
    turned = (text["site_id"] == "S3") & ~text["pgic"].isin(["", "4"])
    _plant_each(
        np.flatnonzero(turned.to_numpy()), "pgic", "wrong direction", lambda value: str(8 - int(value)), plant
    )


def _wrong_dates(rng: np.random.Generator, text: pd.DataFrame, plant: Plant) -> None:
    rows = rng.permutation(_some(rng, text["encounter"] == "session", 11))
    for row in rows[:8]:
        early = (pd.Timestamp(text["index_date"].iloc[row]) - pd.Timedelta(days=40)).strftime("%Y-%m-%d")
        plant(np.array([row]), "session_date", "date before time zero", early)
    _plant_each(rows[8:], "session_date", "no such day", lambda value: f"{value[:4]}-02-30", plant)


def _spellings(rng: np.random.Generator, text: pd.DataFrame, plant: Plant) -> None:
    """Write sites, arms and causes of some patients as people type them, in all their rows alike."""
    for column, texts in _TEXTS.items():
        for rows in _rows_of_some(rng, text, share=0.1):
            others = texts.get(text[column].iloc[rows[0]])
            if others is not None:
                plant(rows, column, "spelling", others[int(rng.integers(0, len(others)))])


def _rows_of_some(rng: np.random.Generator, text: pd.DataFrame, share: float) -> list[Rows]:
    """Rows of each of some patients."""
    patients = text["patient_id"].unique()
    chosen = rng.choice(patients, max(1, round(share * len(patients))), replace=False)
    return [np.flatnonzero((text["patient_id"] == patient).to_numpy()) for patient in chosen]


def _old_ages(rng: np.random.Generator, text: pd.DataFrame, plant: Plant) -> None:
    """Ages that would point to a person: 90 and more."""
    for rows in _rows_of_some(rng, text, share=0.01):
        plant(rows, "age", "age above 89", str(rng.integers(90, 99)))
