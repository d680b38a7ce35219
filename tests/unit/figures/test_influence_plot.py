import numpy as np
import pandas as pd
import pytest

from dnoutcomes.figures import check_layout
from dnoutcomes.figures.influence_plot import plot_influence
from dnoutcomes.language import speaking
from dnoutcomes.models import Influence


def influence_of(n=40, spikes=(7, 21), alone=None):
    distance = np.random.default_rng(4).exponential(0.01, n)
    distance[list(spikes)] = [0.4 + 0.1 * place for place in range(len(spikes))]
    if alone is not None:
        distance[alone] = np.nan
    frame = pd.DataFrame(
        {"row": 100 + 3 * np.arange(n), "n_rows": 3, "leverage": 0.1, "cooks_distance": distance}
    )
    return Influence(frame, np.zeros((n, 2)), 4 / n)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("spikes", [(), (7, 21), tuple(range(0, 40, 3))])
def test_labels_are_inside_apart_and_large_enough(width, theme, spikes):
    assert check_layout(plot_influence(influence_of(spikes=spikes), width=width, theme=theme)) == []


def test_those_above_the_line_are_named_by_row_largest_first():
    figure = plot_influence(influence_of())
    assert "Rows to look at: 163, 121." in figure.alt_text
    assert "2 lie above 0.100" in figure.alt_text
    texts = " ".join(text.get_text() for text in figure.figure.texts)
    assert "163, 121" in texts
    assert figure.data["named"].sum() == 2


def test_dots_are_the_distances():
    found = influence_of()
    (axes,) = plot_influence(found).axes
    drawn = np.sort(
        np.concatenate([line.get_ydata() for line in axes.get_lines() if line.get_marker() in "o."])
    )
    np.testing.assert_array_equal(drawn, np.sort(found.frame["cooks_distance"]))


def test_no_one_stands_out():
    figure = plot_influence(influence_of(spikes=()))
    assert "None stands out." in " ".join(text.get_text() for text in figure.figure.texts)


def test_a_patient_without_a_distance_is_named_and_counted():
    figure = plot_influence(influence_of(alone=3))
    assert "Without 1 of them a coefficient can't be estimated." in figure.alt_text
    assert "109" in figure.alt_text
    assert "nan" not in figure.alt_text


def test_two_makings_give_the_same_bytes():
    assert plot_influence(influence_of()).to_svg() == plot_influence(influence_of()).to_svg()


def test_many_patients_keep_the_file_small():
    assert len(plot_influence(influence_of(n=5000)).to_svg()) < 300_000


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("found", [influence_of(alone=3), influence_of(spikes=())])
def test_every_word_is_said(marked_language, unsaid, width, found):
    with speaking(marked_language):
        assert unsaid(plot_influence(found, width=width)) == []
