"""A small clinic in whose file no check finds anything, and the faulty files: what engines must agree on."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd

FAULTS = Path(__file__).parents[2] / "faults"
with (FAULTS / "manifest.csv").open(newline="") as stream:
    FILES = [row["file"] for row in csv.DictReader(stream)]
# Frames and values of outcomes that are the same whatever has read the file.
FRAMES = ("records", "rows", "issues", "rejects", "without_records")
VALUES = (
    "source",
    "outcome",
    "time_column",
    "arms",
    "left_out",
    "declared_outcomes",
    "confirmed",
    "same_day",
)


def plain_clinic(n: int = 12, seed: int = 3) -> pd.DataFrame:
    """One row per encounter: assessments at five visits with some missed, and a session on the first day."""
    rng = np.random.default_rng(seed)
    rows = []
    for place in range(n):
        start = np.datetime64("2025-01-01") + 3 * place
        person = {
            "patient_id": f"P{place:03d}", "site_id": f"S{place % 3}", "arm": ("needling", "standard")[place % 5 < 2],
            "cause": ("diabetic", "idiopathic")[place % 4 == 1], "index_date": str(start), "age": 50 + place % 31,
            "opioid": ("yes", "no", "")[place % 3],
        }  # fmt: skip
        for visit, day in enumerate((0, 14 + place % 4, 28, 57, 84)):
            if visit in (0, 1) or rng.random() < 0.8:
                score = int(rng.integers(4, 9)) - visit // 2
                rows.append(
                    person | {"encounter": "assessment", "session_date": str(start + day), "pain_nrs": score}
                )
        rows.append(person | {"encounter": "session", "session_date": str(start), "pain_nrs": None})
    return pd.DataFrame(rows).astype({"pain_nrs": "Int64"})


def clinic_with_gaps(n: int, seed: int) -> pd.DataFrame:
    """The clinic with a rare cause, patients without baseline or score, baselines of 0, withdrawals, missed visits."""
    rng = np.random.default_rng(seed)
    frame = plain_clinic(n=n, seed=seed)
    place = frame["patient_id"].str[1:].astype(int)
    day = (pd.to_datetime(frame["session_date"]) - pd.to_datetime(frame["index_date"])).dt.days
    frame.loc[place.eq(7), "cause"] = "chemotherapy"
    frame.loc[place.isin([11, 12]) & day.eq(0), "pain_nrs"] = pd.NA
    frame.loc[place.eq(13), "pain_nrs"] = pd.NA
    frame.loc[place.isin([14, 17]) & day.eq(0) & frame["pain_nrs"].notna(), "pain_nrs"] = 0
    frame.loc[(rng.random(len(frame)) < 0.15) & place.gt(20), "pain_nrs"] = pd.NA
    return frame[~(place.isin(rng.choice(np.arange(20, n), 4, replace=False)) & day.gt(30))]


def clinic_with_departures(n, seed):
    """The clinic with gaps, deaths about visits, and reasons before scores, twice a day and after windows."""
    rng = np.random.default_rng(seed)
    frame = clinic_with_gaps(n, seed)
    place = frame["patient_id"].str[1:].astype(int)
    zero = pd.to_datetime(frame["index_date"])
    frame["end_reason"] = np.select([place % 7 == 2, place % 7 == 5], ["died", "moved"], "")
    ended = zero + pd.to_timedelta(np.array([28, 41, 56, 84, 100])[place % 5], unit="D")
    frame["end_date"] = ended.dt.strftime("%Y-%m-%d").where(frame["end_reason"] != "", "")
    frame["missing_reason"] = ""
    calls = frame.drop_duplicates("patient_id")[rng.random(n) < 0.7]
    missed = []
    for reason in ("moved away", "ill", "no time"):
        later = pd.to_datetime(calls["index_date"]) + pd.to_timedelta(
            rng.choice([10, 21, 42, 70, 80, 98], len(calls)), "D"
        )
        missed.append(calls.assign(
            session_date=later.dt.strftime("%Y-%m-%d"), encounter="assessment", pain_nrs=pd.NA, missing_reason=reason
        ))  # fmt: skip
    missed.append(missed[0].assign(missing_reason="forgot"))
    frame = pd.concat([frame, *missed], ignore_index=True).astype({"pain_nrs": "Int64"})
    return frame.sample(frac=1, random_state=seed)


def write(frame: pd.DataFrame, path) -> object:
    frame.to_csv(path, index=False)
    return path
