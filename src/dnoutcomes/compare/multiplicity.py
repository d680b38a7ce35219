"""Many outcomes: the planned family with adjusted p-values, and every other outcome listed as exploratory."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.multiplicity_methods import MULTIPLICITY_METHODS, MultiplicityMethod


def outcome_family(
    planned: Mapping[str, float],
    method: str | MultiplicityMethod = "holm",
    *,
    exploratory: Mapping[str, float] | None = None,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """List every outcome that was computed, and decide on those that were planned.

    Parameters
    ----------
    planned : mapping of str to float
        Outcomes of the plan and their p-values. For "fixed-sequence" their order is that of the plan.
    method : {"holm", "hochberg", "fixed-sequence"} or MultiplicityMethod
        Holm holds under any dependence; Hochberg needs p-values that aren't negatively dependent; the fixed sequence
        tests in order and stops at the first outcome that isn't rejected.
    exploratory : mapping of str to float, optional
        Other outcomes that were computed. They're listed, unadjusted, without a decision; a p-value may be missing.
    alpha : float
        Familywise error of the planned outcomes.

    Returns
    -------
    pandas.DataFrame
        One row per outcome, in the order given: outcome, role ("planned" or "exploratory"), p_value, adjusted_p_value
        (NaN if exploratory), rejected (boolean, missing if exploratory).

    Raises
    ------
    ModelError
        If a planned p-value is missing or outside 0 to 1, an outcome has both roles, or alpha isn't between 0 and 1.

    Notes
    -----
    With m sorted p-values: Holm max over j <= i of (m - j + 1) p_(j); Hochberg min over j >= i of the same; at most 1.
    Fixed sequence: the largest p-value up to and including the outcome. Rejected when the adjusted value is at most
    alpha.

    References
    ----------
    Holm S. Scand J Stat 1979;6:65-70. Hochberg Y. Biometrika 1988;75:800-802. Compared with statsmodels.

    Examples
    --------
    >>> outcome_family({"pain": 0.01, "sleep": 0.04, "balance": 0.03})["adjusted_p_value"].tolist()
    [0.03, 0.06, 0.06]
    """
    adjust, others = MULTIPLICITY_METHODS.entry_of(method).adjust, dict(exploratory or {})
    _check(planned, others, alpha)
    values = np.array(list(planned.values()), dtype=float)
    adjusted = adjust(values)
    family = pd.DataFrame({
        "outcome": list(planned), "role": "planned", "p_value": values, "adjusted_p_value": adjusted,
        "rejected": pd.array(adjusted <= alpha, dtype="boolean"),
    })  # fmt: skip
    rest = pd.DataFrame({
        "outcome": list(others), "role": "exploratory", "p_value": np.array(list(others.values()), dtype=float),
        "adjusted_p_value": np.full(len(others), np.nan),
        "rejected": pd.array([None] * len(others), dtype="boolean"),
    })  # fmt: skip
    return pd.concat([family, rest], ignore_index=True)


def _check(planned: Mapping[str, float], others: Mapping[str, float], alpha: float) -> None:
    for name, value in planned.items():
        if not 0 <= value <= 1:
            raise ModelError(
                f"the p-value of {name!r} is {value!r}; every planned outcome needs one from 0 to 1"
            )
        if name in others:
            raise ModelError(f"{name!r} is both planned and exploratory; an outcome has one role")
    if not 0 < alpha < 1:
        raise ModelError(f"alpha must lie between 0 and 1, got {alpha!r}")
