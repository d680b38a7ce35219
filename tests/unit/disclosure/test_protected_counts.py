"""How counts are printed: the number, "1 to 10", a range that follows anyway, or "withheld"."""

from dnoutcomes.disclosure import Count, LinkedCounts, protect


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
