"""Outcomes on one scale: differences in standard deviations at the start, all with the same side for better."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dnoutcomes.compare.outcomes import CHANGE
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates

NEEDED = ("outcome", "measure", "better", "baseline_sd")


def standardised_outcomes(effects: Estimates, better: str) -> Estimates:
    """Divide the difference in each outcome by its spread at the start.

    Parameters
    ----------
    effects : Estimates
        From `compare_outcomes`.
    better : {"lower", "higher"}
        Which way a good difference shall point; outcomes that point the other way are turned round.

    Returns
    -------
    Estimates
        The rows of differences in mean change, in SD: shares of responders have no spread at the start and are left
        out. `statistic` and p-values are left out too: they are those of the outcome's own scale.

    Raises
    ------
    ModelError
        The effects aren't those of `compare_outcomes`.

    Notes
    -----
    estimate / SD, with the limits and the standard error likewise: the SD is taken as known, so that intervals say
    how sure the difference is and not how sure the spread.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"outcome": ["isi", "bbs"], "measure": "mean change", "better": ["lower", "higher"],
    ...                       "baseline_sd": [6.0, 4.0], "estimate": [-1.5, 1.0], "std_error": [0.6, 0.4],
    ...                       "conf_low": [-2.7, 0.2], "conf_high": [-0.3, 1.8]})
    >>> standardised_outcomes(Estimates(frame), "lower").frame[["estimate", "conf_low"]].to_numpy().tolist()
    [[-0.25, -0.45], [-0.25, -0.45]]
    """
    missing = [name for name in NEEDED if name not in effects.frame.columns]
    if missing:
        raise ModelError(
            f"outcomes on one scale need the columns {', '.join(missing)}; take the result of compare_outcomes"
        )
    if better not in ("lower", "higher"):
        raise ModelError(f"better must be 'lower' or 'higher', got {better!r}")
    frame = effects.frame[effects.frame["measure"] == CHANGE].reset_index(drop=True)
    turned = frame["better"] != better
    factor = np.where(turned, -1.0, 1.0) / frame["baseline_sd"]
    low, high = (frame[name] * factor for name in ("conf_low", "conf_high"))
    scaled = {
        "estimate": frame["estimate"] * factor,
        "std_error": frame["std_error"] * factor.abs(),
        "conf_low": low.where(~turned, high),
        "conf_high": high.where(~turned, low),
    }
    unsaid = {name: float("nan") for name in ("statistic", "p_value", "adjusted_p_value")}
    return replace(
        effects,
        frame=frame.assign(**scaled, **unsaid, better=better),
        kind=f"{effects.kind}, in standard deviations at the start",
    )
