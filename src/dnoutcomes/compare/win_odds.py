"""Win odds over a hierarchy of outcomes: the worst that can happen first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.two_arms import require_columns, two_arms
from dnoutcomes.errors import ModelError
from dnoutcomes.registry import Registry

Wins = NDArray[np.int8]

DIRECTIONS = Registry("direction", [("higher", 1), ("lower", -1)], error=ModelError)


@dataclass(frozen=True, eq=False)
class WinOdds:
    """How often a patient of one arm does better than a patient of the other.

    Attributes
    ----------
    estimate : float
        Odds that the patient of the treated arm does better, a tie counting half to each; 1 is no difference.
    conf_low, conf_high, p_value : float
        Interval and two-sided p-value of 1; NaN when every pair is tied or has the same winner.
    win_share, tie_share, loss_share : float
        Shares of all pairs.
    net_benefit : float
        `win_share` minus `loss_share`.
    by_level : pandas.DataFrame
        One row per outcome of the hierarchy: outcome, wins and losses, the shares of all pairs that it decides.
    n_treated, n_reference : int
        Patients.
    contrast : str
        "treated - reference".
    confidence_level : float
        Coverage of the interval.
    notes : tuple of str
        What a reader must know.
    """

    estimate: float
    conf_low: float
    conf_high: float
    p_value: float
    win_share: float
    tie_share: float
    loss_share: float
    net_benefit: float
    by_level: pd.DataFrame
    n_treated: int
    n_reference: int
    contrast: str
    confidence_level: float
    notes: tuple[str, ...]

    def _head(self) -> str:
        return (
            f"WinOdds {self.contrast}: {self.estimate:.3g} ({self.conf_low:.3g} to {self.conf_high:.3g}), "
            f"{self.win_share:.1%} won, {self.tie_share:.1%} tied, {self.loss_share:.1%} lost"
        )

    def __repr__(self) -> str:
        return "\n".join(
            [self._head(), self.by_level.to_string(index=False, float_format="%.3g"), *self.notes]
        )

    def _repr_html_(self) -> str:
        table = self.by_level.to_html(index=False, float_format=lambda value: f"{value:.3g}", border=0)
        notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in self.notes)
        return f"<p><strong>{escape(self._head())}</strong></p>{table}{notes}"


def win_odds(
    data: pd.DataFrame,
    *,
    treatment: str,
    hierarchy: Mapping[str, str],
    confidence_level: float = 0.95,
) -> WinOdds:
    """Compare every patient of one arm with every patient of the other.

    Parameters
    ----------
    data : pandas.DataFrame
        One row per patient. Rows without a treatment are left out and counted.
    treatment : str
        Column with two levels: a Categorical with the reference first, or 0 and 1 or booleans, of which 0 and False
        are the reference. Text is refused, as the alphabet would choose the reference.
    hierarchy : mapping of str to {"higher", "lower"}
        Numeric or boolean columns, most important first, and which value is better: {"died": "lower",
        "responder": "higher", "pain": "lower"}. A pair that is equal in one, or where either value is missing, goes on
        to the next; a pair that is equal in all is a tie.
    confidence_level : float
        Coverage of the interval.

    Returns
    -------
    WinOdds

    Raises
    ------
    ModelError
        If there aren't two arms with two patients each, the hierarchy is empty, or a column isn't numeric.

    Notes
    -----
    theta = (wins + ties / 2) / pairs, win odds = theta / (1 - theta). The variance of theta is that of a two-sample U
    statistic from the patients' own shares won; the interval is on the log odds scale, normal.
    Patients are taken for independent: where they share a therapist or a site, the interval is too narrow.

    References
    ----------
    Brunner E, Vandemeulebroecke M, Mutze T. Stat Med 2021;40:3367-3384. Dong G et al. Stat Biopharm Res
    2020;12:99-106. DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837-845.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "arm": pd.Categorical(["a", "a", "a", "b", "b", "b"], ["a", "b"]),
    ...     "died": [0, 1, 0, 0, 0, 0], "pain": [4, None, 5, 3, 4, 6],
    ... })
    >>> result = win_odds(frame, treatment="arm", hierarchy={"died": "lower", "pain": "lower"})
    >>> round(result.estimate, 3), result.by_level["wins"].round(3).tolist()
    (2.6, [0.333, 0.333])
    """
    require_columns(data, treatment=treatment, **{f"outcome {name}": name for name in hierarchy})
    if not hierarchy:
        raise ModelError("the hierarchy is empty; name at least one outcome and its better direction")
    used = data[data[treatment].notna()]
    arms = two_arms(used[treatment])
    treated, reference = used[arms.is_treated == 1], used[arms.is_treated == 0]
    if min(len(treated), len(reference)) < 2:
        raise ModelError(f"win odds need two patients in each arm, got {len(treated)} and {len(reference)}")
    wins, by_level = _pairs(treated, reference, hierarchy)
    estimate, low, high, p_value = _inference(wins, confidence_level)
    left_out = len(data) - len(used)
    notes = [f"{left_out} rows without a treatment left out."] if left_out else []
    if np.isnan(low):
        notes.append(
            f"Every pair {'is tied' if estimate == 1 else 'has the same winner'}, so there is no interval."
        )
    return WinOdds(
        estimate, low, high, p_value,
        win_share=float((wins > 0).mean()), tie_share=float((wins == 0).mean()), loss_share=float((wins < 0).mean()),
        net_benefit=float(wins.mean()), by_level=by_level, n_treated=len(treated), n_reference=len(reference),
        contrast=arms.contrast, confidence_level=confidence_level, notes=tuple(notes),
    )  # fmt: skip


def _pairs(
    treated: pd.DataFrame, reference: pd.DataFrame, hierarchy: Mapping[str, str]
) -> tuple[Wins, pd.DataFrame]:
    """Return 1, 0 or -1 for each pair (treated by reference), and what each outcome decides."""
    wins: Wins = np.zeros((len(treated), len(reference)), dtype=np.int8)
    rows = []
    for name, better in hierarchy.items():
        sign = DIRECTIONS[better]
        values, others = _values(treated, name), _values(reference, name)
        # A comparison with a missing value is false both ways, which leaves the pair open.
        ahead = sign * (np.greater.outer(values, others).astype(np.int8) - np.less.outer(values, others))
        decided = np.where(wins == 0, ahead, 0)
        wins = (wins + decided).astype(np.int8)
        rows.append([name, float((decided > 0).mean()), float((decided < 0).mean())])
    return wins, pd.DataFrame(rows, columns=["outcome", "wins", "losses"])


def _values(arm: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if not pd.api.types.is_numeric_dtype(arm[name]):
        raise ModelError(f"outcome {name!r} must be numeric or boolean to be compared, got {arm[name].dtype}")
    return np.asarray(arm[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan))


def _inference(wins: Wins, confidence_level: float) -> tuple[float, float, float, float]:
    from scipy import stats

    if not 0 < confidence_level < 1:
        raise ModelError(f"confidence_level must lie between 0 and 1, got {confidence_level!r}")
    won = 0.5 + wins.mean(axis=1) / 2, 0.5 + wins.mean(axis=0) / 2
    theta = float(won[0].mean())
    estimate = theta / (1 - theta) if theta < 1 else np.inf
    variance = won[0].var(ddof=1) / len(won[0]) + won[1].var(ddof=1) / len(won[1])
    if variance == 0:
        return estimate, np.nan, np.nan, np.nan
    log_odds, error = np.log(estimate), np.sqrt(variance) / (theta * (1 - theta))
    half = float(stats.norm.ppf(0.5 + confidence_level / 2) * error)
    p_value = float(2 * stats.norm.sf(abs(log_odds) / error))
    return estimate, float(np.exp(log_odds - half)), float(np.exp(log_odds + half)), p_value
