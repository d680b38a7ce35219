"""What is measured: each task goes from a pandas frame to a printed table, design matrix included.

    python benchmarks/tasks.py NAME

runs one task in this process and prints CPU seconds (best of several after a warm-up), peak memory and a number of the
answer as JSON. run.py calls it with one thread.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Task:
    """A piece of work, the software that does it, and what the project set out to reach in CPU seconds."""

    label: str
    software: str
    make: Callable[[], pd.DataFrame]
    run: Callable[[pd.DataFrame], float]
    repeats: int
    reach: float | None = None


def visits(patients: int, m: int, *, monotone: bool, seed: int = 1) -> pd.DataFrame:
    """A trial with m visits, some missing: for good (monotone) or here and there as well."""
    rng = np.random.default_rng(seed)
    gaps = np.abs(np.subtract.outer(np.arange(m), np.arange(m)))
    sigma = 1.0 + 1.8 * np.exp(-gaps / 3) + 0.6 * np.eye(m)
    arm, cause = rng.integers(0, 2, patients), rng.integers(0, 3, patients)
    baseline = rng.normal(6.3, 1.5, patients)
    values = rng.normal(size=(patients, m)) @ np.linalg.cholesky(sigma).T
    values -= 0.3 * (baseline - 6.3)[:, None] + 0.1 * np.arange(m) * arm[:, None]
    stays = np.where(rng.random(patients) < 0.2, rng.integers(1, m + 1, patients), m)
    seen = np.arange(m) < stays[:, None]
    if not monotone:
        seen &= rng.random((patients, m)) > 0.04
    subject, visit = (index.ravel() for index in np.indices((patients, m)))
    return pd.DataFrame(
        {
            "patient": subject,
            "visit": pd.Categorical.from_codes(visit, [f"V{j + 1:02d}" for j in range(m)]),
            "arm": pd.Categorical.from_codes(arm[subject], ["standard", "needling"]),
            "cause": pd.Categorical.from_codes(cause[subject], ["diabetic", "chemotherapy", "other"]),
            "baseline": baseline[subject],
            "change": np.where(seen, values, np.nan).ravel(),
        }
    )


def sessions(patients: int, each: int = 10, seed: int = 2) -> pd.DataFrame:
    """Sessions at any day, with a random intercept and slope per patient."""
    rng = np.random.default_rng(seed)
    effects = rng.multivariate_normal([0, 0], [[1.4, -0.03], [-0.03, 0.012]], patients)
    subject = np.repeat(np.arange(patients), each)
    week = rng.uniform(0, 17, patients * each)
    arm = rng.integers(0, 2, patients)[subject]
    pain = 6.0 - (0.05 + 0.07 * arm) * week + effects[subject, 0] + effects[subject, 1] * week
    return pd.DataFrame(
        {
            "patient": subject,
            "arm": pd.Categorical.from_codes(arm, ["standard", "needling"]),
            "week": week,
            "pain": pain + rng.normal(0, 0.8, len(week)),
        }
    )


def own_times(patients: int, each: int = 6, seed: int = 5) -> pd.DataFrame:
    """Visits at times of each patient's own; errors whose correlation falls with a range of 8 weeks."""
    rng = np.random.default_rng(seed)
    subject = np.repeat(np.arange(patients), rng.integers(each - 2, each + 3, patients))
    week = rng.uniform(0, 24, len(subject))
    order = np.lexsort([week, subject])
    week = week[order]
    arm = rng.integers(0, 2, patients)[subject]
    errors = rng.normal(0, 2, len(subject))
    for row in range(1, len(subject)):
        if subject[row] == subject[row - 1]:
            share = np.exp(-(week[row] - week[row - 1]) / 8)
            errors[row] = share * errors[row - 1] + np.sqrt(1 - share**2) * errors[row]
    return pd.DataFrame(
        {
            "patient": subject,
            "week": week,
            "arm": pd.Categorical.from_codes(arm, ["standard", "needling"]),
            "pain": 6.0 - (0.05 + 0.06 * arm) * week + errors,
        }
    )


def fit_own_times(covariance: str) -> Callable[[pd.DataFrame], float]:
    from dnoutcomes.models import mmrm

    def run(frame: pd.DataFrame) -> float:
        fit = mmrm("pain ~ arm * week", frame, subject="patient", visit="week", covariance=covariance)
        fit.tidy().to_string()
        return -2 * fit.log_likelihood

    return run


def fit_visits(formula: str = "change ~ baseline * visit + arm * visit") -> Callable[[pd.DataFrame], float]:
    from dnoutcomes.models import mmrm

    def run(frame: pd.DataFrame) -> float:
        fit = mmrm(formula, frame, subject="patient", visit="visit")
        fit.tidy().to_string()
        return -2 * fit.log_likelihood

    return run


def fit_growth(df: str = "satterthwaite") -> Callable[[pd.DataFrame], float]:
    from dnoutcomes.models import growth

    def run(frame: pd.DataFrame) -> float:
        fit = growth("pain ~ arm * week", frame, subject="patient", random="1 + week", df=df)
        fit.tidy().to_string()
        return -2 * fit.log_likelihood

    return run


def fit_statsmodels() -> Callable[[pd.DataFrame], float]:
    import statsmodels.formula.api as smf

    def run(frame: pd.DataFrame) -> float:
        model = smf.mixedlm("pain ~ arm * week", frame, groups="patient", re_formula="~week")
        result = model.fit(method="lbfgs")
        result.summary().as_text()
        return -2 * result.llf

    return run


def fit_mixedlm() -> Callable[[pd.DataFrame], float]:
    def run(frame: pd.DataFrame) -> float:
        # Inside, so that the list of tasks can be read where it isn't installed.
        import mixedlm

        result = mixedlm.lmer("pain ~ arm * week + (week | patient)", frame)
        str(result.summary())
        return -2 * float(result.logLik().value)

    return run


def jackknife() -> Callable[[pd.DataFrame], float]:
    from dnoutcomes.models import mmrm
    from dnoutcomes.models.leave_out import leave_one_out

    def run(frame: pd.DataFrame) -> float:
        fit = mmrm("change ~ baseline * visit + arm * visit", frame, subject="patient", visit="visit")
        values = np.stack([refitted.coefficients for refitted in leave_one_out(fit)])
        return float(values.std(axis=0)[0])

    return run


FEV_LIKE = "change ~ cause + baseline + arm * visit"


def _trial(label: str, patients: int, m: int, reach: float, repeats: int, formula: str | None = None) -> Task:
    run = fit_visits() if formula is None else fit_visits(formula)
    return Task(label, "dnoutcomes", lambda: visits(patients, m, monotone=m == 6), run, repeats, reach)


def _own_times(patients: int, reach: float, covariance: str = "sp_exp") -> Task:
    label = f"MMRM {covariance}, KR: {patients} patients, times of their own"
    return Task(label, "dnoutcomes", lambda: own_times(patients), fit_own_times(covariance), 3, reach)


def _sessions(
    label: str,
    patients: int,
    run: Callable[[pd.DataFrame], float],
    repeats: int,
    reach: float | None = None,
    software: str = "dnoutcomes",
) -> Task:
    return Task(label, software, lambda: sessions(patients), run, repeats, reach)


TASKS = {
    "mmrm-197": _trial("MMRM us, KR: 197 patients x 4", 197, 4, 0.012, 20, FEV_LIKE),
    "mmrm-1e3": _trial("MMRM us, KR: 1,000 x 6", 1000, 6, 0.03, 10),
    "mmrm-1e4": _trial("MMRM us, KR: 10,000 x 6", 10_000, 6, 0.15, 5),
    "mmrm-1e5": _trial("MMRM us, KR: 100,000 x 6", 100_000, 6, 1.5, 2),
    "mmrm-10-visits": _trial("MMRM us, KR: 1,000 x 10, gaps", 1000, 10, 0.3, 3),
    "mmrm-18-visits": _trial("MMRM us, KR: 200 x 18, gaps", 200, 18, 1.0, 3),
    "mmrm-30-visits": _trial("MMRM us, KR: 120 x 30, gaps", 120, 30, 10.0, 1),
    "own-times-60": _own_times(60, 0.16),
    "own-times-200": _own_times(200, 0.5),
    "own-times-cs-60": _own_times(60, 0.025, "cs"),
    "own-times-cs-200": _own_times(200, 0.044, "cs"),
    "growth-1e3": _sessions("growth, random slope: 1,000 x 10", 1000, fit_growth(), 5, 0.03),
    "growth-1e4": _sessions("growth, random slope: 10,000 x 10", 10_000, fit_growth(), 3, 0.2),
    "growth-1e5": _sessions("growth, random slope: 100,000 x 10", 100_000, fit_growth(), 1, 1.5),
    "growth-kr-1e4": _sessions("growth, KR: 10,000 x 10", 10_000, fit_growth("kenward-roger"), 2, 1.0),
    "jackknife-1e3": Task(
        "jackknife of us: 1,000 x 6",
        "dnoutcomes",
        lambda: visits(1000, 6, monotone=True),
        jackknife(),
        1,
        5.0,
    ),
    "statsmodels-1e3": _sessions(
        "growth, random slope: 1,000 x 10", 1000, fit_statsmodels(), 2, None, "statsmodels"
    ),
    "statsmodels-1e4": _sessions(
        "growth, random slope: 10,000 x 10", 10_000, fit_statsmodels(), 1, None, "statsmodels"
    ),
    "mixedlm-1e4": _sessions("growth, random slope: 10,000 x 10", 10_000, fit_mixedlm(), 3, None, "mixedlm"),
    "mixedlm-1e5": _sessions(
        "growth, random slope: 100,000 x 10", 100_000, fit_mixedlm(), 1, None, "mixedlm"
    ),
}


def scale_task(patients: int) -> Task:
    """The MMRM of the growth plot, for any number of patients."""
    return Task(
        f"MMRM: {patients}", "dnoutcomes", lambda: visits(patients, 6, monotone=True), fit_visits(), 2
    )


def measure(task: Task) -> dict[str, float | str]:
    """Run a task and say what it cost."""
    frame = task.make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer = task.run(frame) if task.repeats > 1 else float("nan")
    best = float("inf")
    for _ in range(task.repeats):
        start = time.process_time()
        answer = task.run(frame)
        best = min(best, time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "label": task.label, "software": task.software, "rows": len(frame), "cpu_seconds": best,
        "peak_mb": peak, "before_mb": before, "answer": answer,
    }  # fmt: skip


if __name__ == "__main__":
    name = sys.argv[1]
    chosen = scale_task(int(name.removeprefix("scale-"))) if name.startswith("scale-") else TASKS[name]
    print(json.dumps(measure(chosen)))
