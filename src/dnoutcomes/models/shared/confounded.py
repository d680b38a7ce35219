"""Covariates that can't be told from the treatment, because no level of them occurs under more than one."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from dnoutcomes.errors import ModelError


def refuse_confounded(rows: pd.DataFrame, treatment: str, covariates: Iterable[str]) -> None:
    """Refuse categorical covariates that say which treatment a subject had.

    Parameters
    ----------
    rows : pandas.DataFrame
        The rows that a model would use.
    treatment : str
        Column of the treatment.
    covariates : iterable of str
        Columns that the model would adjust for.

    Raises
    ------
    ModelError
        A covariate has levels that each occur under one treatment only.

    Examples
    --------
    >>> rows = pd.DataFrame({"arm": ["a", "a", "b"], "therapist": ["T1", "T2", "none"], "sex": ["F", "M", "F"]})
    >>> refuse_confounded(rows, "arm", ["sex"])
    >>> refuse_confounded(rows, "arm", ["therapist"])
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.ModelError: covariate 'therapist' tells the arm: each of its levels ...
    """
    for name in covariates:
        if name == treatment or pd.api.types.is_numeric_dtype(rows[name]):
            continue
        treatments = rows.groupby(name, observed=True)[treatment].nunique()
        if treatments.max() < 2:
            raise ModelError(
                f"covariate {name!r} tells the {treatment}: each of its levels occurs under one {treatment} only, so "
                f"that the difference can't be adjusted for it. Take it out of the covariates"
            )
