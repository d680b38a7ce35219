"""How counts are printed: the number, "1 to 10", a range that follows anyway, or "withheld"."""

from dnoutcomes.disclosure import Count, LinkedCounts, State, protect


def test_the_true_count_is_never_in_the_text_of_a_small_cell(table):
    protected = protect(table([[50, 40], [45, 3]]), 11)
    assert protected.text(("cell", "1", "1")) == "1 to 10"
    assert protected.value(("cell", "1", "1")) is None


def test_a_range_is_printed_where_the_shown_counts_imply_it():
    linked = LinkedCounts(
        {("asked",): Count(60, cost=100), ("answered",): Count(57), ("silent",): Count(3)},
        ((("asked",), (("answered",), ("silent",))),),
    )
    assert protect(linked, 11).text(("answered",)) == "50 to 59"


def test_the_repr_counts_the_decisions_and_shows_no_number(table):
    protected = protect(table([[50, 40], [45, 3]]), 11)
    assert repr(protected) == "ProtectedCounts: {'shown': 5, 'small': 1, 'withheld': 3}, smallest cell 11"


def test_groups_are_asked_for_together(table):
    protected = protect(table([[50, 40], [45, 3]]), 11)
    assert protected.is_small(("cell", "0", "0"), ("cell", "1", "1"))
    assert not protected.is_small(("cell", "0", "0"))
    assert protected.is_shown(("all",))
    assert not protected.is_shown(("all",), ("cell", "1", "1"))


def test_a_sum_is_told_where_all_its_counts_are(table):
    protected = protect(table([[50, 40, 71], [45, 3, 60]]), 11)
    assert protected.total(("row", "0"), ("column", "0")) == 161 + 95
    assert protected.total(("row", "0"), ("cell", "1", "1")) is None, "three that are hidden are not nobody"


def test_a_count_says_whether_it_is_shown_and_if_not_why(table):
    protected = protect(table([[50, 40, 0], [45, 3, 60]]), 11)
    assert protected.state(("cell", "1", "1")) is State.HIDDEN
    withheld = {key for key, status in protected.statuses.items() if status == "withheld"}
    assert withheld
    assert {protected.state(key) for key in withheld} == {State.WITHHELD}
    everything = protect(table([[50, 40, 0], [45, 3, 60]]), 1)
    assert everything.state(("cell", "0", "2")) is State.ZERO
    assert everything.state(("cell", "1", "1")) is State.SHOWN
