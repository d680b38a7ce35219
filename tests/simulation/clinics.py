"""Clinics with a known truth, drawn without `dnoutcomes.simulate`, so that the package isn't its own judge.

Pain: a patient's usual pain is `worst` minus a gamma variable, so that it is skewed, and the causes differ in it. A
score is the usual pain with the course so far and a disturbance, rounded to a whole number and cut to 0 to 10: with a
low `worst` many scores pile up at the floor. Disturbances are first-order autoregressive with skewed innovations.
Whoever scores below 3 at the start isn't taken on, so that scores fall by themselves afterwards.

Arm: needling is chosen by a logistic law in the score at the start, age and cause (`confounded`), else by lot.

Effect: needling shifts the unrounded score by `effect` at the last visit and in proportion before; with `by_cause`
half as much again in the first cause and half as much in the last. With `effect=0` both potential scores of every
patient are the same: the null is sharp.

Drop-out: a patient leaves for good before a visit by a logistic hazard in the last score that was seen and in age,
whose constants give the shares `lost` of the reference and of the needled arm at the last visit. With `informative` the
hazard depends on the score that is about to be lost instead, which is then missing not at random.

Therapists: `therapists` of them, with a normal effect of spread `therapist_sd` on every score after the start, and
of spread `response_sd` on the difference that needling makes with them at the last visit. They are "crossed" with the
arms, each treating patients of both; "nested", each treating one arm; or "partial": needled patients have them, the
others nobody, and differences of their own as large as those between therapists. Only in the second and third does
`therapist_sd` make the difference of the arms vary. Scores have the same distribution in both arms if `effect` is 0
and nothing is said of `response_sd`, but where therapists differ the null isn't sharp: it holds on average over them.

Nothing is shared with the package's own simulation: another skew, another drop-out, another correlation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd
from clinic_law import Law
from clinic_therapists import assign_therapists
from scipy.optimize import brentq
from scipy.special import expit

from dnoutcomes.analysis import AnalysisData, derive_analysis
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.plan import Plan

CAUSES = ("diabetic", "chemotherapy", "traumatic", "idiopathic", "infectious", "hereditary")
SHARES = (0.34, 0.24, 0.16, 0.12, 0.08, 0.06)
DAYS = (28, 56, 84)
#: Patients in the draw from which a truth or a constant is read off.
MANY = 300_000


@dataclass(frozen=True, eq=False)
class Drawn:
    """Patients with both potential courses, a row or element each.

    Attributes
    ----------
    patients : pandas.DataFrame
        `patient_id, arm, cause, age, sex, therapist_id` (missing where nobody in particular treats), `baseline` and
        `chance`, the probability of being needled.
    scores : array of shape (n, 3, 2)
        Potential scores at the visits: reference arm, needled arm.
    last_seen : integer array of shape (n,)
        Number of visits at which the patient was seen.
    """

    patients: pd.DataFrame
    scores: np.ndarray
    last_seen: np.ndarray

    @property
    def needled(self) -> np.ndarray:
        """1 for needled patients, 0 for the others."""
        return (self.patients["arm"] == "needling").to_numpy(dtype=int)

    @property
    def observed(self) -> np.ndarray:
        """Scores of the arm that the patient was in, shape (n, 3); NaN from leaving on."""
        own = self.scores[np.arange(len(self.needled)), :, self.needled].astype(float)
        return np.where(np.arange(len(DAYS)) < self.last_seen[:, None], own, np.nan)


def draw(rng: np.random.Generator, n: int, law: Law) -> Drawn:
    """Draw n patients, of whom each arm has four at least who were seen at the last visit."""
    chance, leaving = _constants(law)
    while True:
        drawn = _draw(rng, n, law, chance, leaving)
        complete = drawn.last_seen == len(DAYS)
        if min(complete[drawn.needled == arm].sum() for arm in (0, 1)) >= 4:
            return drawn


def analysis_of(drawn: Drawn, **plan: object) -> AnalysisData:
    """Make the analysis of drawn patients; `plan` adds to a plan with covariates age and sex."""
    seen = pd.DataFrame(drawn.observed, index=drawn.patients["patient_id"], columns=list(DAYS))
    seen.insert(0, 0, drawn.patients["baseline"].to_numpy(dtype=float))
    long = seen.rename_axis("patient_id").reset_index().melt("patient_id", None, "study_day", "pain_nrs")
    kept = long.dropna(subset="pain_nrs").assign(encounter="assessment")
    records = drawn.patients.drop(columns=["baseline", "chance"]).merge(kept, on="patient_id")
    records = records.assign(
        study_day=records["study_day"].astype(float), source_row=np.arange(2, len(records) + 2)
    )
    outcomes = Outcomes(records, pd.DataFrame(), pd.DataFrame(), None, "pain_nrs", "study_day")
    visits = [{"name": f"W{day // 7}", "day": day} for day in DAYS]
    # What a real file would be asked about isn't in question here.
    return derive_analysis(outcomes, Plan(**{"visits": visits, "covariates": ["age", "sex"]} | plan))


def patient_rows(drawn: Drawn) -> pd.DataFrame:
    """Lay out one row per patient, as general functions take it, with the change of the last visit (NaN if unseen)."""
    change = drawn.observed[:, -1] - drawn.patients["baseline"]
    arm = pd.Categorical(drawn.patients["arm"], ["standard", "needling"])
    return drawn.patients.assign(arm=arm, change=change)


def potential_change(drawn: Drawn) -> np.ndarray:
    """Changes from the start at the last visit in either arm, shape (n, 2)."""
    return drawn.scores[:, -1, :] - drawn.patients["baseline"].to_numpy()[:, None]


def potential_response(drawn: Drawn, value: float, scale: str) -> np.ndarray:
    """Whether the patient improves by `value` in either arm, as `percent` of the start or in `points`, shape (n, 2)."""
    least = drawn.patients["baseline"].to_numpy() * value / 100 if scale == "percent" else value
    improved = -potential_change(drawn) >= np.reshape(least, (-1, 1)) - 1e-9
    # From 0 nobody improves by a share of it.
    can = (drawn.patients["baseline"].to_numpy() > 0) | (scale != "percent")
    return improved & can[:, None]


@lru_cache(maxsize=32)
def truth(law: Law, what: str = "change", estimand: str = "ate") -> float:
    """Read the effect in a target population off many patients.

    Parameters
    ----------
    law : Law
    what : {"change", "30 %", "50 %", "2 points"}
        The mean change, or the share of responders.
    estimand : {"ate", "overlap", "att"}
        All patients, those who might have had either treatment, or those like the needled.
    """
    drawn = many(law)
    if what == "change":
        gain = np.diff(potential_change(drawn))[:, 0]
    else:
        value, scale = what.split()
        response = potential_response(drawn, float(value), "percent" if scale == "%" else "points")
        gain = np.diff(response.astype(float))[:, 0]
    chance = drawn.patients["chance"].to_numpy()
    weights = {"ate": np.ones(len(chance)), "overlap": chance * (1 - chance), "att": chance}[estimand]
    return float(np.average(gain, weights=weights))


@lru_cache(maxsize=2)
def many(law: Law) -> Drawn:
    """Draw the patients from whom truths are read off; of many therapists, for those of a clinic are some of many."""
    if law.therapists_differ:
        law = replace(law, therapists=MANY // 30)
    return _draw(np.random.default_rng(2026), MANY, law, *_constants(law))


def _draw(
    rng: np.random.Generator, n: int, law: Law, chance_at: float, leaving_at: tuple[float, float]
) -> Drawn:
    patients, usual, disturbance = _people(rng, n, law)
    chance = expit(chance_at + _leaning(patients, law))
    needled = rng.random(n) < chance
    therapist, made = assign_therapists(rng, n, law)
    scores = _courses(rng, patients, usual, disturbance, law, made)
    actual = scores[np.arange(n), :, needled.astype(int)]
    hazard = np.array(leaving_at)[needled.astype(int)][:, None] + _unrest(patients, actual, law)
    stays = np.cumprod(rng.random((n, len(DAYS))) > expit(hazard), axis=1)
    names = pd.DataFrame({
        "patient_id": [f"P{i:06d}" for i in range(n)], "arm": np.where(needled, "needling", "standard"),
        "therapist_id": [f"T{i + 1:02d}" if i >= 0 else None for i in therapist[np.arange(n), needled.astype(int)]],
    })  # fmt: skip
    return Drawn(pd.concat([names, patients.assign(chance=chance)], axis=1), scores, stays.sum(axis=1))


def _people(rng: np.random.Generator, n: int, law: Law) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Draw who comes, and keep those who score 3 or more at the start."""
    size = 2 * n + 100
    shares = np.array(SHARES[: law.causes])
    code = rng.choice(law.causes, size=size, p=shares / shares.sum())
    age = np.round(rng.triangular(28, 66, 88, size))
    usual = law.worst - rng.gamma(1.6, 1.4, size) - 0.4 * (code == 1) + 0.015 * (age - 60)
    disturbance = _innovation(rng, size)
    baseline = _score(usual + disturbance)
    kept = np.flatnonzero(baseline >= 3)[:n]
    patients = pd.DataFrame({
        "cause": np.array(CAUSES)[code], "age": age, "sex": rng.choice(["F", "M"], size), "baseline": baseline
    })  # fmt: skip
    return patients.iloc[kept].reset_index(drop=True), usual[kept], disturbance[kept]


def _courses(
    rng: np.random.Generator,
    patients: pd.DataFrame,
    usual: np.ndarray,
    disturbance: np.ndarray,
    law: Law,
    made: np.ndarray | None = None,
) -> np.ndarray:
    n = len(patients)
    made = np.zeros((n, 2, 2)) if made is None else made
    factor = np.ones(n)
    if law.by_cause:
        factor += 0.5 * (patients["cause"] == CAUSES[0]) - 0.5 * (patients["cause"] == CAUSES[law.causes - 1])
    scores = np.empty((n, len(DAYS), 2), dtype=int)
    for visit, day in enumerate(DAYS):
        share = day / DAYS[-1]
        disturbance = 0.55 * disturbance + 0.85 * _innovation(rng, n)
        expected = usual - 1.3 * share + disturbance
        for arm in (0, 1):
            by_therapist = made[:, arm, 0] + share * made[:, arm, 1]
            scores[:, visit, arm] = _score(expected + by_therapist + arm * share * law.effect * factor)
    return scores


def _innovation(rng: np.random.Generator, n: int) -> np.ndarray:
    """Skewed to good days, mean 0, spread near 1.3."""
    return 1.3 * (1.0 - rng.gamma(1.0, 1.0, n)) * 0.7 + 0.9 * rng.normal(size=n)


def _score(pain: np.ndarray) -> np.ndarray:
    return np.clip(np.round(pain), 0, 10).astype(int)


def _leaning(patients: pd.DataFrame, law: Law) -> np.ndarray:
    """Log odds of being needled, but for the constant."""
    if not law.confounded:
        return np.zeros(len(patients))
    first = (patients["cause"] == CAUSES[0]).to_numpy()
    return np.asarray(0.35 * (patients["baseline"] - 6) - 0.03 * (patients["age"] - 60) + 0.4 * first)


def _unrest(patients: pd.DataFrame, actual: np.ndarray, law: Law) -> np.ndarray:
    """Log odds of leaving before each visit, but for the constant."""
    before = np.column_stack([patients["baseline"], actual[:, :-1]])
    pain = actual if law.informative else before
    return np.asarray(0.25 * (pain - 5) - 0.02 * (patients["age"].to_numpy()[:, None] - 60))


@lru_cache(maxsize=32)
def _constants(law: Law) -> tuple[float, tuple[float, float]]:
    """Find the constants of the laws of choosing and of leaving that give the shares wanted."""
    rng = np.random.default_rng(7)
    patients, usual, disturbance = _people(rng, 40_000, law)
    leaning = _leaning(patients, law)
    chance = brentq(lambda at: expit(at + leaning).mean() - law.needled, -10, 10)
    weight = expit(chance + leaning)
    scores = _courses(rng, patients, usual, disturbance, law)
    leaving = []
    for arm, weights in ((0, 1 - weight), (1, weight)):
        unrest = _unrest(patients, scores[:, :, arm], law)

        def lost(at: float, unrest: np.ndarray = unrest, weights: np.ndarray = weights) -> float:
            return 1 - float(np.average(np.prod(1 - expit(at + unrest), axis=1), weights=weights))

        share = law.lost[arm]
        leaving.append(brentq(lambda at, s=share, f=lost: f(at) - s, -15, 10) if share > 0 else -np.inf)
    return chance, (leaving[0], leaving[1])
