"""Attack a report together with those on the release record, and withhold or refuse what they would give away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.disclosure import Count, Key, LinkedCounts, ProtectedCounts, SmallGroups, audit, protect
from dnoutcomes.errors import DisclosureError
from dnoutcomes.report.export import sha256
from dnoutcomes.report.releases.release_record import Release, held, read_record, write_record

# What a report has shown can't be taken back, so withholding it must be dearer than any number of the new one.
SHOWN_EARLIER = 1e6
# What a patient brings to the start: counted alike by every plan.
AT_START = ("in the file", "level", "started")
# What the reports on a record are of, by whether they are of one site and of one quarter.
SERIES = {
    (False, False): "the whole file",
    (True, False): "single sites",
    (False, True): "single quarters",
    (True, True): "quarters of single sites",
}


@dataclass(frozen=True)
class Cut:
    """Which report is about to be made: hashes of data and plan, whose patients, and the smallest cell it shows.

    The hash of the file doesn't do: another mapping reads other scores from it.
    """

    input_sha256: str
    data_sha256: str
    plan_sha256: str
    site: str
    quarter: str
    smallest_cell: int

    @classmethod
    def of(cls, analysis: AnalysisData, quarter: str | None) -> Cut:
        """The cut of an analysis of all patients, of whom a report is about those of a quarter, or about all."""
        source, plan = analysis.outcomes.source, analysis.plan
        data = sha256(analysis.outcomes.records.to_csv(index=False).encode())
        return cls(
            source.sha256, data, plan.hash, source.site, quarter or "", plan.small_groups.smallest_cell
        )

    @property
    def identity(self) -> tuple[str, str, str, str, str, int]:
        """As `Release.cut`."""
        data = self.input_sha256, self.data_sha256
        return *data, self.plan_sha256, self.site, self.quarter, self.smallest_cell


@dataclass(frozen=True)
class Overlap:
    """Numbers that a reader of earlier reports has of partly the same patients.

    Attributes
    ----------
    number : int
        The report's place on the record, from 1.
    name : str
        Where they were shown.
    patients : mapping of str to int
        How many were in its file, by arm, whether it shows that or not.
    counts : mapping of key to int
        Numbers that it shows as they are.
    same_patients : bool
        Whether it's the same cut, of which nothing can differ.
    later_cut : bool
        Whether it's from other data, of which estimates can be compared too.
    estimates : mapping of str to float
    """

    number: int
    name: str
    patients: Mapping[str, int]
    counts: Mapping[Key, int]
    same_patients: bool = False
    later_cut: bool = False
    estimates: Mapping[str, float] | None = None


def overlaps(cut: Cut, record: tuple[Release, ...]) -> tuple[Overlap, ...]:
    """List what readers of earlier reports have of partly the same patients: those of the same scope.

    Where this very cut is on the record, only what came before it counts, so that it's shown as it was.

    Raises
    ------
    DisclosureError
        The record holds reports of another kind of scope, which would hold some of these patients and not others.
    """
    first = next((place for place, item in enumerate(record) if item.cut == cut.identity), len(record))
    earlier = {item.cut: (number, item) for number, item in enumerate(record[: first + 1], start=1)}
    refuse_other_series(record[: first + 1], by_site=bool(cut.site), by_quarter=bool(cut.quarter))
    return tuple(
        _overlap(cut, number, item)
        for number, item in earlier.values()
        if (item.site, item.quarter) == (cut.site, cut.quarter)
    )


def refuse_other_series(record: tuple[Release, ...], *, by_site: bool, by_quarter: bool) -> None:
    """Refuse the whole beside its parts: whatever they hide is left of one when the others are taken from it.

    Parameters
    ----------
    record : tuple of Release
    by_site, by_quarter : bool
        Whether the new report is about one site, and about one quarter.

    Raises
    ------
    DisclosureError
    """
    wanted = SERIES[by_site, by_quarter]
    for number, item in enumerate(record, start=1):
        kept = SERIES[bool(item.site), bool(item.quarter)]
        if kept != wanted:
            raise DisclosureError(
                f"the release record holds reports of {kept}, such as {_name(number, item)}, and this would be one of "
                f"{wanted}. Whoever had both could take the ones from the other and work small groups out; nothing was "
                f"written. Give readers one of the two. {_ways_on(number, can_wait=False)}"
            )


def _name(number: int, item: Release) -> str:
    return f"the report in {item.directory} (number {number} on the record)"


def _overlap(cut: Cut, number: int, item: Release) -> Overlap:
    same_plan = item.plan_sha256 == cut.plan_sha256
    counts = {key: n for key, n in item.exact.items() if same_plan or key[0] in AT_START}
    later_cut = (item.input_sha256, item.data_sha256) != (cut.input_sha256, cut.data_sha256)
    return Overlap(
        number,
        _name(number, item),
        item.patients,
        counts,
        item.cut == cut.identity,
        later_cut,
        item.estimates,
    )


def protect_beside(
    linked: LinkedCounts, small: SmallGroups, earlier: tuple[Overlap, ...] = ()
) -> ProtectedCounts:
    """Decide which counts may be shown to somebody who has the earlier reports too.

    Parameters
    ----------
    linked : LinkedCounts
    small : SmallGroups
    earlier : tuple of Overlap

    Raises
    ------
    DisclosureError
        A small group follows whatever this report withholds, or the reports are too few patients apart.
    """
    refuse_few_between(patients_of(linked), small, earlier)
    counts, sums = dict(linked.counts), list(linked.sums)
    shown: list[Key] = []
    for number, overlap in enumerate(earlier):
        for key, n in overlap.counts.items():
            if key not in linked.counts or small.holds(n):
                continue
            before, between = ("earlier", str(number), *key), ("between", str(number), *key)
            gap = abs(n - linked.counts[key].value)
            counts[before] = Count(n, cost=SHOWN_EARLIER)
            counts[between] = Count(gap, printed=overlap.same_patients)
            wide, narrow = (before, key) if n >= linked.counts[key].value else (key, before)
            sums.append((wide, (narrow, between)))
            shown.append(before)
    protected = protect(LinkedCounts(counts, tuple(sums), linked.limits), small.smallest_cell)
    if taken := [key for key in shown if counts[key].value and protected.statuses[key] == "withheld"]:
        known = earlier[int(taken[0][1])]
        raise DisclosureError(
            f"the small group {' / '.join(taken[0][2:])} would follow from this report and {known.name}; nothing was "
            f"written. {_ways_on(known.number)}"
        )
    audit(protected)
    statuses = {key: protected.statuses[key] for key in linked.counts}
    return ProtectedCounts(linked, statuses, small.smallest_cell, protected.withheld_numbers)


def _ways_on(number: int, *, can_wait: bool = True) -> str:
    """What can be done about a report that is in the way."""
    wait = "Else wait until more patients have been added. " if can_wait else ""
    return (
        'Inside the clinic, --internal (release="internal") shows everything. If nobody outside was given the earlier '
        f"report, take it off the record: dnoutcomes releases RECORD --withdraw {number}. {wait}Reports of other "
        "patients, or for readers who never see these, have a record of their own: --releases FILE (releases=...)"
    )


def patients_of(linked: LinkedCounts) -> dict[str, int]:
    """How many patients are in the file, by arm, whether it may be shown or not."""
    return {key[-1]: count.value for key, count in linked.counts.items() if key[0] == "in the file"}


def refuse_few_between(patients: Mapping[str, int], small: SmallGroups, earlier: tuple[Overlap, ...]) -> None:
    """Refuse a report that is so few patients apart from another that their scores would follow."""
    for overlap in earlier:
        for arm, n in overlap.patients.items():
            if small.holds(abs(patients.get(arm, n) - n)):
                raise DisclosureError(
                    f"this report and {overlap.name} are fewer than {small.smallest_cell} patients of {arm} apart, so "
                    "what they say of the others would give these away; nothing was written. "
                    f"{_ways_on(overlap.number)}"
                )


def put_on_record(path: Path, release: Release) -> None:
    """Attack a report with what the record holds as it is now, and put it there.

    Raises
    ------
    DisclosureError
        With the record in hand, the number of a small group follows from two numbers that are shown,
        or scores were changed of patients who are all the same.
    """
    with held(path):
        record = read_record(path)
        cut = Cut(*release.cut)
        for overlap in overlaps(cut, record):
            _refuse_told_apart(release, overlap)
        kept = tuple(
            item for item in record
            if (item.cut, item.audience, item.directory) != (release.cut, release.audience, release.directory)
        )  # fmt: skip
        if len(kept) == len(record):
            write_record(path, (*record, release))


def _refuse_told_apart(release: Release, overlap: Overlap) -> None:
    shown = release.exact
    refuse_few_between(release.patients, release.small_groups, (overlap,))
    for key, n in overlap.counts.items():
        if key in shown and release.small_groups.holds(abs(shown[key] - n)):
            raise DisclosureError(
                f"{' / '.join(key)} is {shown[key]} in this report and {n} in {overlap.name}: the few between them "
                "would follow; nothing was written. Build the report with releases= so that it withholds such numbers. "
                f"{_ways_on(overlap.number)}"
            )
    if not overlap.later_cut or release.patients != overlap.patients:
        return
    told = overlap.estimates or {}
    changed = [name for name, value in release.estimates.items() if name in told and told[name] != value]
    if changed and release.small_groups.exist:
        raise DisclosureError(
            f"this report and {overlap.name} are about the same numbers of patients, but {_said(changed[0])} differs: "
            f"scores of a few patients would follow; nothing was written. {_ways_on(overlap.number)}"
        )


def _said(name: str) -> str:
    """The name of an estimate without its empty parts."""
    return " / ".join(part for part in name.split(" / ") if part.strip())
