"""Change from before to after within an arm, never shown without the change that was to be expected anyway."""

from __future__ import annotations

from math import nan, sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.clusters import named_clusters
from dnoutcomes.compare.regression_to_mean import expected_regression_to_mean
from dnoutcomes.compare.unadjusted import Row, empty_row
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.models.mmrm.cluster_inference import LEAST_DF
from dnoutcomes.models.mmrm.cluster_robust import cluster_robust
from dnoutcomes.models.shared.cluster_column import read_clusters
from dnoutcomes.plan import Plan

Array = NDArray[np.float64]

#: Mean change of 2,425 placebo-treated patients in 21 drug trials of painful diabetic neuropathy, pain from 0 to 10.
#: Frisaldi E, et al. Pain 2024;165:29-43, doi 10.1097/j.pain.0000000000003000 (published online in 2023).
PLACEBO_CHANGE = -1.54

CHANGE = "change from baseline"

#: What an expected change rests on, to how its row is labelled.
METHODS = {
    "population mean": "expected from regression to the mean",
    "eligibility cut": "expected from regression to the mean",
    "reference arm": "expected as in the reference arm",
}


def before_after(
    analysis: AnalysisData,
    visit: str | None = None,
    *,
    population_mean: float | None = None,
    eligibility_cut: float | None = None,
) -> Estimates:
    """Show the change from baseline within each arm, together with the change that was to be expected.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        Default: the primary visit.
    population_mean, eligibility_cut : float, optional
        Passed on to `expected_regression_to_mean`.

    Returns
    -------
    Estimates
        One row per arm and kind of change: `outcome`, `arm`, `visit`, `analysis` ("change from baseline" and an
        "expected ..." row below it), `method` (what an expected change rests on, as in `expected_regression_to_mean`;
        else empty), then the columns of Estimates. The expected rows have no interval: they are there for scale. The
        notes say what they rest on and that a change within an arm is no effect.

    Notes
    -----
    Mean change with the t interval of one sample, over patients with a score at the visit. Where the plan names
    clusters the error is CR2 by cluster with Satterthwaite's degrees of freedom, and an arm of one cluster has no
    interval. The reference arm has no expected row when the expectation comes from that arm.
    """
    plan = analysis.plan
    visit = plan.visit(visit or plan.primary_visit).name
    rows, cluster = named_clusters(analysis.at_visit(visit), analysis.clusters)
    changes, texts = [], []
    for arm in (plan.reference_arm, plan.treated_arm):
        labels = {"outcome": plan.outcome, "arm": arm, "visit": visit}
        here = rows[rows["arm"] == arm]
        change = here["change"].to_numpy(dtype=float)
        changes.append(
            labels | {"analysis": CHANGE, "method": ""} | _mean_change(here, cluster, plan.confidence_level)
        )
        expected = expected_regression_to_mean(
            analysis, visit, arm=arm, population_mean=population_mean, eligibility_cut=eligibility_cut
        )
        if expected.method == "reference arm" and arm == plan.reference_arm:
            continue
        row = empty_row(len(change)) | {"estimate": expected.estimate}
        changes.append(labels | {"analysis": METHODS[expected.method], "method": expected.method} | row)
        texts.append(expected.text)
    return Estimates(
        pd.DataFrame(changes)[["outcome", "arm", "visit", "analysis", "method", *COLUMNS]],
        confidence_level=plan.confidence_level,
        kind="change within an arm",
        notes=(
            "A change within an arm is not the effect of its treatment: it has no comparison.",
            *texts,
            *_placebo_note(plan),
        ),
    )


def _mean_change(rows: pd.DataFrame, cluster: str | None, confidence_level: float) -> Row:
    from scipy import stats

    change = rows["change"].to_numpy(dtype=float)
    n = len(change)
    row = empty_row(n)
    if n:
        row["estimate"] = float(change.mean())
    if n < 2 or np.ptp(change) == 0:
        return row
    std_error, df = (
        (float(change.std(ddof=1)) / sqrt(n), n - 1.0)
        if cluster is None
        else _by_cluster(change, rows[cluster])
    )
    half = float(stats.t.ppf(0.5 + confidence_level / 2, df)) * std_error
    statistic = row["estimate"] / std_error
    return row | {
        "std_error": std_error, "df": df, "statistic": statistic,
        "p_value": float(2 * stats.t.sf(abs(statistic), df)),
        "conf_low": row["estimate"] - half, "conf_high": row["estimate"] + half,
    }  # fmt: skip


def _by_cluster(change: Array, cluster: pd.Series) -> tuple[float, float]:
    """Error of a mean and its degrees of freedom; NaN where (nearly) all patients share one cluster."""
    n = len(change)
    try:
        codes = read_clusters(cluster, np.arange(n)).codes
    except ModelError:
        return nan, nan
    constant, root = np.full((n, 1), 1 / sqrt(n)), np.array([[1 / sqrt(n)]])
    robust = cluster_robust(constant, root, change - change.mean(), codes)
    one = np.ones((1, 1))
    if not robust.estimable(one)[0] or robust.df(one)[0] < LEAST_DF:
        return nan, nan
    return sqrt(robust.vcov[0, 0]), float(robust.df(one)[0])


def _placebo_note(plan: Plan) -> tuple[str, ...]:
    instrument = plan.instrument
    if instrument.domain != "pain" or (instrument.minimum, instrument.maximum) != (0, 10):
        return ()
    return (
        f"For scale: patients on placebo in drug trials of painful diabetic neuropathy changed by {PLACEBO_CHANGE} "
        "points on average (Frisaldi et al. 2023).",
    )
