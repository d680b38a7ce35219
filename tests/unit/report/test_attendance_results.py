"""The figure of attendance is drawn only where no level of it, with the report's other numbers, shows a small group."""

from dataclasses import replace

import pytest

from dnoutcomes.describe.attendance import attendance_curve
from dnoutcomes.disclosure import protect
from dnoutcomes.report.attendance_results import attendance_figure, is_safe
from dnoutcomes.report.patient_counts import patient_counts
from dnoutcomes.report.section import FigureBlock


@pytest.fixture(scope="module")
def counts(clinic):
    return protect(patient_counts(clinic), 11)


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
    """Every level but two is shown: the sum over levels, which is printed, leaves one number to them."""
    whole = attendance_curve(clinic, None)
    own = whole[whole["arm"] == "needling"]
    n = int(own["n_patients"].iloc[0])
    first = n - int(own["n_at_least"].iloc[0])
    assert 0 < first < 11
    assert not is_safe(clinic, counts, own[own["sessions"] > 1], "needling")
    assert is_safe(clinic, counts, attendance_curve(clinic, 11), "needling")


def test_it_is_not_drawn_where_the_number_of_patients_is_hidden_or_another(clinic, counts):
    hidden = replace(counts, statuses={**counts.statuses, ("in the file", "needling"): "withheld"})
    assert attendance_figure(clinic, hidden) is None


def test_a_file_without_sessions_has_none(analysis):
    assert attendance_figure(analysis, protect(patient_counts(analysis), 11)) is None
