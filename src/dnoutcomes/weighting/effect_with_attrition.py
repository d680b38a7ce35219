"""Patients without a score, stood in for by weights for attrition, also where a level lost nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.weighting.effect import effect


def effect_with_attrition(rows: pd.DataFrame, **settings: Any) -> Estimates:
    """Estimate an effect with weights for attrition, whose regression takes Firth's penalty where a level lost nobody.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row per patient, as for `weighting.effect`.
    **settings
        Those of `weighting.effect`.

    Returns
    -------
    Estimates
        With a note where the penalty was used.

    Raises
    ------
    ModelError
        As in `weighting.effect`: the score has no penalty, so that covariates that tell the arm are refused.
    """
    try:
        return effect(rows, **settings)
    except ModelError:
        if settings.get("attrition") is None:
            raise
        penalised = effect(rows, **settings, attrition_penalty="firth")
    return replace(
        penalised,
        notes=(
            *penalised.notes,
            "Weights for attrition have Firth's penalty: for some patients the covariates alone say whether they were "
            "seen.",
        ),
    )
