"""Funnel: sites or therapists against what chance allows, without a ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.disclosure import State
from dnoutcomes.disclosure.small_groups import SmallGroups
from dnoutcomes.errors import DataError
from dnoutcomes.language import say, say_term
from dnoutcomes.language.in_force import in_force
from dnoutcomes.monitoring.expected_change import expected_change
from dnoutcomes.monitoring.funnel_units import FUNNEL_UNITS, FunnelUnit
from dnoutcomes.monitoring.hiding import hide_small_points

Array = NDArray[np.float64]

# Share of units that each pair of limits holds by chance.
LIMITS = {"95 %": 0.95, "99.8 %": 0.998}
WINSORISED = 0.1
# Fewer units can't tell overdispersion from one that stands out.
UNITS_FOR_DISPERSION = 10


@dataclass(frozen=True, eq=False)
class Funnel:
    """Units with the limits that chance sets them.

    Attributes
    ----------
    unit : FunnelUnit
        What a point is: a site, a therapist, or a unit that a script has registered.
    points : pandas.DataFrame
        One row per unit, in the order of labels: `label`, `n` (patients with a score at the primary visit), `value`
        (mean of observed minus expected change, minus that of all other patients), `z`, `beyond` ("", "95 %" or "99.8
        %"), `state` ("shown", "hidden" or "withheld"). Units that aren't shown have no numbers.
    sd : float
        Standard deviation of observed minus expected change between patients of a unit.
    df : int
        Its degrees of freedom.
    n_patients : int
        Patients of all units.
    dispersion : float
        Factor of the variance of unit means beyond chance, 1 or more.
    unit_of_value, better : str
        Of the instrument.
    title : str
    notes : tuple of str
    named : bool
        Whether the labels are the identifiers of the data.
    """

    unit: FunnelUnit
    points: pd.DataFrame
    sd: float
    df: int
    n_patients: int
    dispersion: float
    unit_of_value: str
    better: str
    title: str
    notes: tuple[str, ...]
    named: bool = False

    def half_width(self, n: Array, limit: str) -> Array:
        """How far from 0 a limit lies at each n, overdispersion included."""
        return _quantile(limit, self.df) * self.sd * np.sqrt(self.dispersion * _variance(n, self.n_patients))

    @property
    def shown(self) -> pd.DataFrame:
        """The points that are shown."""
        return self.points[self.points["state"] == State.SHOWN].reset_index(drop=True)

    @property
    def sentence(self) -> str:
        """One sentence: of difference only where a unit lies beyond the outer limits."""
        one, _ = self.unit.words
        shown = self.shown
        if shown.empty:
            return say("No {unit} has enough patients to be shown.", unit=one)
        out = shown[shown["beyond"] == "99.8 %"]
        if out.empty:
            return say(
                "No {unit} differs from the others by more than chance ({n} shown).", unit=one, n=len(shown)
            )
        return say(
            "Beyond what chance allows: {names} ({n} shown). A reason to look at data and case mix, not a verdict.",
            names=", ".join(out["label"]),
            n=len(shown),
        )


def funnel(
    analysis: AnalysisData,
    unit: str | FunnelUnit = "site",
    *,
    released: bool = False,
    held_back: Mapping[str, State] | None = None,
    names: bool = False,
) -> Funnel:
    """Compare the mean adjusted change of sites, therapists or other units with what chance allows.

    Parameters
    ----------
    analysis : AnalysisData
    unit : str or FunnelUnit
        A name in `FUNNEL_UNITS`, or a unit of your own. Therapists are those of the treated arm; a patient belongs to
        the therapist of most of the attended sessions.
    released : bool
        Hide units with too few patients by the plan, and one more where a single one could be worked out. Default: none
        is hidden.
    held_back : mapping of str to State, optional
        Further units that aren't shown, by the identifiers of the data, with the reason ("hidden", "withheld").
    names : bool
        Show the identifiers of the data instead of labels without meaning.

    Returns
    -------
    Funnel

    Raises
    ------
    DataError
        An unknown unit, or the data don't say which one patients belong to, or name fewer than two.
    ModelError
        Too few patients for the expected change.

    Notes
    -----
    Value: mean of change minus the change expected of the case mix (`expected_change`, learned within
    units), minus the same of the patients of all other units: a unit is no part of what it is held against. Limits at n
    of N patients: 0 +- q s sqrt{phi (1 / n + 1 / (N - n))}, with q the quantiles of t for 95 % and 99.8 %, s the
    standard deviation within units, and phi = the mean of z^2 after the outer tenth of the z on either side is drawn
    in, where that is above 1 and at least ten units are shown. Without case mix and phi, z is the t statistic of a
    unit's dummy variable. Labels are dealt at random from the plan's seed, so that their order tells nothing.

    References
    ----------
    Spiegelhalter DJ. Funnel plots for comparing institutional performance. Statistics in Medicine 2005;24:1185-1202.
    """
    unit = FUNNEL_UNITS.entry_of(unit)
    belongs = unit.of_patients(analysis)
    expected = expected_change(analysis, without=(unit.column,), units=belongs)
    patients = expected.frame.assign(unit=expected.frame["patient_id"].map(belongs))
    if patients["unit"].nunique() < 2:
        raise DataError(
            f"a funnel needs two or more {unit.several} with scores at the primary visit; there are fewer"
        )
    grouped = patients.groupby("unit")["difference"].agg(n="size", mean="mean").reset_index()
    total, n_all = patients["difference"].sum(), len(patients)
    others = (total - grouped["n"] * grouped["mean"]) / (n_all - grouped["n"])
    grouped = grouped.assign(value=grouped["mean"] - others)
    states = _states(grouped, analysis.plan.small_groups if released else SmallGroups(1), held_back or {})
    is_shown = states == State.SHOWN
    z = grouped["value"] / (expected.residual_sd * np.sqrt(_variance(grouped["n"].to_numpy(), n_all)))
    dispersion = _dispersion(z[is_shown].to_numpy())
    z = z / np.sqrt(dispersion)
    far = {limit: z.abs() > _quantile(limit, expected.df) for limit in LIMITS}
    beyond = np.select([far["99.8 %"], far["95 %"]], ["99.8 %", "95 %"], default="")
    points = grouped.assign(z=z, beyond=np.where(is_shown, beyond, ""), state=states)
    points["label"] = points["unit"].astype(str) if names else _labels(len(points), unit, analysis.plan.seed)
    points.loc[~is_shown, ["n", "value", "z"]] = np.nan
    plan = analysis.plan
    return Funnel(
        unit,
        points[["label", "n", "value", "z", "beyond", "state"]].sort_values("label", ignore_index=True),
        expected.residual_sd,
        expected.df,
        n_all,
        dispersion,
        plan.instrument.unit,
        plan.instrument.direction,
        say(
            "{outcome}, change to {visit}, observed minus expected, by {unit}",
            outcome=say_term(plan.instrument.label),
            visit=plan.visit(plan.primary_visit).words,
            unit=unit.words[0],
        ),
        _notes(unit, int(is_shown.sum()), dispersion, int((~is_shown).sum())),
        names,
    )


def _quantile(limit: str, df: int) -> float:
    from scipy import stats

    return float(stats.t.ppf(0.5 + LIMITS[limit] / 2, df))


def _variance(n: Array, n_patients: int) -> Array:
    """Variance of the difference of two means, in squared standard deviations: n patients, and all others."""
    size = np.asarray(n, dtype=float)
    return np.asarray(1 / size + 1 / (n_patients - size), dtype=float)


def _states(units: pd.DataFrame, small: SmallGroups, held_back: Mapping[str, State]) -> pd.Series:
    """Whether each unit is shown, by its number of patients and by what else holds it back."""
    counted = pd.DataFrame({"n_patients": units["n"], "n_with": np.nan, "n_without": np.nan})
    by_size = hide_small_points(counted, small)["state"]
    states = [held_back.get(name, state) for name, state in zip(units["unit"].astype(str), by_size)]
    return pd.Series(states, index=units.index, dtype=object)


def _dispersion(z: Array) -> float:
    if len(z) < UNITS_FOR_DISPERSION:
        return 1.0
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return max(1.0, float((np.clip(z, low, high) ** 2).mean()))


def _labels(count: int, unit: FunnelUnit, seed: int) -> list[str]:
    order = np.random.default_rng(seed).permutation(count) + 1
    one, _ = unit.words
    return [f"{one} {number:0{len(str(count))}d}" for number in order]


def _notes(unit: FunnelUnit, n_shown: int, dispersion: float, n_hidden: int) -> tuple[str, ...]:
    one, several = unit.words
    limits = (
        say(
            "Fewer than {n} {units}: the limits are those of chance alone.",
            n=UNITS_FOR_DISPERSION,
            units=several,
        )
        if n_shown < UNITS_FOR_DISPERSION
        else say(
            "The variance of {unit} means is {times} times that of chance, and so are the squared limits.",
            unit=one,
            times=in_force().numerals.localised(f"{dispersion:.2f}"),
        )
    )
    if not n_hidden:
        return (limits,)
    hidden = say("{units} with too few patients to be shown are left out.", units=several)
    return limits, hidden[:1].upper() + hidden[1:]
