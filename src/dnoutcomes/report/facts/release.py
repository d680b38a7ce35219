"""Release: what of a table of estimates may leave the clinic, given which counts may."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from dnoutcomes.disclosure import Key, ProtectedCounts, State
from dnoutcomes.disclosure.gate import Rule, pass_gate, verdict_on
from dnoutcomes.estimates import COLUMNS, RELEASE_COLUMNS, Estimates, JointTest

COARSE_DIGITS = 2
LEAST_DF = 1.0


def release(
    estimates: Estimates,
    keys: Callable[[pd.Series], tuple[Key, ...]],
    counts: ProtectedCounts,
    also_hidden: Collection[bool] | None = None,
) -> Estimates:
    """Blank the estimates of small groups, and blur those whose number of patients must not be worked out.

    Parameters
    ----------
    estimates : Estimates
    keys : callable
        From a row to the counts of the groups behind it.
    counts : ProtectedCounts
    also_hidden : collection of bool, optional
        Per row, whether it goes because a hidden one would follow from it.

    Returns
    -------
    Estimates
        The same rows with the columns `state` (shown, hidden or not estimable) and `n_shown` (`ShownCount`s, "at most"
        where some patients have no part in the estimate), and `n_subjects` where it may be shown. The linear
        functions and the model behind them are left out.

    Notes
    -----
    An unrounded standard error with its interval gives the degrees of freedom, and these give the number of patients.
    An estimate with less than one degree of freedom is blank in any report. Where that number is withheld, df and
    statistic are left out and the rest is rounded to two digits of the standard error. A mean of n whole numbers is a
    whole number over n, so the estimate is rounded to steps of at least 1/n of the smallest n that fits what is shown,
    and its interval is widened by half a step: it never gets narrower than it was.
    """
    frame = estimates.frame.assign(
        **{name: estimates.frame[name].astype(object) for name in estimates.label_columns}
    )
    frame = frame.infer_objects()
    # A variance that no full degree of freedom stands behind is none, and the estimate is what rounding left.
    frame.loc[frame["df"] < LEAST_DF, list(COLUMNS)] = math.nan
    behind = [float(sum(counts.linked.counts[key].value for key in keys(row))) for _, row in frame.iterrows()]
    is_partial = frame["n_subjects"] < behind
    frame["n_subjects"] = pd.Series(behind, frame.index).mask(is_partial)
    frame = pass_gate(frame, keys, counts, Rule(COLUMNS, _coarser), also_hidden)
    told = is_partial & (frame["state"] != State.HIDDEN)
    frame["n_shown"] = [replace(n, at_most=at_most) for n, at_most in zip(frame["n_shown"], told)]
    frame = frame[[*estimates.label_columns, *RELEASE_COLUMNS, *COLUMNS]].reset_index(drop=True)
    return replace(estimates, frame=frame, functions=None, inference=None, details={})


def _coarser(values: Mapping[str, object], fewest: int) -> dict[str, float]:
    return blurred(values, decimals_of(fewest))


def decimals_for(counts: ProtectedCounts, keys: tuple[Key, ...]) -> int:
    """Decimals at which a mean of whole numbers fits every number of patients that a withheld count may be."""
    return decimals_of(verdict_on(keys, counts).fewest or 1)


def decimals_of(fewest: int) -> int:
    """Decimals at which a mean of whole numbers fits every number of patients from the fewest on.

    Examples
    --------
    >>> decimals_of(9), decimals_of(11), decimals_of(240)
    (0, 1, 2)
    """
    return math.floor(math.log10(max(fewest, 1)))


def blurred(values: Mapping[str, object], most_decimals: int) -> dict[str, float]:
    """Round the numbers of a row of Estimates so that its number of patients doesn't follow from them.

    Parameters
    ----------
    values : mapping of str to object
        The columns of Estimates.
    most_decimals : int
        As from `decimals_of`.
    """
    numbers = {name: float(values[name]) for name in COLUMNS}  # type: ignore[arg-type]  # columns of numbers
    error, low, high = numbers["std_error"], numbers["conf_low"], numbers["conf_high"]
    decimals = COARSE_DIGITS - 1 - math.floor(math.log10(error)) if error > 0 else COARSE_DIGITS
    unit = 10.0**decimals
    rounded = {
        "estimate": float(np.round(numbers["estimate"], decimals)),
        "std_error": float(np.round(error, decimals)),
        # Outwards: an interval never gets narrower than it was.
        "conf_low": float(np.round(np.floor(low * unit) / unit, max(decimals, 0))),
        "conf_high": float(np.round(np.ceil(high * unit) / unit, max(decimals, 0))),
    }
    if most_decimals < decimals and math.isclose(low + high, 2 * numbers["estimate"], abs_tol=1e-9):
        # Both limits come from the rounded estimate: rounded by themselves they would give its digits back.
        estimate = float(np.round(numbers["estimate"], most_decimals))
        step = 10.0**-most_decimals
        half = math.ceil((high - low) / 2 * 10**decimals) / 10**decimals + step / 2
        rounded |= {
            "estimate": estimate,
            "conf_low": float(np.round(estimate - half, decimals + 1)),
            "conf_high": float(np.round(estimate + half, decimals + 1)),
        }
    # With the standard error, a second digit of p would give the estimate's digits back.
    return rounded | {"p_value": significant(numbers["p_value"], 1),
                      "df": math.nan, "statistic": math.nan, "n_subjects": math.nan}  # fmt: skip


def release_test(test: JointTest, exact: bool) -> JointTest:
    """Leave out what would give a withheld number of patients away: statistic and denominator df."""
    if exact:
        return test
    return replace(
        test, statistic=math.nan, df_denom=math.nan, p_value=significant(test.p_value, COARSE_DIGITS)
    )


def significant(value: float, digits: int) -> float:
    """Round to a number of leading digits.

    Examples
    --------
    >>> significant(0.012345, 2), significant(0.0, 2)
    (0.012, 0.0)
    """
    if not math.isfinite(value) or value == 0:
        return value
    return float(np.round(value, digits - 1 - math.floor(math.log10(abs(value)))))
