"""Who gets needling: by the patient's features, or by lot."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.simulation.course import logistic
from dnoutcomes.simulation.parameters import Parameters
from dnoutcomes.simulation.patients import SITES, Bools, Floats, by_level


def propensity_score(patients: pd.DataFrame, baseline: Floats, parameters: Parameters) -> Floats:
    """Return the log odds of needling up to the intercept: what confounds the arms."""
    status = patients["nerve_status"].to_numpy()
    site = by_level(patients["site_id"], {name: index for index, name in enumerate(SITES)})
    return np.asarray(
        parameters.propensity_pain * (baseline - 6)
        + parameters.propensity_age * (patients["age"].to_numpy(dtype=float) - 61)
        + parameters.propensity_compressed * (status == "compressed_irritated")
        + parameters.propensity_structural * (status == "structural")
        + parameters.propensity_opioid * patients["opioid"].to_numpy()
        + parameters.propensity_site * site,
        dtype=np.float64,
    )


def propensities(
    patients: pd.DataFrame, baseline: Floats, parameters: Parameters, intercept: float
) -> Floats:
    """Return each patient's probability of needling."""
    if parameters.design == "randomised":
        return np.full(len(patients), parameters.propensity_share)
    return logistic(intercept + propensity_score(patients, baseline, parameters))


def allocate(rng: np.random.Generator, probability: Floats, parameters: Parameters) -> Bools:
    """Draw the arms: True is needling. A trial puts an exact share of the patients into each arm."""
    luck = rng.random(len(probability))
    if parameters.design == "observational":
        return luck < probability
    drawn = np.zeros(len(probability), bool)
    drawn[np.argsort(luck, kind="stable")[: round(len(probability) * parameters.propensity_share)]] = True
    return drawn
