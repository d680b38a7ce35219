"""Regression to the mean: the change that was to be expected in an arm without its treatment."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.selected_population import population_mean_beyond
from dnoutcomes.errors import ModelError
from dnoutcomes.plan import Plan


@dataclass(frozen=True)
class ExpectedRegression:
    """The change that was to be expected in an arm without its treatment.

    Attributes
    ----------
    arm, visit : str
        In whom and when.
    estimate : float
        Expected change, later - baseline, in points of the instrument.
    method : {"population mean", "eligibility cut", "reference arm"}
        What it rests on. The first two are regression to the mean alone; the last one is everything that happened to
        patients of the reference arm with the same baseline.
    slope : float
        Points of follow-up per point of baseline in the reference arm.
    mean_baseline : float
        Mean baseline of the arm's patients with a score at the visit.
    mean_population : float
        Mean of the population that the patients were selected from; NaN for "reference arm".
    text : str
        The same for a reader.
    """

    arm: str
    visit: str
    estimate: float
    method: str
    slope: float
    mean_baseline: float
    mean_population: float
    text: str


def expected_regression_to_mean(
    analysis: AnalysisData,
    visit: str | None = None,
    *,
    arm: str | None = None,
    population_mean: float | None = None,
    eligibility_cut: float | None = None,
) -> ExpectedRegression:
    """Estimate the change that would be seen in an arm without its treatment.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        Default: the primary visit.
    arm : str, optional
        Default: the treated arm.
    population_mean : float, optional
        Mean score of the population that patients come from, at any moment. Takes precedence over the cut.
    eligibility_cut : float, optional
        The score that patients had to have at baseline at least (at most, where higher is better).

    Returns
    -------
    ExpectedRegression
        Without either number, what the reference arm shows.

    Raises
    ------
    ModelError
        The reference arm has too few scores for a slope, or a baseline lies beyond the cut.

    Notes
    -----
    Patients come when they are worse than usual, so that their next score tends back towards the mean. With slope r of
    follow-up on baseline, the expected change is (1 - r)(mean of the population - mean of those selected), if scores in
    the population have the same mean and spread at both times. r is the slope in the reference arm and not the
    correlation: selecting patients by baseline leaves the slope as it is and makes the correlation smaller.
    With a cut, baselines are taken for a normal distribution truncated there, whose mean comes from matching the mean
    and the variance of the observed baselines. Without either number, the regression of change on baseline in the
    reference arm is read off at the mean baseline of the arm; this holds natural course and standard care as well.

    References
    ----------
    Davis CE. Am J Epidemiol 1976;104:493-498. Barnett AG, et al. Int J Epidemiol 2005;34:215-220.
    """
    plan = analysis.plan
    visit = plan.visit(visit or plan.primary_visit).name
    arm = arm or plan.treated_arm
    rows = analysis.at_visit(visit)
    intercept, slope = _reference_regression(rows, plan.reference_arm, visit)
    baselines = rows.loc[rows["arm"] == arm, "baseline"].to_numpy(dtype=float)
    if not len(baselines):
        raise ModelError(f"no patient of arm {arm!r} has a score at visit {visit}")
    mean = float(baselines.mean())
    if population_mean is not None:
        estimate, method, population = (
            (1 - slope) * (population_mean - mean),
            "population mean",
            population_mean,
        )
    elif eligibility_cut is not None:
        population = _population_behind(analysis, eligibility_cut)
        estimate, method = (1 - slope) * (population - mean), "eligibility cut"
    else:
        estimate, method, population = intercept + (slope - 1) * mean, "reference arm", nan
    text = _in_words(plan, arm, method, estimate, slope, mean, population)
    return ExpectedRegression(arm, visit, estimate, method, slope, mean, population, text)


def _population_behind(analysis: AnalysisData, cut: float) -> float:
    instrument = analysis.plan.instrument
    # A whole number at the cut stands for all that rounds to it.
    bound = cut + instrument.better_sign * instrument.step / 2
    baselines = analysis.patients["baseline"].to_numpy(dtype=float)
    return population_mean_beyond(baselines, bound, instrument.better_sign)


def _reference_regression(rows: pd.DataFrame, reference_arm: str, visit: str) -> tuple[float, float]:
    """Intercept and slope of score at the visit on baseline in the reference arm."""
    here = rows[rows["arm"] == reference_arm]
    baseline, score = here["baseline"].to_numpy(dtype=float), here["value"].to_numpy(dtype=float)
    if len(here) < 3 or np.ptp(baseline) == 0:
        raise ModelError(
            f"{len(here)} patients of arm {reference_arm!r} have a score at visit {visit}, too few with different "
            "baselines to tell how far scores go back towards the mean"
        )
    centred = baseline - baseline.mean()
    slope = float(centred @ score / (centred @ centred))
    return float(score.mean() - slope * baseline.mean()), slope


def _in_words(
    plan: Plan, arm: str, method: str, estimate: float, slope: float, mean: float, population: float
) -> str:
    unit = plan.instrument.unit
    if method == "reference arm":
        return (
            f"Arm {arm}: patients of arm {plan.reference_arm} with the same baseline ({mean:.2f}) changed by "
            f"{estimate:+.2f} {unit}, through regression to the mean, time and their own care together."
        )
    source = "given" if method == "population mean" else "inferred from the eligibility cut"
    return (
        f"Arm {arm}: about {estimate:+.2f} {unit} are to be expected from regression to the mean alone. Mean "
        f"baseline {mean:.2f}, mean of the population {population:.2f} ({source}), slope of follow-up on baseline "
        f"{slope:.2f} in arm {plan.reference_arm}."
    )
