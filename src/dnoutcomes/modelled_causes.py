"""The causes as models have them, and the mix that overall differences are for: fixed once for a file and its plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

OTHER = "other"
ALL_CAUSES = "all causes"


@dataclass(frozen=True, eq=False)
class ModelledCauses:
    """Which causes a model keeps apart, and the share of each.

    Attributes
    ----------
    level_of : dict of str to str
        Level of the model by cause as recorded.
    shares : dict of str to float
        Levels in their order, each with its share of all patients of the whole file with a baseline: the weights of
        every effect that is standardised to the mix of causes.
    small : tuple of str
        Levels joined because an arm has too few patients of them.
    taken_in : tuple of str
        Larger levels, the smallest first, that were joined with those, which even together were too few.
    """

    level_of: Mapping[str, str]
    shares: Mapping[str, float]
    small: tuple[str, ...] = ()
    taken_in: tuple[str, ...] = ()

    def modelled(self, causes: pd.Series) -> pd.Series:
        """Return causes as a model has them: categorical, the levels that occur in the order of `shares`."""
        levels = causes.astype(str).map(lambda cause: self.level_of.get(cause, cause))
        present = set(levels)
        names = [*self.shares, *sorted(present - set(self.shares))]
        return pd.Series(
            pd.Categorical(levels, categories=[name for name in names if name in present]), index=causes.index
        )

    def notes(self, below: int) -> tuple[str, ...]:
        """Say what was joined, and why."""
        if not self.small:
            return ()
        reason = f"fewer than {below} patients in an arm"
        named = ", ".join(self.small)
        if len(self.shares) == 1:
            return (
                f"Causes are one group in models, without a term for the cause, since too few are large: {reason} in "
                f"{named}.",
            )
        said = f"Causes with {reason} were pooled as '{OTHER}' in models: {named}."
        if self.taken_in:
            said += f" Together they were too few as well, so {', '.join(self.taken_in)} joined them."
        return (said,)


def model_causes(
    patients: pd.DataFrame, visits: pd.DataFrame, plan: Plan, within: ModelledCauses | None = None
) -> ModelledCauses:
    """Decide which causes models keep apart.

    Parameters
    ----------
    patients : pandas.DataFrame
        One row per patient with a baseline: `patient_id, arm` (categorical) and `cause`.
    visits : pandas.DataFrame
        One row per patient and planned visit: `patient_id, visit, value`.
    plan : Plan
    within : ModelledCauses, optional
        Of the whole file, where these are some of its patients, as of a quarter or a site.

    Returns
    -------
    ModelledCauses

    Notes
    -----
    A level is too small with fewer than `pool_causes_below` patients in an arm with a score after baseline, or with
    nobody in an arm at the primary visit where others have scores in both. Such levels are joined as "other". Where
    that is too small as well, the smallest of the others join it, one after another; a model with one level has no term
    for the cause.

    Some of a file's patients keep its levels and its shares. Levels that they are too few for are joined by the same
    rule, and so are their shares, so that nobody is left out and the mix stays that of the file.
    """
    return causes_of_counts(count_causes(patients, visits, plan), plan, within)


def count_causes(patients: pd.DataFrame, visits: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Count the patients behind each cause; see `model_causes` for the frames.

    Returns
    -------
    pandas.DataFrame
        One row per arm and cause, those of causes in the order of the patients: `arm, cause`, and of the patients `n`,
        `scored` after baseline, and `primary`, with a score at the primary visit.
    """
    has_score = visits[visits["value"].notna()]
    at_primary = has_score.loc[has_score["visit"] == plan.primary_visit, "patient_id"]
    marked = pd.DataFrame(
        {
            "arm": patients["arm"].astype(str),
            "cause": patients["cause"].astype(str),
            "n": 1,
            "scored": patients["patient_id"].isin(has_score["patient_id"]).astype(int),
            "primary": patients["patient_id"].isin(at_primary).astype(int),
        }
    )
    return marked.groupby(["arm", "cause"], as_index=False, sort=False).sum()


def causes_of_counts(
    counts: pd.DataFrame, plan: Plan, within: ModelledCauses | None = None
) -> ModelledCauses:
    """Decide as `model_causes` does, from the counts of `count_causes`."""
    levels = _levels_before(counts["cause"], plan, within)
    by_level = counts.assign(level=counts["cause"].map(levels))
    start = ModelledCauses(levels, _shares(by_level, plan, within))
    support = _support(by_level, plan)
    if within is not None:
        support = support.reindex([*within.shares, *support.index.difference([*within.shares])]).fillna(0)
    small, taken_in = _too_small(support, plan.pool_causes_below)
    before = within or start
    if not small:
        return replace(start, small=before.small, taken_in=before.taken_in)
    pool = dict.fromkeys([*small, *taken_in, *support.index.intersection([OTHER])])
    together = OTHER if len(pool) < len(support) else ALL_CAUSES
    joined = dict.fromkeys(pool, together)
    shares = pd.Series(start.shares, dtype="float64").groupby(lambda level: joined.get(level, level)).sum()
    order = [level for level in start.shares if level not in joined]
    return ModelledCauses(
        {cause: joined.get(level, level) for cause, level in levels.items()},
        {level: float(shares[level]) for level in [*order, together]},
        (*before.small, *small),
        (*before.taken_in, *taken_in),
    )


def shares_of(causes: ModelledCauses, modelled: pd.Series) -> ModelledCauses:
    """Return the same levels with the shares of other patients: those of a population of its own.

    Examples
    --------
    >>> whole = ModelledCauses({"diabetic": "diabetic"}, {"diabetic": 0.8, "other": 0.2})
    >>> shares_of(whole, pd.Series(["diabetic", "other"])).shares
    {'diabetic': 0.5, 'other': 0.5}
    """
    found = modelled.astype(str).value_counts(normalize=True)
    return replace(
        causes, shares={level: float(found[level]) for level in causes.shares if level in found.index}
    )


def _levels_before(causes: pd.Series, plan: Plan, within: ModelledCauses | None) -> dict[str, str]:
    """Level of every cause before small ones are joined: as the plan or the whole file has it."""
    declared = {cause: name for name, members in plan.pooled_causes.items() for cause in members}
    fixed = within.level_of if within is not None else {}
    present = dict.fromkeys([*fixed, *causes.astype(str)])
    return {cause: fixed.get(cause, declared.get(cause, cause)) for cause in present}


def _shares(counts: pd.DataFrame, plan: Plan, within: ModelledCauses | None) -> dict[str, float]:
    if within is not None:
        return dict(within.shares)
    found = counts.groupby("level")["n"].sum()
    found = found[found > 0] / found.sum()
    first = [cause for cause in plan.causes if cause in found.index and cause != OTHER]
    last = [OTHER] if OTHER in found.index else []
    order = [*first, *sorted(set(found.index) - set(first) - set(last)), *last]
    return {level: float(found[level]) for level in order}


def _support(counts: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Patients by level and arm who have a score; none of a level that has no patient of one arm at the primary visit.

    Such a level has no difference there, and its patients would have no part in the headline.
    """
    arms = [plan.reference_arm, plan.treated_arm]
    everyone, primary = (
        counts.pivot_table(values=what, index="level", columns="arm", aggfunc="sum", sort=False)
        .reindex(index=counts["level"].unique(), columns=arms)
        .fillna(0)
        .astype(int)
        for what in ("scored", "primary")
    )
    if primary.sum().min() == 0:
        return everyone
    return everyone.where(primary.min(axis=1) > 0, 0)


def _too_small(support: pd.DataFrame, below: int) -> tuple[list[str], list[str]]:
    """Levels too small by themselves, and those that must join them for their sum not to be."""
    fewest = support.min(axis=1)
    small = sorted(fewest.index[fewest < below])
    if not small or len(support) == 1:
        return [], []
    pool = [*small, *([OTHER] if OTHER in support.index and OTHER not in small else [])]
    rest = sorted(
        set(support.index) - set(pool), key=lambda level: (fewest[level], support.loc[level].sum(), level)
    )
    total, taken_in = support.loc[pool].sum(), []
    while rest and total.min() < below:
        taken_in.append(rest.pop(0))
        total += support.loc[taken_in[-1]]
    return small, taken_in
