"""Draw patients: who they are at time zero."""

from __future__ import annotations

from collections.abc import Mapping
from math import erf, log, sqrt

import numpy as np
import numpy.typing as npt
import pandas as pd

from dnoutcomes.simulation.parameters import NERVE_STATUS, Parameters

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SITES = ("S1", "S2", "S3")
_SITE_SHARES = (0.45, 0.33, 0.22)
THERAPISTS = {"S1": ("T01", "T02", "T03"), "S2": ("T04", "T05", "T06"), "S3": ("T07", "T08")}
# Symptoms have lasted for a median of 30 months, after chemotherapy of 14.
_MEAN_LOG_MONTHS = {"chemotherapy": log(14.0)}
_OTHER_LOG_MONTHS = log(30.0)
_SD_LOG_MONTHS = 0.8


def draw_patients(
    rng: np.random.Generator, parameters: Parameters, n: int, cause: str | None = None
) -> pd.DataFrame:
    """Draw `n` patients from the population, of one cause where that's given.

    Returns
    -------
    pandas.DataFrame
        One row per patient: `cause, age, sex, site_id, therapist, nerve_status, duration_months, opioid, expectation`.
        `therapist` is who needles the patient, if anyone does.
    """
    causes = draw_levels(
        rng, [cause.name for cause in parameters.causes], [cause.share for cause in parameters.causes], n
    )
    if cause is not None:
        causes = np.full(n, cause)
    site = draw_levels(rng, SITES, _SITE_SHARES, n)
    seat = rng.random(n)
    return pd.DataFrame(
        {
            "cause": causes,
            "age": np.clip(np.round(rng.normal(61, 11, n)), 18, 92),
            "sex": np.where(rng.random(n) < 0.52, "F", "M"),
            "site_id": site,
            "therapist": _therapists(site, seat),
            "nerve_status": _nerve_status(rng, parameters, causes),
            "duration_months": _duration(rng, causes),
            "opioid": rng.random(n) < 0.25,
            "expectation": np.clip(np.round(rng.normal(6, 2, n)), 0, 10),
        }
    )


def draw_levels(
    rng: np.random.Generator,
    levels: tuple[str, ...] | list[str],
    shares: tuple[float, ...] | list[float],
    n: int,
) -> npt.NDArray[np.str_]:
    """Draw levels with these shares."""
    edges = np.cumsum(shares) / np.sum(shares)
    return np.asarray(levels)[np.searchsorted(edges[:-1], rng.random(n), side="right")]


def by_level(column: pd.Series, values: Mapping[str, float]) -> Floats:
    """Give each patient the value of the level: a level is looked up once and not for each of its patients."""
    codes, levels = pd.factorize(column)
    return np.asarray(np.array([values[level] for level in levels])[codes], dtype=np.float64)


def effect_modifier(patients: pd.DataFrame, parameters: Parameters) -> Floats:
    """Return the relative effect that nerve status and duration give each patient."""
    status = by_level(patients["nerve_status"], dict(zip(NERVE_STATUS, parameters.status_factors)))
    long = patients["duration_months"].to_numpy() > parameters.long_duration_months
    return np.asarray(status * np.where(long, parameters.long_duration_factor, 1.0), dtype=np.float64)


def mean_modifiers(parameters: Parameters) -> dict[str, float]:
    """Return the mean of `effect_modifier` by cause: the listed effects are means over all patients of a cause."""
    means = {}
    for profile in parameters.causes:
        status = float(np.dot(profile.nerve_status, parameters.status_factors)) / sum(profile.nerve_status)
        long = _share_longer(profile.name, parameters.long_duration_months)
        means[profile.name] = status * (1 - long * (1 - parameters.long_duration_factor))
    return means


def _therapists(site: npt.NDArray[np.str_], seat: Floats) -> npt.NDArray[np.str_]:
    """Choose one of the team of the site, by a uniform number."""
    chosen = np.empty(len(site), dtype="<U3")
    for name, team in THERAPISTS.items():
        here = site == name
        chosen[here] = np.asarray(team)[(seat[here] * len(team)).astype(int)]
    return chosen


def _nerve_status(
    rng: np.random.Generator, parameters: Parameters, causes: npt.NDArray[np.str_]
) -> npt.NDArray[np.str_]:
    draw = rng.random(len(causes))
    status = np.empty(len(causes), dtype="<U20")
    for profile in parameters.causes:
        edges = np.cumsum(profile.nerve_status) / sum(profile.nerve_status)
        chosen = causes == profile.name
        status[chosen] = np.asarray(NERVE_STATUS)[np.searchsorted(edges[:-1], draw[chosen], side="right")]
    return status


def _duration(rng: np.random.Generator, causes: npt.NDArray[np.str_]) -> Floats:
    means = np.full(len(causes), _OTHER_LOG_MONTHS)
    for name, mean in _MEAN_LOG_MONTHS.items():
        means[causes == name] = mean
    return np.clip(np.round(np.exp(means + _SD_LOG_MONTHS * rng.normal(size=len(causes)))), 1, 480)


def _share_longer(cause: str, months: float) -> float:
    """Share of patients whose rounded duration exceeds so many months."""
    z = (log(months + 0.5) - _MEAN_LOG_MONTHS.get(cause, _OTHER_LOG_MONTHS)) / _SD_LOG_MONTHS
    return 0.5 * (1 - erf(z / sqrt(2)))
