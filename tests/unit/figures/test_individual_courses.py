import numpy as np
import pytest

from dnoutcomes.describe.observed_means import observed_means
from dnoutcomes.errors import ModelError
from dnoutcomes.figures import check_layout, plot_individual_courses
from dnoutcomes.language import speaking


def test_every_patient_is_a_line_from_zero_through_the_scores(analysis):
    figure = plot_individual_courses(analysis)
    lines = [line for line in figure.axes[1].get_lines() if line.get_linewidth() == 0.8]
    wide = analysis.visits[analysis.visits["arm"] == "needling"].pivot(
        index="patient_id", columns="visit", values="change"
    )
    expected = [[0.0, *row[~np.isnan(row)]] for row in wide.dropna(how="all").to_numpy()]
    assert sorted(np.asarray(line.get_ydata(), dtype=float).tolist() for line in lines) == sorted(expected)


def test_thick_line_is_the_mean_of_those_seen(analysis, line_of):
    figure = plot_individual_courses(analysis)
    means = observed_means(analysis).where(arm="needling").frame["estimate"]
    assert line_of(figure, "needling", axes=1)[:, 1] == pytest.approx([0.0, *means])


def test_thick_line_may_be_a_model(analysis, means_of, line_of):
    means = means_of(visits=("W04", "W12"))
    figure = plot_individual_courses(analysis, means=means)
    assert line_of(figure, "standard")[:, 1] == pytest.approx(
        [0.0, *means.where(arm="standard").frame["estimate"]]
    )
    assert "LS means" in figure.alt_text


def test_patients_are_numbered_anew(analysis):
    data = plot_individual_courses(analysis).data
    assert list(data.columns) == ["arm", "patient", "visit", "change"]
    assert data["patient"].tolist()[:1] == [1]
    assert not data["patient"].isin(analysis.patients["patient_id"]).any()


def test_caption_says_that_it_is_not_for_publication(analysis):
    assert "not for publication" in plot_individual_courses(analysis).caption


def test_means_of_several_groups_are_refused(analysis, means_of):
    with pytest.raises(ModelError, match="one row per arm and visit"):
        plot_individual_courses(analysis, means=means_of(("a", "b")))


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hostile_labels_are_drawn_as_they_are(analysis_with, hostile, width):
    name = " ".join(hostile.split())
    analysis = analysis_with(
        n=30, arms=("other", name), reference_arm="other", visits=({"name": name, "day": 27}, {"name": "b", "day": 85}),
        instruments={"pain_nrs": {"label": hostile, "direction": "lower", "unit": hostile, "percent_change": True}}
    )  # fmt: skip
    assert check_layout(plot_individual_courses(analysis, width=width)) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("direction", ["lower", "higher"])
def test_every_word_is_said(analysis_with, marked_language, unsaid, width, direction):
    instrument = {"label": "NRS", "direction": direction, "percent_change": True}
    analysis = analysis_with(n=30, instruments={"pain_nrs": instrument})
    with speaking(marked_language):
        assert unsaid(plot_individual_courses(analysis, width=width)) == []
