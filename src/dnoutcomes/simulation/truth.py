"""The truth behind simulated data, from both potential outcomes of every patient."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd

from dnoutcomes.simulation.course import planned_shares
from dnoutcomes.simulation.expectations import TILTS, Expectations, by_visit
from dnoutcomes.simulation.parameters import PRIMARY, VISITS, Parameters
from dnoutcomes.simulation.patients import Floats

FAULT_COLUMNS = ("line", "last_line", "column", "fault", "written", "true_value")


@dataclass(frozen=True, eq=False)
class Truth:
    """What an analysis of the data should find.

    Effects are mean differences of the change from baseline, needling - standard, of the rounded and clipped scores,
    whatever happens on the way (treatment policy). "Population" values are means over all patients who could be drawn
    and over all therapists; "sample" values are over the patients and therapists of this data set, both of whose
    potential outcomes are known here.

    Attributes
    ----------
    effects : pandas.DataFrame
        One row per cause and visit: `cause, visit, week, n_patients, population, sample`. A cause that nobody in the
        data has is NaN in the sample.
    overall : pandas.DataFrame
        One row per visit: `visit, week, population` (causes as frequent as in the population), `standardised`
        (population effects by cause, causes as frequent as in these data), `sample`; and what a naive analysis finds in
        the population: `naive`, the difference between the arms as they came about, nobody missing, and `naive_seen`,
        the same among patients seen at the visit.
    weighted : pandas.DataFrame
        One row per visit and target of weighting: `visit, week, estimand, population, sample`. `estimand` is "ate" (all
        patients), "att" (those like the needled ones) or "overlap".
    arms : pandas.DataFrame
        One row per cause ("all" for the population's mix), arm and visit, in the population: `cause, arm, visit, week,
        mean_score, mean_change, sd_change` and the shares `responder_30_percent, responder_50_percent,
        responder_2_points`. A patient who starts from 0 has no response in percent.
    propensity : pandas.DataFrame
        One row per patient: `patient_id, propensity`.
    potential_outcomes : pandas.DataFrame
        One row per patient, arm and visit: `patient_id, cause, arm, visit, score`; both arms for every patient.
    missingness : pandas.DataFrame
        One row per arm and visit: `arm, visit, planned_share` without a score, apart from visits missed by chance.
    parameters : Parameters
    seed : int
    faults : pandas.DataFrame
        One row per planted fault of the messy preset: `line` and `last_line` of the file (all rows of a patient
        where the patient's value is faulty), `column, fault, written, true_value`. Empty otherwise.
    """

    effects: pd.DataFrame
    overall: pd.DataFrame
    weighted: pd.DataFrame
    arms: pd.DataFrame
    propensity: pd.DataFrame
    potential_outcomes: pd.DataFrame
    missingness: pd.DataFrame
    parameters: Parameters
    seed: int
    faults: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(FAULT_COLUMNS)))

    def __repr__(self) -> str:
        at_primary = self.overall.iloc[PRIMARY]
        return (
            f"Truth: effect at {at_primary['visit']} {at_primary['population']:.2f} points in the population, "
            f"{at_primary['sample']:.2f} in these {len(self.propensity)} patients"
        )

    def to_json(self) -> str:
        """Return all but the potential outcomes and faults as JSON, numbers to four decimals."""
        frames: dict[str, object] = {
            name: _rows(getattr(self, name))
            for name in ("effects", "overall", "weighted", "arms", "missingness")
        }
        frames["propensity"] = dict(
            zip(self.propensity["patient_id"], self.propensity["propensity"].round(4))
        )
        about = {
            "seed": self.seed,
            "contrast": "needling - standard, mean difference of change from baseline",
            "population": "all patients who could be drawn, all therapists",
            "sample": "the patients and therapists of these data, both potential outcomes known",
            "mechanism": mechanism(self.parameters),
            "parameters": asdict(self.parameters),
        }
        return json.dumps({**about, **frames}, indent=1, ensure_ascii=False) + "\n"


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    rounded = frame.round(4)
    return [
        {str(name): None if value != value else value for name, value in row.items()}
        for row in rounded.to_dict(orient="records")
    ]


def effects_by_cause(expected: Expectations, cause: pd.Series, gain: Floats) -> pd.DataFrame:
    """Return `Truth.effects`; `gain` (n, visits) is needling minus standard of each patient."""
    rows = []
    for name, population in expected.gain.items():
        there = (cause == name).to_numpy()
        sample = gain[there].mean(axis=0) if there.any() else np.full(len(VISITS), np.nan)
        rows.append(by_visit(cause=name, n_patients=int(there.sum()), population=population, sample=sample))
    return pd.concat(rows, ignore_index=True)[
        ["cause", "visit", "week", "n_patients", "population", "sample"]
    ]


def overall_effects(expected: Expectations, cause: pd.Series, gain: Floats) -> pd.DataFrame:
    """Return `Truth.overall`."""
    here = [float((cause == name).mean()) for name in expected.gain]
    frame = by_visit(
        population=expected.tilted["ate"],
        standardised=np.average(list(expected.gain.values()), axis=0, weights=here),
        sample=gain.mean(axis=0),
        naive=expected.naive,
        naive_seen=expected.naive_seen,
    )
    return frame[["visit", "week", "population", "standardised", "sample", "naive", "naive_seen"]]


def weighted_effects(expected: Expectations, propensity: Floats, gain: Floats) -> pd.DataFrame:
    """Return `Truth.weighted`."""
    rows = [
        by_visit(
            estimand=estimand,
            population=expected.tilted[estimand],
            sample=np.average(gain, axis=0, weights=weigh(propensity)),
        )
        for estimand, weigh in TILTS.items()
    ]
    return pd.concat(rows, ignore_index=True)[["visit", "week", "estimand", "population", "sample"]]


def missingness(parameters: Parameters) -> pd.DataFrame:
    """Return `Truth.missingness`."""
    parts = [
        by_visit(arm=arm, planned_share=planned_shares(parameters, needling=arm == "needling")["left"])
        for arm in ("needling", "standard")
    ]
    return pd.concat(parts, ignore_index=True)[["arm", "visit", "week", "planned_share"]]


def mechanism(parameters: Parameters) -> str:
    """Say how patients come to leave."""
    slope = parameters.missing_slope
    chance = (
        f"The log odds of leaving between two visits rise by {slope:g} per point of the last score (missing at "
        f"random); {100 * parameters.missed_share:g} % of the visits before week 12 are missed by chance."
    )
    if parameters.mnar_delta == 0:
        return chance
    return (
        f"{chance} Scores after leaving are {parameters.mnar_delta:g} points worse (missing not at random)."
    )
