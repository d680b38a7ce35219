"""Outcomes that treatment can't change: an effect on them is confounding that the weights left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.weighting.effect import effect


def negative_controls(data: pd.DataFrame, *, outcomes: Sequence[str], **options: Any) -> Estimates:
    """Estimate the effect on outcomes that treatment can't change, exactly as for the outcome of interest.

    Parameters
    ----------
    data : pandas.DataFrame
        One row per patient.
    outcomes : sequence of str
        Columns known to be out of treatment's reach: measured before it, or of another part of the body.
    **options
        Those of `effect`: treatment, covariates, estimand, method and the rest.

    Returns
    -------
    Estimates
        One row per outcome. A note names those whose interval excludes zero.

    Raises
    ------
    ModelError
        If no outcome is given, one is also a covariate (its effect is then zero by construction), or as in `effect`.

    References
    ----------
    Lipsitch M, Tchetgen Tchetgen E, Cohen T. Epidemiology 2010;21:383-388.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> severe = rng.integers(0, 2, 300)
    >>> frame = pd.DataFrame({"severe": severe, "arm": (rng.random(300) < 0.3 + 0.4 * severe) * 1})
    >>> frame["visits_last_year"] = rng.poisson(2 + 3 * severe)
    >>> crude, adjusted = (
    ...     negative_controls(frame, outcomes=["visits_last_year"], treatment="arm", covariates=covariates)
    ...     for covariates in ([], ["severe"])
    ... )
    >>> print(crude.notes[-1])
    Confounding is left: an effect shows on visits_last_year, which treatment can't change.
    >>> print(adjusted.notes[-1])
    No effect shows on what treatment can't change, which doesn't prove that no confounding is left.
    """
    if isinstance(outcomes, str) or not len(outcomes):
        raise ModelError(f"outcomes must be a list of at least one column, got {outcomes!r}")
    held = [name for name in outcomes if name in options.get("covariates", ())]
    if held:
        raise ModelError(
            f"{held[0]!r} is also a covariate, so the weights balance it whatever else they leave"
        )
    effects = [effect(data, outcome=name, **options) for name in outcomes]
    frame = pd.concat([one.frame for one in effects], ignore_index=True)
    apart = frame["outcome"][np.sign(frame["conf_low"]) * np.sign(frame["conf_high"]) > 0]
    note = (
        f"Confounding is left: an effect shows on {', '.join(apart)}, which treatment can't change."
        if len(apart)
        else "No effect shows on what treatment can't change, which doesn't prove that no confounding is left."
    )
    return replace(
        effects[0], frame=frame, functions=None, inference=None, kind="effect on negative controls",
        notes=(*dict.fromkeys(note for one in effects for note in one.notes), note), details={},
    )  # fmt: skip
