"""The audit refuses what gives a small group away."""

import pytest

from dnoutcomes.disclosure import (
    Count,
    Limit,
    LinkedCounts,
    ProtectedCounts,
    audit,
    no_more_than,
    protect,
    rounded_mean,
    rounded_sd,
)
from dnoutcomes.errors import DisclosureError


def test_the_audit_refuses_a_table_with_only_the_small_cell_hidden(table):
    linked = table([[50, 40], [45, 3]])
    statuses = {key: "small" if key == ("cell", "1", "1") else "shown" for key in linked.counts}
    with pytest.raises(DisclosureError, match="cell / 1 / 1 can be worked out"):
        audit(ProtectedCounts(linked, statuses, 11))


def test_it_lets_pass_what_protect_made(table):
    audit(protect(table([[50, 40, 9], [45, 3, 22]]), 11))


def test_it_refuses_a_cell_that_can_only_be_narrowed(table):
    """Two small cells of a row with a total of 14 are 4 to 10 each."""
    linked = table([[5, 9, 60], [50, 60, 70]])
    statuses = dict.fromkeys(linked.counts, "shown") | {
        ("cell", "0", "0"): "small",
        ("cell", "0", "1"): "small",
    }
    statuses |= {("cell", "1", "0"): "withheld", ("cell", "1", "1"): "withheld"}
    with pytest.raises(DisclosureError, match="can be worked out"):
        audit(ProtectedCounts(linked, statuses, 11))


def test_it_counts_in_whole_numbers():
    """Of 23 patients, all but the few came in tens: between 1 and 10 lies one whole number."""
    linked = LinkedCounts(
        {
            ("patients",): Count(23),
            ("tens",): Count(2, printed=False, behind=("patients",)),
            ("few",): Count(3),
        },
        (),
        (Limit({("patients",): 1.0, ("tens",): -10.0, ("few",): -1.0}, 0.0, 0.0),),
    )
    statuses = {("patients",): "shown", ("tens",): "unprinted", ("few",): "small"}
    with pytest.raises(DisclosureError, match="few can be worked out"):
        audit(ProtectedCounts(linked, statuses, 11))
    protected = protect(linked, 11)
    assert not protected.is_shown(("patients",)), "a linear programme sees nothing to withhold"
    audit(protected)


def of_sessions(attended, n_counted=None):
    """Sessions of patients, with what their mean and SD say; `n_counted` patients are behind the SD."""
    n, most = len(attended), max(attended)
    counts = {("patients",): Count(n), ("sessions",): Count(sum(attended), printed=False, behind=("patients",)),
              ("squares",): Count(sum(x * x for x in attended), printed=False, behind=("patients",))}  # fmt: skip
    counts |= {("had", str(k)): Count(attended.count(k), printed=False) for k in range(most + 1)}
    counts["came",] = Count(n - attended.count(0), printed=False)
    had = [("had", str(k)) for k in range(most + 1)]
    sums = ((("patients",), tuple(had)), (("came",), tuple(had[1:])))
    totals = tuple(
        Limit({(name,): -1.0} | {("had", str(k)): float(k**power) for k in range(1, most + 1)}, 0.0, 0.0)
        for name, power in (("sessions", 1), ("squares", 2))
    )
    inside = [x for x in attended if x] if n_counted == "came" else attended
    mean, inner = sum(attended) / n, sum(inside) / len(inside)
    sd = (sum((x - inner) ** 2 for x in inside) / (len(inside) - 1)) ** 0.5
    said = rounded_mean(("sessions",), ("patients",), round(mean, 1), 0.05, ("mean",), cost=9.0)
    if n_counted == "came":
        said += rounded_mean(("sessions",), ("came",), round(inner, 1), 0.05, ("mean of those",), cost=2.0)
    else:
        spread = rounded_sd(
            ("squares",), ("patients",), (round(mean, 1) - 0.05, round(mean, 1) + 0.05),
            (round(sd, 1) - 0.05, round(sd, 1) + 0.05), ("sd",),
        )  # fmt: skip
        said += spread
    return LinkedCounts(counts, sums, totals + said)


COURSES = [0, 0, 0, *[4, 9, 12, 7, 10, 3, 8] * 5]


def test_a_mean_and_an_sd_of_all_tell_nobody_how_many_had_none():
    protected = protect(of_sessions(COURSES), 11)
    assert protected.withheld_numbers == frozenset()
    audit(protected)


def test_means_of_different_people_tell_and_the_cheaper_one_is_withheld():
    linked = of_sessions(COURSES, "came")
    everything = ProtectedCounts(
        linked, {key: "shown" if count.printed else "unprinted" for key, count in linked.counts.items()}, 11
    )
    with pytest.raises(DisclosureError, match="had / 0 can be worked out"):
        audit(everything)
    protected = protect(linked, 11)
    assert protected.withheld_numbers == {("mean of those",)}
    assert protected.may_say(("mean",))
    audit(protected)


def test_a_number_of_few_events_tells_of_few_patients():
    linked = LinkedCounts(
        {("events",): Count(4, behind=("patients",)), ("patients",): Count(3, printed=False)},
        (),
        (no_more_than(("patients",), ("events",)),),
    )
    with pytest.raises(DisclosureError, match="patients can be worked out"):
        audit(ProtectedCounts(linked, {("events",): "shown", ("patients",): "unprinted"}, 11))
    assert not protect(linked, 11).is_shown(("events",))
