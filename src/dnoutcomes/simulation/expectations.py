"""What is to be expected in the population: true effects, arm means, and what a naive comparison finds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from dnoutcomes.simulation.parameters import VISITS, WEEKS, Parameters
from dnoutcomes.simulation.patients import Floats
from dnoutcomes.simulation.population import Stratum, draw_strata

RESPONSES = ("responder_30_percent", "responder_50_percent", "responder_2_points")


def _everyone(propensity: Floats) -> Floats:
    return np.ones_like(propensity)


def _like_the_needled(propensity: Floats) -> Floats:
    return propensity


def _in_equipoise(propensity: Floats) -> Floats:
    return propensity * (1 - propensity)


TILTS = {"ate": _everyone, "att": _like_the_needled, "overlap": _in_equipoise}


@dataclass(frozen=True, eq=False)
class Expectations:
    """Means over the population, arrays by visit.

    Attributes
    ----------
    gain : dict of str to array
        By cause, mean of needling minus standard.
    tilted : dict of str to array
        The same over all causes for each target of weighting in `TILTS`.
    naive, naive_seen : array
        Difference of mean change between the arms as they come about, of all and of those seen at the visit.
    arms : pandas.DataFrame
        `Truth.arms`.
    """

    gain: dict[str, Floats]
    tilted: dict[str, Floats]
    naive: Floats
    naive_seen: Floats
    arms: pd.DataFrame


@lru_cache(maxsize=32)
def expect(parameters: Parameters) -> Expectations:
    """Work the means out by Monte Carlo, 40,000 patients of each cause; the error of an effect is about 0.005."""
    strata = draw_strata(parameters)
    return Expectations(
        gain={stratum.cause: stratum.gain.mean(axis=0) for stratum in strata},
        tilted={estimand: _tilted(strata, estimand) for estimand in TILTS},
        naive=_difference(strata, seen_only=False),
        naive_seen=_difference(strata, seen_only=True),
        arms=_arm_means(strata),
    )


def _tilted(strata: tuple[Stratum, ...], estimand: str) -> Floats:
    weights = [TILTS[estimand](stratum.propensity) for stratum in strata]
    means = [np.average(stratum.gain, axis=0, weights=weight) for stratum, weight in zip(strata, weights)]
    share = [stratum.share * weight.mean() for stratum, weight in zip(strata, weights)]
    return np.asarray(np.average(means, axis=0, weights=share), dtype=np.float64)


def _difference(strata: tuple[Stratum, ...], seen_only: bool) -> Floats:
    """Difference of mean change between the arms as they come about."""
    return _mean_change(strata, "needling", seen_only) - _mean_change(strata, "standard", seen_only)


def _mean_change(strata: tuple[Stratum, ...], arm: str, seen_only: bool) -> Floats:
    total, weight = np.zeros(len(VISITS)), np.zeros(len(VISITS))
    for stratum in strata:
        course = getattr(stratum, arm)
        there = stratum.propensity if arm == "needling" else 1 - stratum.propensity
        weights = stratum.share * there[:, None] * (~course.left if seen_only else 1.0)
        total += (weights * (course.scores - stratum.baseline[:, None])).mean(axis=0)
        weight += (weights * np.ones_like(course.scores)).mean(axis=0)
    return total / weight


def _arm_means(strata: tuple[Stratum, ...]) -> pd.DataFrame:
    """Return `Truth.arms`."""
    rows = []
    for arm in ("needling", "standard"):
        moments = {
            stratum.cause: _moments(stratum.baseline, getattr(stratum, arm).scores) for stratum in strata
        }
        share = np.array([stratum.share for stratum in strata])
        together = {
            name: np.average([moments[stratum.cause][name] for stratum in strata], axis=0, weights=share)
            for name in moments[strata[0].cause]
        }
        rows += [_arm_rows(cause, arm, values) for cause, values in {**moments, "all": together}.items()]
    return pd.concat(rows, ignore_index=True)


def _moments(baseline: Floats, scores: Floats) -> dict[str, Floats]:
    change = scores - baseline[:, None]
    # From 0 nobody improves by a share of it: no response, as where responders are derived.
    fraction = -change / np.where(baseline > 0, baseline, np.nan)[:, None]
    values = ((fraction >= 0.3).mean(axis=0), (fraction >= 0.5).mean(axis=0), (change <= -2).mean(axis=0))
    return {
        "mean_score": scores.mean(axis=0),
        "mean_change": change.mean(axis=0),
        "mean_square_change": (change**2).mean(axis=0),
        **dict(zip(RESPONSES, values)),
    }


def _arm_rows(cause: str, arm: str, values: dict[str, Floats]) -> pd.DataFrame:
    spread = np.sqrt(values["mean_square_change"] - values["mean_change"] ** 2)
    frame = by_visit(cause=cause, arm=arm, sd_change=spread, **values)
    return frame[["cause", "arm", "visit", "week", "mean_score", "mean_change", "sd_change", *RESPONSES]]


def by_visit(**columns: object) -> pd.DataFrame:
    """One row per visit, with the visit's name and week."""
    return pd.DataFrame({"visit": VISITS, "week": WEEKS, **columns})
