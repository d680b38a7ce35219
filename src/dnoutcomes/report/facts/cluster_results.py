"""Who shares a therapist or a site, in numbers that may be shown: of clusters, and of their patients where enough."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.clusters import CLUSTER, cluster_names, clusters_by_arm
from dnoutcomes.compare.design_effect import DesignEffect
from dnoutcomes.disclosure import Key, Limit, ProtectedCounts
from dnoutcomes.report.counts.count_ledger import CountLedger
from dnoutcomes.suggested_clusters import THERAPIST, suggest_clusters

#: With fewer clusters than this in an arm, how much they differ can hardly be told.
FEW = 6

Taken = Literal["together", "of one", "not recorded", "as independent"]
_NUMBER, _SMALLEST, _LARGEST, _ALONE = (
    "clusters",
    "in the smallest cluster",
    "in the largest cluster",
    "in no cluster",
)


@dataclass(frozen=True)
class ArmClusters:
    """The clusters of the patients of one arm.

    Attributes
    ----------
    n_clusters : int or None
        None where the number is withheld; 0 where no patient has one.
    smallest, largest : int or None
        Patients in a cluster; None where that isn't shown.
    some_alone : bool or None
        Whether patients have no cluster recorded; None where that isn't shown.
    """

    n_clusters: int | None
    smallest: int | None
    largest: int | None
    some_alone: bool | None


@dataclass(frozen=True)
class ClusterResults:
    """Who shares a therapist or a site.

    Attributes
    ----------
    column : str
        Column that names the clusters: the plan's, else the one that `check` suggests, else therapists.
    taken : {"together", "of one", "not recorded", "as independent"}
        How errors take the patients of a cluster: together; as independent, because all patients of this part of the
        file are of one cluster or have none recorded; as independent, because the plan says nothing of it.
    arms : dict of str to ArmClusters
        By arm.
    n_clusters : int or None
        Of both arms; None where it is withheld.
    apart : bool
        Whether patients of the treated arm have clusters and none of these has patients of the other arm.
    design_effect : float
        Variance of the difference of the first page over what it would be with independent patients; NaN where errors
        are by patient or it isn't known.
    interval : {"", "rough", "none"}
        Whether that difference rests on so few clusters that its interval is rough, with fewer than 4 degrees of
        freedom, or that it has none.
    """

    column: str
    taken: Taken
    arms: dict[str, ArmClusters]
    n_clusters: int | None
    apart: bool
    design_effect: float = math.nan
    interval: Literal["", "rough", "none"] = ""

    def to_dict(self) -> dict[str, Any]:
        """What results.json holds: `column, taken, number, by_arm, apart, design_effect`; null is unknown."""
        return {
            "column": self.column,
            "taken": self.taken,
            "number": self.n_clusters,
            "by_arm": {
                arm: {"number": of_arm.n_clusters, "smallest": of_arm.smallest, "largest": of_arm.largest}
                for arm, of_arm in self.arms.items()
            },
            "apart": self.apart,
            "design_effect": self.design_effect,
        }

    def few(self, arm: str) -> bool:
        """Whether an arm has clusters, and fewer than `FEW` of them."""
        n = self.arms[arm].n_clusters
        return n is not None and 0 < n < FEW


@dataclass(frozen=True, eq=False)
class _Shared:
    """The cluster of each analysed patient, and the counts of them by arm."""

    column: str
    taken: Taken
    names: pd.Series
    by_arm: pd.DataFrame


def add_clusters(ledger: CountLedger, analysis: AnalysisData) -> None:
    """Enter the patients of the smallest and the largest cluster of each arm, and those without one.

    Parameters
    ----------
    ledger : CountLedger
        With the flow of patients and their characteristics.
    analysis : AnalysisData

    Notes
    -----
    The number of clusters isn't one of patients, but every cluster has a patient. Sizes of clusters that are counted
    elsewhere too, as sites are among the characteristics, are linked with these counts; where they can't be, because
    patients changed their site, or a funnel shows them, sizes aren't printed. Nor are those of too few
    patients, not even as such: a range would give the number of clusters away that it comes with.
    """
    shared = _shared(analysis)
    if shared is None:
        return
    for arm in map(str, analysis.patients["arm"].cat.categories):
        if shared.taken == "as independent":
            n = int(shared.by_arm.loc[arm, "n_clusters"])
            if n:
                ledger.limits.append(Limit({("analysed", arm): 1.0}, low=float(n), said_by=(_NUMBER, arm)))
        elif shared.taken == "together":
            _add_sizes(ledger, analysis, shared, arm)


def _add_sizes(ledger: CountLedger, analysis: AnalysisData, shared: _Shared, arm: str) -> None:
    analysed: Key = ("analysed", arm)
    sizes = (
        shared.names[(analysis.patients["arm"] == arm).to_numpy()].value_counts().sort_values(kind="stable")
    )
    alone = ledger.add((_ALONE, arm), int(shared.by_arm.loc[arm, "n_alone"]))
    inside = ledger.split(analysed, alone, "in a cluster")
    if sizes.empty:
        return
    ledger.limits.append(Limit({inside: 1.0}, low=float(len(sizes)), said_by=(_NUMBER, arm)))
    ends = _ends(ledger, analysis, shared.column, sizes, arm)
    for end, name in ends.items():
        key = ledger.add((end, arm), int(sizes[name]))
        level = ("level", shared.column, str(name), arm)
        if level in ledger.counts:
            ledger.total(key, (level,))
    keys: list[Key] = [(end, arm) for end in ends]
    others = sizes.drop(list(ends.values()))
    if keys and len(others):
        rest = ledger.add(("in another cluster", arm), int(others.sum()), printed=False)
        n, said = float(len(others)), (_NUMBER, arm)
        if _SMALLEST in ends:
            ledger.limits.append(Limit({rest: 1.0, (_SMALLEST, arm): -n}, low=0.0, said_by=said))
        ledger.limits.append(Limit({rest: 1.0, (_LARGEST, arm): -n}, high=0.0, said_by=said))
        keys.append(rest)
    if keys:
        ledger.total(inside, keys)


def _ends(
    ledger: CountLedger, analysis: AnalysisData, column: str, sizes: pd.Series, arm: str
) -> dict[str, object]:
    """Choose which of the largest and the smallest cluster are counted, by name."""
    if column in analysis.plan.funnel_columns:
        return {}
    ends: dict[str, object] = {_LARGEST: sizes.index[-1]}
    if len(sizes) > 1:
        ends[_SMALLEST] = sizes.index[0]
    levels = {name: ("level", column, str(name), arm) for name in ends.values()}
    if any(key in ledger.counts for key in levels.values()) and any(
        key not in ledger.counts or ledger.counts[key].value != sizes[name] for name, key in levels.items()
    ):
        return {}
    return {end: name for end, name in ends.items() if analysis.plan.small_groups.are_enough(sizes[name])}


def cluster_results(
    analysis: AnalysisData, counts: ProtectedCounts, effect: DesignEffect | None = None
) -> ClusterResults | None:
    """Return who shares a therapist or a site, as far as small groups allow; None where the file names nobody.

    Parameters
    ----------
    analysis : AnalysisData
    counts : ProtectedCounts
        With what `add_clusters` entered.
    effect : DesignEffect, optional
        Of the difference of the first page, where that is shown and from the mixed model.
    """
    shared = _shared(analysis)
    if shared is None:
        return None
    table, treated = shared.by_arm, analysis.plan.treated_arm
    may_say = all(counts.may_say((_NUMBER, arm)) for arm in analysis.plan.arms)
    return ClusterResults(
        shared.column,
        shared.taken,
        {arm: _of_arm(table.loc[arm], arm, counts) for arm in analysis.plan.arms},
        shared.names.nunique() if may_say else None,
        bool(table.loc[treated, "n_clusters"] > 0 and table.loc[treated, "n_shared"] == 0),
        math.nan if effect is None else effect.estimate,
        "" if effect is None else "none" if not effect.has_interval else "rough" if effect.is_rough else "",
    )


def _of_arm(row: pd.Series, arm: str, counts: ProtectedCounts) -> ArmClusters:
    def shown(name: str) -> int | None:
        return counts.value((name, arm)) if (name, arm) in counts.statuses else None

    n_clusters = int(row["n_clusters"])
    alone = shown(_ALONE)
    smallest = shown(_SMALLEST) if n_clusters > 1 else shown(_LARGEST)
    return ArmClusters(
        n_clusters if counts.may_say((_NUMBER, arm)) else None,
        smallest,
        shown(_LARGEST),
        None if alone is None else alone > 0,
    )


def _shared(analysis: AnalysisData) -> _Shared | None:
    """Find the clusters of the analysed patients: the plan's, else those that may be meant."""
    patients, clusters, column = analysis.patients, analysis.clusters, analysis.plan.clusters
    if clusters is not None:
        return _of(
            analysis, clusters.column, "together", patients[CLUSTER].map(dict(enumerate(clusters.names)))
        )
    records = analysis.workbench.days
    records = records[records["patient_id"].isin(patients["patient_id"])]
    if column is not None:
        names = _names(analysis, records, column)
        return _of(analysis, column, "of one" if names.notna().any() else "not recorded", names)
    suggested = suggest_clusters(records, "day")
    column = THERAPIST if suggested is None else suggested.column
    if column not in records.columns or records[column].isna().all():
        return None
    return _of(analysis, column, "as independent", _names(analysis, records, column))


def _names(analysis: AnalysisData, records: pd.DataFrame, column: str) -> pd.Series:
    ordered = records.sort_values(["day", "source_row"], kind="stable")
    return analysis.patients["patient_id"].map(cluster_names(ordered, column)[0])


def _of(analysis: AnalysisData, column: str, taken: Taken, names: pd.Series) -> _Shared:
    return _Shared(column, taken, names, clusters_by_arm(analysis.patients["arm"], names))
