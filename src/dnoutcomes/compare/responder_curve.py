"""The cumulative responder curve: which share of each arm improved by at least so much."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.responders import NON_RESPONDER, OBSERVED
from dnoutcomes.disclosure.small_groups import SmallGroups
from dnoutcomes.errors import ModelError
from dnoutcomes.plan import Plan

Array = NDArray[np.float64]

# Scores are decimal numbers stored in binary: the same slack as where responders are derived.
_SLACK = 1e-9
_COARSE_STEPS = 10


@dataclass(frozen=True, eq=False)
class ResponderCurve:
    """How many patients of each arm improved by at least so much, and how they were counted; no row is a patient.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per arm and level from 0 upwards: `arm`, `improvement`, `n_responders`, `n_subjects`, `share`,
        `conf_low`, `conf_high` (Wilson), `is_threshold` (a responder threshold of the plan).
    plan : Plan
    visit, scale, missing_as : str
        As in `responder_curve`.
    is_coarse : bool
        Whether levels were left out to protect small groups.
    """

    frame: pd.DataFrame
    plan: Plan
    visit: str
    scale: str
    missing_as: str
    is_coarse: bool


def responder_curve(
    analysis: AnalysisData,
    visit: str | None = None,
    scale: str | None = None,
    missing_as: str = NON_RESPONDER,
    *,
    released: bool = False,
) -> ResponderCurve:
    """Count in each arm the patients who improved by at least so much.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        Default: the primary visit.
    scale : {"percent", "points"}, optional
        Improvement in the better direction as percent of the patient's baseline, or in points. Default: percent where
        the outcome has a meaningful one.
    missing_as : {"non-responder", "left out"}
        What becomes of patients without a score at the visit.
    released : bool
        Coarsen the curve so that no level, and no step between two levels, stands for a group that is small by the
        plan. Default: every patient's step is kept.

    Returns
    -------
    ResponderCurve
        Draw it with `figures.plot_responders`.

    Raises
    ------
    ModelError
        An unknown scale or rule, or a percent of an outcome that has none.

    Notes
    -----
    A patient with an intercurrent event of the composite strategy is a responder at no level. On the scale of percents,
    a patient with a score whose baseline isn't above zero counts as not improved, as in `compare_arms`. Coarse levels
    are tenths of the range and the thresholds; one is kept where the steps on both sides of it have no patients or
    enough of them.
    """
    plan = analysis.plan
    is_coarse = released and plan.hides_small_groups
    scale = scale or ("percent" if plan.instrument.percent_change else "points")
    _check(analysis, scale, missing_as)
    when = plan.visit(visit or plan.primary_visit).name
    rows = analysis.visits[analysis.visits["visit"] == when]
    sizes = _improvements(rows, analysis, scale, missing_as)
    thresholds = [responder.value for responder in plan.responders if responder.scale == scale]
    top = _top(sizes, analysis, scale)
    arms = []
    for arm in rows["arm"].cat.categories:
        counted = sizes[rows["arm"] == arm].dropna().to_numpy()
        levels = (
            _coarse_levels(counted, thresholds, top, plan.small_groups)
            if is_coarse
            else _levels(counted, thresholds, top)
        )
        counts = np.array([_count(counted, level) for level in levels], dtype=float)
        arms.append(_curve(str(arm), levels, counts, len(counted), plan.confidence_level))
    frame = pd.concat(arms, ignore_index=True)
    frame["is_threshold"] = frame["improvement"].isin(thresholds)
    return ResponderCurve(frame, plan, when, scale, missing_as, is_coarse)


def wilson_interval(responders: float, n: int, confidence_level: float) -> tuple[float, float]:
    """Wilson's score interval of a share; NaN where nobody is counted.

    Examples
    --------
    >>> low, high = wilson_interval(0, 20, 0.95)
    >>> round(low, 4), round(high, 4)
    (0.0, 0.1611)

    References
    ----------
    Wilson EB. Probable inference, the law of succession, and statistical inference. JASA 1927;22:209-212.
    """
    if n == 0:
        return float("nan"), float("nan")
    z, share = NormalDist().inv_cdf(0.5 + confidence_level / 2), responders / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(centre - half, 0.0), min(centre + half, 1.0)


def _check(analysis: AnalysisData, scale: str, missing_as: str) -> None:
    if scale not in ("percent", "points"):
        raise ModelError(f"the scale of a responder curve is 'percent' or 'points', got {scale!r}")
    if missing_as not in (NON_RESPONDER, OBSERVED):
        raise ModelError(f"missing_as must be {NON_RESPONDER!r} or {OBSERVED!r}, got {missing_as!r}")
    if scale == "percent" and not analysis.plan.instrument.percent_change:
        raise ModelError(
            f"a percent change of {analysis.plan.outcome} has no meaning; ask for scale='points'"
        )


def _improvements(rows: pd.DataFrame, analysis: AnalysisData, scale: str, missing_as: str) -> pd.Series:
    """Improvement of each patient, -inf for one who counts as not improved, NaN for one who isn't counted."""
    change = analysis.plan.instrument.better_sign * rows["change"]
    size = (rows["percent_improvement"] if scale == "percent" else change).astype("float64")
    # Who has a score and no percent started from 0.
    not_improved = True if missing_as == NON_RESPONDER else rows["change"].notna()
    size = size.mask(size.isna() & not_improved, -np.inf)
    return size.mask(rows["composite_failure"].astype(bool), -np.inf)


def _top(sizes: pd.Series, analysis: AnalysisData, scale: str) -> float:
    """Where the axis ends: complete relief, or the range of the instrument where it has one."""
    instrument = analysis.plan.instrument
    if scale == "percent":
        return 100.0
    span = instrument.maximum - instrument.minimum
    if np.isfinite(span):
        return float(span)
    finite = sizes[np.isfinite(sizes)]
    return max(float(np.ceil(finite.max())) if len(finite) else 1.0, 1.0)


def _count(sizes: Array, level: float) -> int:
    return int((sizes >= level - _SLACK).sum())


def _levels(sizes: Array, thresholds: list[float], top: float) -> list[float]:
    reached = np.round(sizes[(sizes > 0) & (sizes < top)], 9)
    return sorted({0.0, top, *thresholds, *reached.tolist()})


def _coarse_levels(sizes: Array, thresholds: list[float], top: float, small: SmallGroups) -> list[float]:
    """Keep a level, thresholds first, where all steps between kept levels stay empty or large enough."""
    grid = [top * step / _COARSE_STEPS for step in range(_COARSE_STEPS + 1)]
    return sorted(
        small.steps_kept(dict.fromkeys([*thresholds, *grid]), len(sizes), lambda level: _count(sizes, level))
    )


def _curve(arm: str, levels: list[float], counts: Array, n: int, confidence_level: float) -> pd.DataFrame:
    limits = [wilson_interval(count, n, confidence_level) for count in counts]
    return pd.DataFrame(
        {
            "arm": arm,
            "improvement": levels,
            "n_responders": counts,
            "n_subjects": float(n),
            "share": counts / n if n else np.full(len(counts), np.nan),
            "conf_low": [low for low, _ in limits],
            "conf_high": [high for _, high in limits],
        }
    )
