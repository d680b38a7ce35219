"""The figure of attendance is drawn only where no level of it, with the report's other numbers, shows a small group."""

from dataclasses import replace

import pytest

from dnoutcomes.describe.attendance import attendance_curve
from dnoutcomes.disclosure import ProtectedCounts, audit, protect
from dnoutcomes.errors import DisclosureError
from dnoutcomes.report.facts.attendance_results import attendance_figure
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.patient_counts import patient_counts


@pytest.fixture(name="counts")
def _counts(clinic_protected):
    return clinic_protected


def test_it_is_drawn_where_nothing_follows(clinic, counts):
    figure = attendance_figure(clinic, counts)
    assert isinstance(figure, FigureBlock)
    data = figure.main.data
    assert set(data["panel"]) == {"attendance", "needles"}


def test_means_of_needles_are_too_coarse_to_give_the_number_of_patients(clinic, counts):
    needles = attendance_figure(clinic, counts).main.data.query("panel == 'needles'")
    assert (needles["mean"].astype(float) == needles["mean"].astype(float).round(1)).all()
    assert (needles["lower_quartile"] % 1 == 0).all()


def test_a_hidden_level_that_follows_from_the_number_of_sessions_forbids_it(clinic, counts):
    """Every level but the first is shown: the sum over levels, which is printed, leaves one number to it."""
    levels = [key for key in counts.statuses if key[0] == "attended at least" and key[2] == "needling"]
    few = counts.linked.counts["in the file", "needling"].value - counts.linked.counts[levels[0]].value
    assert 0 < few < 11
    shown = dict.fromkeys(levels[1:], "shown") | {levels[0]: "unprinted"}
    with pytest.raises(DisclosureError, match="came to fewer sessions"):
        audit(ProtectedCounts(counts.linked, {**counts.statuses, **shown}, 11))
    curve = attendance_curve(clinic, released=True).query("arm == 'needling'")
    assert counts.is_shown(*(("attended at least", str(n), "needling") for n in curve["sessions"]))


def test_it_is_not_drawn_where_the_number_of_patients_is_hidden_or_another(clinic, counts):
    hidden = replace(counts, statuses={**counts.statuses, ("in the file", "needling"): "withheld"})
    assert attendance_figure(clinic, hidden) is None


def test_a_file_without_sessions_has_none(analysis):
    assert attendance_figure(analysis, protect(patient_counts(analysis), 11)) is None
