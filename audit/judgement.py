"""Repetitions against the truth: bias, coverage, type I error, width, and what lies outside the limits."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from clinic_law import Law
from clinic_records import Practice

from audit.scenarios import SCENARIOS
from audit.truths import NONE, TRUTHS, Population
from dnoutcomes.report.facts.first_page_claims import RATE_OF_CHART

#: Shares that 95 % intervals may cover, in which tests at 5 % and the first pages of null clinics may claim.
COVERAGE = (0.93, 0.97)
TYPE_ONE = 0.07
FIRST_PAGE = 0.10
#: Bias in standard deviations of the estimate from which intervals can't hold.
BIAS = 0.25
#: Shares of charts of 24 months with a signal, as docs/algorithms/control-charts.md states them; and of funnels.
SIGNALS = {
    "tests": TYPE_ONE,
    "quarters": TYPE_ONE,
    "charts, anywhere": 0.06,
    "charts, last months": RATE_OF_CHART,
    "funnels": 0.06,
}
#: A figure is outside where it would be so far beyond its limit by chance, being at it, at most this often.
CHANCE = 0.025
#: With fewer there's nothing to judge.
FEWEST = 20

COLUMNS = (
    "scenario", "group", "figure", "repetitions", "estimable", "truth", "bias", "bias_error", "spread", "std_error",
    "width", "coverage", "coverage_error", "rate", "rate_error", "limit", "verdict",
)  # fmt: skip


def judge(name: str, records: list[dict[str, Any]]) -> pd.DataFrame:
    """Judge every figure of a scenario.

    Parameters
    ----------
    name : str
        Of the scenario.
    records : list of dict
        Its repetitions.

    Returns
    -------
    pandas.DataFrame
        One row per figure: `scenario, group, figure`; `repetitions` and `estimable`, the share in which the figure was
        there with an interval; `truth` (the mean over repetitions, where it depends on which causes were pooled; NaN
        where none can be said), `bias` with `bias_error`, `spread` (standard deviation of estimates), `std_error` and
        `width` (means), `coverage`; `rate`, the share of repetitions in which an interval leaves out zero where the
        truth is none, a test rejects, a chart signals or a page claims; the Monte Carlo errors of both; `limit` of the
        rate; and `verdict`.
    """
    rows = [*_effects(name, records), *_signals(name, records), *_claims(name, records)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def is_more(count: int, n: int, limit: float) -> bool:
    """Whether a share is above a limit by more than chance: by the binomial distribution, exactly."""
    from scipy import stats

    return bool(count > limit * n and stats.binom.sf(count - 1, n, limit) < CHANCE)


def share_error(count: float, n: int) -> float:
    """Monte Carlo error of a share; of none or all it isn't zero (two more of either are added)."""
    share = (count + 2) / (n + 4)
    return math.sqrt(share * (1 - share) / (n + 4))


def _effects(name: str, records: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    found: dict[tuple[str, str], list[tuple[float, ...]]] = {}
    scenario = SCENARIOS[name]
    for record in records:
        for group, figure, *numbers in record["effects"]:
            truth = _truth(scenario.law, scenario.practice, group, figure, tuple(record["pooled"]))
            values = [NONE if value is None else value for value in numbers]
            found.setdefault((group, figure), []).append((*values, truth))
    for (group, figure), values in found.items():
        yield {"scenario": name, "group": group, "figure": figure, "repetitions": len(records)} | _summary(
            np.array(values), len(records), is_null=scenario.is_null
        )


@cache
def _truth(law: Law, practice: Practice, group: str, figure: str, pooled: tuple[str, ...]) -> float:
    return TRUTHS[group][1](Population(law, practice, pooled), figure)


def _summary(values: np.ndarray, n: int, *, is_null: bool) -> dict[str, Any]:
    """Summarise rows of (estimate, std_error, conf_low, conf_high, truth)."""
    estimate, error, low, high, truth = values.T
    interval = np.isfinite(low) & np.isfinite(high)
    there = np.isfinite(estimate) & (interval | ~interval.any())
    row: dict[str, Any] = {"estimable": there.sum() / n, "verdict": ""}
    count = int(there.sum())
    if count < 2:
        return row
    off = (estimate - truth)[there]
    spread = float(estimate[there].std(ddof=1))
    row |= {
        "truth": truth[there].mean(), "bias": off.mean(), "bias_error": off.std(ddof=1) / math.sqrt(count),
        "spread": spread, "std_error": error[there].mean(), "width": (high - low)[there].mean(),
    }  # fmt: skip
    if math.isnan(row["truth"]):
        return row
    if interval.any():
        covers = int(((low <= truth) & (truth <= high))[there].sum())
        row |= {"coverage": covers / count, "coverage_error": share_error(covers, count)}
        if is_null and abs(row["truth"]) < 0.01:
            away = int((low * high > 0)[there].sum())
            row |= {"rate": away / count, "rate_error": share_error(away, count), "limit": TYPE_ONE}
    return row | {"verdict": _verdict(row, count)}


def _verdict(row: dict[str, Any], count: int) -> str:
    """Say in which way a figure lies outside its limits beyond Monte Carlo error; empty where it doesn't."""
    if count < FEWEST:
        return "too few repetitions"
    missed = round((1 - row["coverage"]) * count) if "coverage" in row else None
    outside = {
        "covers too seldom": missed is not None and is_more(missed, count, 1 - COVERAGE[0]),
        "wide": missed is not None and is_more(count - missed, count, COVERAGE[1]),
        "biased": abs(row["bias"]) - 1.96 * row["bias_error"] > BIAS * row["spread"],
    }
    return ", ".join(what for what, it_is in outside.items() if it_is)


def _signals(name: str, records: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    found: dict[tuple[str, str], list[bool]] = {}
    for record in records:
        for group, figure, value in record["signals"]:
            if group == "tests" and SCENARIOS[name].law.effect != 0:
                continue  # causes may really differ, if only because scores end at 0
            found.setdefault((group, figure), []).append(value)
    for (group, figure), values in found.items():
        yield _rate(name, group, figure, values, len(records), SIGNALS[group])


def _claims(name: str, records: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    kinds = sorted({claim for record in records for claim in record["claims"]})
    limit = FIRST_PAGE if SCENARIOS[name].is_null else NONE
    yield _rate(name, "claims", "any", [bool(record["claims"]) for record in records], len(records), limit)
    for kind in kinds:
        yield _rate(
            name, "claims", kind, [kind in record["claims"] for record in records], len(records), NONE
        )


def _rate(name: str, group: str, figure: str, values: list[bool], n: int, limit: float) -> dict[str, Any]:
    count = len(values)
    share = sum(values) / count
    verdict = "too few repetitions" if count < FEWEST else ""
    if not verdict and not math.isnan(limit) and is_more(sum(values), count, limit):
        verdict = "too often"
    return {
        "scenario": name, "group": group, "figure": figure, "repetitions": n, "estimable": count / n, "rate": share,
        "rate_error": share_error(sum(values), count), "limit": limit, "verdict": verdict,
    }  # fmt: skip
