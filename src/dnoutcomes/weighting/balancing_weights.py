"""The weight of a patient as a function of the propensity score, for each target population."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.registry import Registry

Array = NDArray[np.float64]
OfTreatmentAndScore = Callable[[Array, Array], Array]


@dataclass(frozen=True)
class BalancingWeight:
    """A family of weights that makes both arms look like one population.

    Attributes
    ----------
    population : str
        Whom the effect is about.
    tilt : callable
        (treated, score) to the density of that population relative to the patients seen.
    tilt_slope : callable
        Derivative of `tilt` in the log odds of the score.
    weight : callable
        tilt / score for the treated and tilt / (1 - score) for the reference arm.
    weight_slope : callable
        Derivative of `weight` in the log odds of the score.
    """

    population: str
    tilt: OfTreatmentAndScore
    tilt_slope: OfTreatmentAndScore
    weight: OfTreatmentAndScore
    weight_slope: OfTreatmentAndScore


OVERLAP = BalancingWeight(
    population="patients who might have had either treatment (overlap weights)",
    tilt=lambda a, e: e * (1 - e),
    tilt_slope=lambda a, e: e * (1 - e) * (1 - 2 * e),
    weight=lambda a, e: a * (1 - e) + (1 - a) * e,
    weight_slope=lambda a, e: (1 - 2 * a) * e * (1 - e),
)

ATE = BalancingWeight(
    population="all patients seen (inverse probability weights)",
    tilt=lambda a, e: np.ones_like(e),
    tilt_slope=lambda a, e: np.zeros_like(e),
    weight=lambda a, e: a / e + (1 - a) / (1 - e),
    weight_slope=lambda a, e: (1 - a) * e / (1 - e) - a * (1 - e) / e,
)

# The tilt is the treatment itself, not the score: the augmented estimator then stays right when only the outcome
# model is.
ATT = BalancingWeight(
    population="patients like the treated (odds weights in the reference arm)",
    tilt=lambda a, e: a,
    tilt_slope=lambda a, e: np.zeros_like(e),
    weight=lambda a, e: a + (1 - a) * e / (1 - e),
    weight_slope=lambda a, e: (1 - a) * e / (1 - e),
)

ESTIMANDS: Registry[BalancingWeight] = Registry(
    "estimand", [("overlap", OVERLAP), ("ate", ATE), ("att", ATT)], error=ModelError
)
