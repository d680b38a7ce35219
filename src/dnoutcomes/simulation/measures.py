"""Other measures at the assessments, tied to pain as loosely as they are in patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.simulation.parameters import VISITS
from dnoutcomes.simulation.patients import Floats


@dataclass(frozen=True)
class Measure:
    """How a measure follows pain.

    Attributes
    ----------
    code : str
        Instrument.
    mean, sd : float
        At time zero.
    loading : float
        Correlation with pain at one time, negative where higher is better. With `stability` it gives the correlation
        of the changes: loading * sqrt(1.04) / sqrt(1.04 loading^2 + 2 (1 - stability)).
    stability : float
        Correlation of two times at equal pain, `loading`^2 included.
    decimals : int
    visits : tuple of str
    """

    code: str
    mean: float
    sd: float
    loading: float
    stability: float
    decimals: int
    visits: tuple[str, ...]


_LONG, _SHORT = ("W00", "W12", "W24"), ("W00", "W12")

MEASURES = (
    Measure("bpi_interference", 5.3, 2.2, 0.50, 0.65, 1, _LONG),
    Measure("npsi_total", 42, 18, 0.50, 0.65, 0, _LONG),
    Measure("isi", 12, 6, 0.35, 0.65, 0, _LONG),
    Measure("phq9", 8.5, 5.5, 0.30, 0.65, 0, _LONG),
    Measure("eq5d_index", 0.58, 0.22, -0.50, 0.65, 3, _LONG),
    Measure("tug", 8.9, 2.0, 0.28, 0.65, 1, _SHORT),
    Measure("bbs", 46, 4.0, -0.28, 0.65, 0, _SHORT),
    Measure("vpt", 27, 9.0, 0.28, 0.65, 0, _SHORT),
    Measure("monofilament_sites", 6.5, 2.5, -0.28, 0.65, 0, _SHORT),
)
# Mean and SD of pain that standard scores refer to.
_PAIN_MEAN, _PAIN_SD = 6.0, 1.9


def draw_measures(rng: np.random.Generator, scores: Floats) -> pd.DataFrame:
    """Draw the other measures of patients with these pain scores (n, visits).

    Returns
    -------
    pandas.DataFrame
        One row per patient and visit, in that order: a column per measure, NaN at visits without it, and `pgic`.
    """
    pain = (scores - _PAIN_MEAN) / _PAIN_SD
    columns = {measure.code: _draw(rng, measure, pain) for measure in MEASURES}
    columns["pgic"] = _global_impression(rng, scores)
    return pd.DataFrame({code: values.ravel() for code, values in columns.items()})


def _draw(rng: np.random.Generator, measure: Measure, pain: Floats) -> Floats:
    specific = np.sqrt(measure.stability - measure.loading**2) * rng.normal(size=(len(pain), 1))
    noise = np.sqrt(1 - measure.stability) * rng.normal(size=pain.shape)
    values = measure.mean + measure.sd * (measure.loading * pain + specific + noise)
    instrument = INSTRUMENTS[measure.code]
    values = np.round(
        np.clip(values, max(instrument.minimum, _floor(measure)), instrument.maximum), measure.decimals
    )
    return np.where(np.isin(VISITS, measure.visits), values, np.nan)


def _floor(measure: Measure) -> float:
    """Nobody stands up, walks and sits in less than about four seconds."""
    return 4.0 if measure.code == "tug" else -np.inf


def _global_impression(rng: np.random.Generator, scores: Floats) -> Floats:
    """Draw the patient's own verdict on the change: 4 is none, lower is better."""
    verdict = 3.8 + 0.55 * (scores - scores[:, :1]) + 0.9 * rng.normal(size=scores.shape)
    return np.where(np.isin(VISITS, ("W12", "W24")), np.clip(np.round(verdict), 1, 7), np.nan)
