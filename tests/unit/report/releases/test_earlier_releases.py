from dataclasses import replace

import pytest

from dnoutcomes.disclosure import Count, LinkedCounts, SmallGroups
from dnoutcomes.errors import DisclosureError
from dnoutcomes.report.releases.earlier_releases import Cut, overlaps, protect_beside, put_on_record
from dnoutcomes.report.releases.release_record import Release, read_record

ARM = "needling"


def counts_of(total, women):
    return {
        ("in the file", ARM): total,
        ("level", "sex", "F", ARM): women,
        ("level", "sex", "M", ARM): total - women,
    }


def linked(total, women):
    values = counts_of(total, women)
    names = list(values)
    return LinkedCounts({key: Count(n) for key, n in values.items()}, ((names[0], tuple(names[1:])),))


def release(total, women, *, file="first", site="", quarter="", estimate=-0.94, **other):
    options = {
        "directory": file,
        "patients": {ARM: total},
        "data_sha256": file,
        "plan_sha256": "plan",
        "audience": "clinic",
        "smallest_cell": 11,
    } | other
    counts = {key: str(n) for key, n in counts_of(total, women).items()}
    return Release(input_sha256=file, site=site, quarter=quarter, counts=counts, estimates={"W12": estimate},
                   **options)  # fmt: skip


def cut(file="later", site="", quarter="", smallest_cell=11, data=""):
    return Cut(file, data or file, "plan", site, quarter, smallest_cell)


def test_the_same_cut_is_shown_as_it_was():
    record = (release(60, 28), release(90, 31, file="later"))
    protected = protect_beside(linked(60, 28), SmallGroups(11), overlaps(cut("first"), record))
    assert set(protected.statuses.values()) == {"shown"}


def test_the_same_cut_by_another_smallest_cell_is_another_report():
    """The hash of the plan is the same, and yet it hides other cells, which the two would give away together."""
    record = (release(60, 28, smallest_cell=5),)
    assert overlaps(cut("first", smallest_cell=5), record)[0].same_patients
    assert not overlaps(cut("first", smallest_cell=11), record)[0].same_patients


def test_other_scores_of_the_same_file_are_another_report(tmp_path):
    """A mapping that reads one score otherwise changes neither the file nor the plan, and would give the score away."""
    record = (release(60, 28),)
    assert not overlaps(cut("first", data="mapped otherwise"), record)[0].same_patients
    put_on_record(tmp_path / "releases.json", *record)
    with pytest.raises(DisclosureError, match="scores of a few patients would follow"):
        put_on_record(
            tmp_path / "releases.json", release(60, 28, data_sha256="mapped otherwise", estimate=-0.95)
        )


def test_a_few_patients_more_are_refused_where_a_report_withholds_how_many_there_are(tmp_path):
    """Its numbers are rounded, and yet two reports of 60 and 62 patients say more of the two than either should."""
    hidden = replace(release(60, 28), counts={("in the file", ARM): "withheld"})
    with pytest.raises(DisclosureError, match="fewer than 11 patients of needling apart"):
        protect_beside(linked(62, 29), SmallGroups(11), overlaps(cut(), (hidden,)))
    put_on_record(tmp_path / "releases.json", hidden)
    later = replace(hidden, input_sha256="later")
    with pytest.raises(DisclosureError, match="fewer than 11 patients of needling apart"):
        put_on_record(tmp_path / "releases.json", replace(later, patients={ARM: 62}))
    with pytest.raises(DisclosureError, match="scores of a few patients would follow"):
        put_on_record(tmp_path / "releases.json", replace(later, estimates={"W12": -0.95}))


def test_a_few_patients_more_are_refused():
    record = (release(60, 28),)
    with pytest.raises(DisclosureError, match="fewer than 11 patients of needling apart"):
        protect_beside(linked(62, 29), SmallGroups(11), overlaps(cut(), record))
    with pytest.raises(DisclosureError, match="fewer than 11 patients of needling apart"):
        protect_beside(linked(57, 28), SmallGroups(11), overlaps(cut(), record))


def test_a_small_step_of_one_number_is_withheld():
    """Twenty more, three of them women: to show how many women there are now would show the three."""
    earlier = overlaps(cut(), (release(60, 28),))
    protected = protect_beside(linked(80, 31), SmallGroups(11), earlier)
    assert protected.statuses["level", "sex", "F", ARM] == "withheld"
    # Nor may it follow from the other two.
    assert list(protected.statuses.values()).count("withheld") > 1
    assert set(protected.statuses) == set(linked(80, 31).counts)
    wide = protect_beside(linked(90, 43), SmallGroups(11), earlier)
    assert set(wide.statuses.values()) == {"shown"}


WHOLE, SITE, QUARTER = {}, {"site": "S1"}, {"quarter": "2026Q1"}


@pytest.mark.parametrize(
    ("earlier", "later", "kept"),
    [
        (WHOLE, SITE, "the whole file"),
        (SITE, WHOLE, "single sites"),
        (WHOLE, QUARTER, "the whole file"),
        (QUARTER, WHOLE, "single quarters"),
        # Neither holds the other, and they share patients.
        (SITE, QUARTER, "single sites"),
        (SITE | QUARTER, QUARTER, "quarters of single sites"),
    ],
)
def test_a_record_holds_the_whole_or_one_kind_of_its_parts(earlier, later, kept, tmp_path):
    """Also from another file, and whatever came between them."""
    record = (release(60, 28, directory="q1", **earlier),)
    with pytest.raises(DisclosureError, match=rf"reports of {kept}, such as the report in q1 \(number 1"):
        overlaps(cut("another", **later), record)
    put_on_record(tmp_path / "releases.json", *record)
    with pytest.raises(DisclosureError, match="Give readers one of the two"):
        put_on_record(tmp_path / "releases.json", release(600, 280, file="another", **later))


def test_a_record_that_was_mixed_before_shows_again_what_it_has_shown():
    record = (release(60, 28, site="S1"), release(90, 50, file="whole"))
    assert overlaps(cut("first", site="S1"), record)[0].same_patients


def test_other_sites_and_other_quarters_share_no_patients():
    record = (release(60, 28, file="same", site="S1"),)
    assert overlaps(cut("same", site="S2"), record) == ()
    record = (release(60, 28, file="same", quarter="2026Q1"),)
    assert overlaps(cut("same", quarter="2026Q2"), record) == ()


def test_a_report_made_without_the_record_is_held_against_it(tmp_path):
    path = tmp_path / "releases.json"
    put_on_record(path, release(60, 28))
    with pytest.raises(DisclosureError, match="level / sex / F / needling is 31 in this report and 28"):
        put_on_record(path, release(80, 31, file="later"))
    with pytest.raises(DisclosureError, match="scores of a few patients would follow"):
        put_on_record(path, release(60, 28, file="corrected", estimate=-0.95))
    assert read_record(path) == (release(60, 28),)
    put_on_record(path, release(60, 28, file="exported again"))
    put_on_record(path, release(90, 43, file="later"))
    assert [item.directory for item in read_record(path)] == ["first", "exported again", "later"]


def test_the_same_report_is_on_record_once_and_each_audience_apart(tmp_path):
    path = tmp_path / "releases.json"
    for _ in range(2):
        put_on_record(path, release(60, 28))
        put_on_record(path, replace(release(60, 28), audience="patients"))
    assert [item.audience for item in read_record(path)] == ["clinic", "patients"]


def test_another_plan_is_compared_in_what_patients_bring_to_the_start():
    other = replace(release(60, 28), plan_sha256="other", counts={("responders", "30 %", ARM): "40"})
    assert overlaps(cut("first"), (other,))[0].counts == {}
