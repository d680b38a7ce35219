"""Attack a report together with those on the release record, and withhold or refuse what they would give away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dnoutcomes.disclosure import Count, Key, LinkedCounts, ProtectedCounts, audit, protect
from dnoutcomes.errors import DisclosureError
from dnoutcomes.report.release_record import Release, held, read_record, write_record

# What a report has shown can't be taken back, so withholding it must be dearer than any number of the new one.
SHOWN_EARLIER = 1e6
# What a patient brings to the start: counted alike by every plan.
AT_START = ("in the file", "level", "started")


@dataclass(frozen=True)
class Cut:
    """Which report is about to be made: hashes of file and plan, whose patients, and the smallest cell it shows."""

    input_sha256: str
    plan_sha256: str
    site: str
    quarter: str
    smallest_cell: int

    @property
    def identity(self) -> tuple[str, str, str, str, int]:
        """As `Release.cut`."""
        return self.input_sha256, self.plan_sha256, self.site, self.quarter, self.smallest_cell


@dataclass(frozen=True)
class Overlap:
    """Numbers that a reader of earlier reports has of partly the same patients.

    Attributes
    ----------
    name : str
        Where they were shown.
    counts : mapping of key to int
    same_patients : bool
        Whether it's the same cut, of which nothing can differ.
    later_cut : bool
        Whether it's the same scope from another file, of which estimates can be compared too.
    estimates : mapping of str to float
    """

    name: str
    counts: Mapping[Key, int]
    same_patients: bool = False
    later_cut: bool = False
    estimates: Mapping[str, float] | None = None


def overlaps(cut: Cut, record: tuple[Release, ...]) -> tuple[Overlap, ...]:
    """List what readers of earlier reports have of partly the same patients.

    Of the reports of a file's parts, what they leave of the whole counts too: the whole less all sites but one is that
    one. Where this very cut is on the record, only what came before it counts, so that it's shown as it was.
    """
    first = next((place for place, item in enumerate(record) if item.cut == cut.identity), len(record))
    earlier = {item.cut: item for item in record[: first + 1]}
    found = [_overlap(cut, item) for item in earlier.values() if _inside(item, cut) or _inside(cut, item)]
    parts = [item for item in earlier.values() if item.input_sha256 == cut.input_sha256]
    for kind in ("site", "quarter"):
        others = [item for item in parts if getattr(item, kind) and _inside(item, cut, strictly=True)]
        if len(others) > 1:
            found.append(Overlap(f"the reports by {kind} together", _added([item.exact for item in others])))
    found += [_rest(cut, item, parts) for item in earlier.values() if _inside(cut, item, strictly=True)]
    return tuple(found)


def _inside(inner: Cut | Release, outer: Cut | Release, strictly: bool = False) -> bool:
    """Whether all patients of one report are among those of the other, as far as their scopes say."""
    scopes = [(inner.site, outer.site), (inner.quarter, outer.quarter)]
    return all(not wide or narrow == wide for narrow, wide in scopes) and not (
        strictly and all(narrow == wide for narrow, wide in scopes)
    )


def _overlap(cut: Cut, item: Release) -> Overlap:
    same_plan = item.plan_sha256 == cut.plan_sha256
    counts = {key: n for key, n in item.exact.items() if same_plan or key[0] in AT_START}
    same_scope = (item.site, item.quarter) == (cut.site, cut.quarter)
    later_cut = same_scope and item.input_sha256 != cut.input_sha256
    return Overlap(
        f"the report in {item.directory}", counts, item.cut == cut.identity, later_cut, item.estimates
    )


def _rest(cut: Cut, whole: Release, parts: list[Release]) -> Overlap:
    """What the other parts leave of a whole that is on the record."""
    others = [
        item.exact for item in parts
        if _inside(item, whole, strictly=True) and not _inside(item, cut) and not _inside(cut, item)
    ]  # fmt: skip
    taken = _added(others)
    counts = {key: n - taken.get(key, 0) for key, n in whole.exact.items() if taken.get(key, 0) < n}
    return Overlap(f"the report in {whole.directory} less the other parts", counts if others else {})


def _added(parts: Iterable[Mapping[Key, int]]) -> dict[Key, int]:
    total: dict[Key, int] = {}
    for part in parts:
        for key, n in part.items():
            total[key] = total.get(key, 0) + n
    return total


def protect_beside(
    linked: LinkedCounts, smallest_cell: int, earlier: tuple[Overlap, ...] = ()
) -> ProtectedCounts:
    """Decide which counts may be shown to somebody who has the earlier reports too.

    Parameters
    ----------
    linked : LinkedCounts
    smallest_cell : int
    earlier : tuple of Overlap

    Raises
    ------
    DisclosureError
        A small group follows whatever this report withholds, or the reports are too few patients apart.
    """
    values = {key: count.value for key, count in linked.counts.items()}
    refuse_few_between(values, smallest_cell, earlier)
    counts, sums = dict(linked.counts), list(linked.sums)
    shown: list[Key] = []
    for number, overlap in enumerate(earlier):
        for key, n in overlap.counts.items():
            if key not in linked.counts or 0 < n < smallest_cell:
                continue
            before, between = ("earlier", str(number), *key), ("between", str(number), *key)
            gap = abs(n - linked.counts[key].value)
            counts[before] = Count(n, cost=SHOWN_EARLIER)
            counts[between] = Count(gap, printed=overlap.same_patients)
            wide, narrow = (before, key) if n >= linked.counts[key].value else (key, before)
            sums.append((wide, (narrow, between)))
            shown.append(before)
    protected = protect(LinkedCounts(counts, tuple(sums), linked.limits), smallest_cell)
    if taken := [key for key in shown if counts[key].value and protected.statuses[key] == "withheld"]:
        raise DisclosureError(
            f"the small group {' / '.join(taken[0][2:])} would follow from this report and "
            f"{earlier[int(taken[0][1])].name}, which is on the release record; nothing was written. {_REMEDY}"
        )
    audit(protected)
    statuses = {key: protected.statuses[key] for key in linked.counts}
    return ProtectedCounts(linked, statuses, smallest_cell, protected.withheld_numbers)


_REMEDY = (
    "Wait until more patients have been added, or take the earlier report's entry out of the release record "
    "if nobody outside the clinic was given it. Keep reports of other patients in another directory, with a "
    "record of their own"
)


def refuse_few_between(values: Mapping[Key, int], smallest_cell: int, earlier: tuple[Overlap, ...]) -> None:
    """Refuse a report that is so few patients apart from another that their scores would follow."""
    for overlap in earlier:
        for key, n in overlap.counts.items():
            if key[0] == "in the file" and 0 < abs(values.get(key, n) - n) < smallest_cell:
                raise DisclosureError(
                    f"this report and {overlap.name}, which is on the release record, are fewer than {smallest_cell} "
                    f"patients of {key[-1]} apart, so what they say of the others would give these away; nothing was "
                    f"written. {_REMEDY}"
                )


def put_on_record(path: Path, release: Release) -> None:
    """Attack a report with what the record holds as it is now, and put it there.

    Raises
    ------
    DisclosureError
        With the record in hand, a number of 1 to `smallest_cell - 1` patients follows from two numbers that are shown,
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
    refuse_few_between(shown, release.smallest_cell, (overlap,))
    for key, n in overlap.counts.items():
        if key in shown and 0 < abs(shown[key] - n) < release.smallest_cell:
            raise DisclosureError(
                f"{' / '.join(key)} is {shown[key]} in this report and {n} in {overlap.name}, which is on the release "
                "record: the few between them would follow; nothing was written. Build the report with "
                f"releases= so that it withholds such numbers. {_REMEDY}"
            )
    totals = [key for key in overlap.counts if key[0] == "in the file" and key in shown]
    if not (overlap.later_cut and totals) or any(shown[key] != overlap.counts[key] for key in totals):
        return
    told = overlap.estimates or {}
    changed = [name for name, value in release.estimates.items() if name in told and told[name] != value]
    if changed and release.smallest_cell > 1:
        raise DisclosureError(
            f"this report and {overlap.name}, which is on the release record, are about the same numbers of patients, "
            f"but {changed[0]} differs: scores of a few patients would follow; nothing was written. {_REMEDY}"
        )
