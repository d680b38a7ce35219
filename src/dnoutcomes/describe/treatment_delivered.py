"""Treatment delivered: what STRICTA asks for, filled from the sessions."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.derive.workbench import once
from dnoutcomes.describe.needle_points import entropy, points_used
from dnoutcomes.language import term
from dnoutcomes.schema import COLUMNS

#: Columns of what else is done in a session; their labels are the levels of item 3a.
COMPONENTS = ("exercise", "soft_tissue", "cupping", "education")
_COLUMNS = [
    "item", "description", "arm", "level", "kind", "value", "spread", "low", "high", "unit", "n", "n_missing",
    "n_patients", "n_patients_with", "n_patients_without",
]  # fmt: skip

Row = dict[str, object]


@once
def treatment_delivered(analysis: AnalysisData) -> pd.DataFrame:
    """Describe the sessions of both arms as STRICTA 2010 asks.

    Parameters
    ----------
    analysis : AnalysisData
        Everybody in the file counts, with or without a baseline score.

    Returns
    -------
    pandas.DataFrame
        One row per item, arm and level, in the order of STRICTA: `item` ("2a"), `description`, `arm`, `level` (empty
        but for rows of a category), `kind` ("mean", "share", "index" or "count"), `value`, `spread` (SD of a mean),
        `low`, `high` (smallest and largest value of a mean), `unit`, `n` (sessions or patients behind the value),
        `n_missing` (those without a record), `n_patients`, and of a share `n_patients_with` and `n_patients_without`
        (patients with a session of which it is so, and with one of which it isn't). What isn't recorded has n of 0 and
        a value of NaN.

    Notes
    -----
    Rows are of attended sessions; of the treated arm, of those in which needles were placed or it isn't said that none
    were. Extent of variation (1c): with p_k the share of point k among all points of all sessions, entropy is
    -sum p_k ln p_k, given as the number of equally frequent points that would have it (exp of it) and as a share of
    the largest possible value (0: always the same point; 1: all points equally often). Variation of dose is the
    coefficient of variation (SD / mean) of needles per session, of the patients' means (between) and pooled over the
    sessions of each patient (within), and of sessions attended per patient. The last is over all patients, as is
    their mean in 3a: over fewer, the two would give the number of patients without a session. Frequency (3b) is
    sessions attended minus one over the weeks from the first to the last, in patients with two or more.

    References
    ----------
    MacPherson H, Altman DG, Hammerschlag R, et al. Revised standards for reporting interventions in clinical trials of
    acupuncture (STRICTA). PLoS Medicine 2010;7:e1000261.
    """
    planned = analysis.workbench.sessions
    treated, reference = analysis.plan.treated_arm, analysis.plan.reference_arm
    of_treated, of_reference = planned[planned["arm"] == treated], planned[planned["arm"] == reference]
    attended, attended_other = of_treated[of_treated["attended"]], of_reference[of_reference["attended"]]
    needled = attended[~_column(attended, "needled").eq(False).fillna(False)]
    rows = [
        *_variation(needled, treated),
        _attendance_variation(of_treated, treated, _patients(analysis, treated)),
        *_needling(needled, treated),
        *_stimulation(needled, treated),
        *_schedule(of_treated, treated, _patients(analysis, treated)),
        *_schedule(of_reference, reference, _patients(analysis, reference)),
        *_components("4a", attended, treated),
        *_practitioners(attended, treated),
        _mean("6b", term("length of a session"), reference, attended_other, "duration_min", "min"),
        *_components("6b", attended_other, reference),
    ]
    return pd.DataFrame(rows, columns=_COLUMNS).sort_values("item", kind="stable", ignore_index=True)


def _patients(analysis: AnalysisData, arm: str) -> list[str]:
    records = analysis.outcomes.records
    return sorted(records.loc[records["arm"] == arm, "patient_id"].unique())


def _row(item: str, description: str, arm: str, kind: str, n: int, **numbers: object) -> Row:
    blank: Row = {"level": "", "value": math.nan, "spread": math.nan, "low": math.nan, "high": math.nan,
                  "unit": "", "n_missing": 0, "n_patients": 0, "n_patients_with": 0,
                  "n_patients_without": 0}  # fmt: skip
    return blank | {"item": item, "description": description, "arm": arm, "kind": kind, "n": n} | numbers


def _column(sessions: pd.DataFrame, name: str) -> pd.Series:
    return (
        sessions[name] if name in sessions.columns else pd.Series(pd.NA, index=sessions.index, dtype="object")
    )


def _mean(item: str, description: str, arm: str, rows: pd.DataFrame, column: str, unit: str) -> Row:
    """Mean, SD and range of a column over sessions or patients."""
    values = pd.to_numeric(_column(rows, column)).astype("float64")
    recorded = values.dropna()
    return _row(
        item, description, arm, "mean", len(recorded), value=recorded.mean(), spread=recorded.std(), low=recorded.min(),
        high=recorded.max(), unit=unit, n_missing=len(values) - len(recorded),
        n_patients=rows.loc[recorded.index, "patient_id"].nunique(),
    )  # fmt: skip


def _share(
    item: str, description: str, arm: str, rows: pd.DataFrame, marked: pd.Series, level: str = ""
) -> Row:
    """Share of sessions that are marked; NA is missing."""
    recorded = marked.dropna()
    value = float(recorded.astype(bool).mean()) if len(recorded) else math.nan
    patients, is_so = rows.loc[recorded.index, "patient_id"], recorded.astype(bool)
    return _row(
        item, description, arm, "share", len(recorded), level=level, value=value, unit=term("of sessions"),
        n_missing=len(marked) - len(recorded), n_patients=patients.nunique(), n_patients_with=patients[is_so].nunique(),
        n_patients_without=patients[~is_so].nunique(),
    )  # fmt: skip


def _levels(item: str, description: str, arm: str, rows: pd.DataFrame, column: str) -> Iterator[Row]:
    values = _column(rows, column)
    for level in COLUMNS[column].levels:
        yield _share(item, description, arm, rows, (values == level).where(values.notna()), level)


def _variation(needled: pd.DataFrame, arm: str) -> Iterator[Row]:
    used = _points(needled)
    counts = used["point"].value_counts()
    n, n_patients = used["source_row"].nunique(), used["patient_id"].nunique()
    missing = len(needled) - n
    spread = entropy(counts)
    most = math.log(len(counts)) if len(counts) > 1 else math.nan
    for description, value, unit in (
        (term("variation of points: as many as equally frequent"), math.exp(spread), term("points")),
        (term("variation of points: share of the largest possible"), spread / most, ""),
    ):
        yield _row("1c", description, arm, "index", n, value=value, unit=unit, n_missing=missing,
                   n_patients=n_patients)  # fmt: skip
    needles = pd.to_numeric(_column(needled, "needles_n")).astype("float64")
    by_patient = needles.groupby(needled["patient_id"])
    between, within = _variation_coefficients(by_patient, needles)
    for description, value in (
        (term("variation of needles per session between patients"), between),
        (term("variation of needles per session within patients"), within),
    ):
        yield _row("1c", description, arm, "index", int(needles.count()), value=value, unit=term("SD / mean"),
                   n_missing=int(needles.isna().sum()), n_patients=int((by_patient.count() > 0).sum()))  # fmt: skip


def _attendance_variation(planned: pd.DataFrame, arm: str, everyone: list[str]) -> Row:
    attended = _sessions_per_patient(planned, everyone)["attended"]
    value = attended.std() / attended.mean() if attended.sum() else math.nan
    return _row("1c", term("variation of sessions attended between patients"), arm, "index", len(attended),
                value=value, unit=term("SD / mean"), n_patients=len(attended))  # fmt: skip


def _sessions_per_patient(planned: pd.DataFrame, everyone: list[str]) -> pd.DataFrame:
    """Sessions `planned` and `attended` of each patient; none is left out unless the file has no sessions at all."""
    counts = planned.groupby("patient_id").agg(planned=("attended", "size"), attended=("attended", "sum"))
    every = counts.reindex(everyone if len(planned) else [], fill_value=0)
    return every.rename_axis("patient_id").reset_index()


def _variation_coefficients(by_patient: object, needles: pd.Series) -> tuple[float, float]:
    means = by_patient.mean().dropna()  # type: ignore[attr-defined]  # a pandas grouping, untyped
    mean = needles.mean()
    deviations = needles - by_patient.transform("mean")  # type: ignore[attr-defined]  # as above
    free = needles.count() - len(means)
    within = np.sqrt((deviations**2).sum() / free) / mean if free > 0 else math.nan
    return float(means.std() / means.mean()) if len(means) else math.nan, float(within)


def _points(needled: pd.DataFrame) -> pd.DataFrame:
    return points_used(needled.assign(points=_column(needled, "points")))


def _needling(needled: pd.DataFrame, arm: str) -> Iterator[Row]:
    yield _mean("2a", term("needles per session"), arm, needled, "needles_n", term("needles"))
    used = _points(needled)
    counted = needled.assign(n_points=needled["source_row"].map(used.groupby("source_row").size()))
    yield _mean("2b", term("points per session"), arm, counted, "n_points", term("points"))
    sided = used[used["side"] != ""].groupby("source_row")["side"].agg(lambda sides: (sides == "both").any())
    yield _share("2b", term("a point needled on both sides"), arm, needled, needled["source_row"].map(sided))
    recorded = needled["source_row"].isin(used["source_row"])
    for point in used["point"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index:
        here = needled["source_row"].isin(used.loc[used["point"] == point, "source_row"])
        yield _share("2b", term("point"), arm, needled, here.where(recorded), str(point))
    yield _mean("2c", term("depth of insertion"), arm, needled, "depth_mm", "mm")
    yield _mean("2d", term("local twitch responses per session"), arm, needled, "ltr_n", term("responses"))
    responses = pd.to_numeric(_column(needled, "ltr_n")).astype("float64")
    yield _share(
        "2d", term("a local twitch response"), arm, needled, (responses > 0).where(responses.notna())
    )
    both = needled.assign(
        ratio=responses / pd.to_numeric(_column(needled, "needles_n")).astype("float64").replace(0, np.nan)
    )
    yield _mean("2d", term("local twitch responses per needle"), arm, both, "ratio", term("responses"))


def _stimulation(needled: pd.DataFrame, arm: str) -> Iterator[Row]:
    yield from _levels("2e", term("manipulation"), arm, needled, "manipulation")
    estim = _column(needled, "estim")
    yield _share("2e", term("electrical stimulation"), arm, needled, estim)
    stimulated = needled[estim.eq(True).fillna(False)]
    for column, description, unit in (
        ("estim_hz", term("frequency of the stimulation"), "Hz"),
        ("estim_us", term("pulse width of the stimulation"), "µs"),
        ("estim_ma", term("intensity of the stimulation"), "mA"),
        ("estim_min", term("duration of the stimulation"), "min"),
    ):
        yield _mean("2e", description, arm, stimulated, column, unit)
    yield _mean("2f", term("retention time"), arm, needled, "retention_min", "min")
    yield _mean("2g", term("diameter of the needles"), arm, needled, "gauge_mm", "mm")


def _schedule(planned: pd.DataFrame, arm: str, everyone: list[str]) -> Iterator[Row]:
    """Sessions per patient, how often, and over how long."""
    attended = planned[planned["attended"]]
    grouped = attended.groupby("patient_id")["day"].agg(["size", "min", "max"])
    patients = _sessions_per_patient(planned, everyone)
    yield _mean("3a", term("sessions planned per patient"), arm, patients, "planned", term("sessions"))
    yield _mean("3a", term("sessions attended per patient"), arm, patients, "attended", term("sessions"))
    yield _share("3a", term("planned sessions attended"), arm, planned, planned["attended"])
    several = grouped[(grouped["size"] > 1) & (grouped["max"] > grouped["min"])].reset_index()
    weeks = (several["max"] - several["min"]) / 7
    several = several.assign(weeks=weeks, per_week=(several["size"] - 1) / weeks)
    yield _mean("3b", term("sessions per week"), arm, several, "per_week", term("per week"))
    yield _mean("3b", term("time from the first to the last session"), arm, several, "weeks", term("weeks"))
    yield _mean("3b", term("length of a session"), arm, attended, "duration_min", "min")
    if _column(attended, "phase").notna().any():
        yield from _levels("3b", term("planned frequency"), arm, attended, "phase")


def _components(item: str, attended: pd.DataFrame, arm: str) -> Iterator[Row]:
    for name in COMPONENTS:
        yield _share(
            item, term("other component"), arm, attended, _column(attended, name), COLUMNS[name].label
        )


def _practitioners(attended: pd.DataFrame, arm: str) -> Iterator[Row]:
    therapist = _column(attended, "therapist_id")
    recorded = therapist.dropna()
    yield _row("5", term("practitioners"), arm, "count", len(recorded), unit=term("people"),
               value=float(recorded.nunique()) if len(recorded) else math.nan, n_missing=len(therapist) - len(recorded),
               n_patients=attended.loc[recorded.index, "patient_id"].nunique())  # fmt: skip
    per_person = recorded.groupby(recorded).size()
    yield _row("5", term("sessions per practitioner"), arm, "mean", len(per_person), value=per_person.mean(),
               spread=per_person.std(), low=per_person.min(), high=per_person.max(), unit=term("sessions"),
               n_patients=attended.loc[recorded.index, "patient_id"].nunique())  # fmt: skip
