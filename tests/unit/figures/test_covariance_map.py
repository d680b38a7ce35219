import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.figures import check_layout, plot_covariance_map
from dnoutcomes.language import speaking


def test_cells_are_deviations_and_correlations(covariance, texts_of):
    texts = texts_of(plot_covariance_map(covariance()))
    cells = [text for text in texts if text.startswith((".", "−.")) or text in ("1.5", "2.0", "2.5")]
    assert cells == ["1.5", ".80", "−.10", ".80", "2.0", ".80", "−.10", ".80", "2.5"]


def test_data_holds_every_pair(covariance):
    frame = covariance()
    data = plot_covariance_map({"one": frame, "two": 2 * frame}).data
    assert len(data) == 18
    assert data["covariance"].to_numpy()[:9] == pytest.approx(frame.to_numpy().ravel())
    assert data["correlation"].to_numpy()[:9] == pytest.approx(data["correlation"].to_numpy()[9:])


def test_alt_text_names_groups_deviations_and_correlations(covariance):
    alt_text = plot_covariance_map({"needling": covariance(("W02", "W04"))}).alt_text
    assert "needling. Standard deviations: W02 1.50, W04 2.00. Correlations: W02 with W04 −0.10." in alt_text


@pytest.mark.parametrize("change", [lambda f: -f, lambda f: f.rename(index={"W02": "other"})])
def test_what_is_no_covariance_is_refused(covariance, change):
    with pytest.raises(ModelError, match=r"take fit\.covariance"):
        plot_covariance_map(change(covariance()))


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("n", [1, 10])
def test_one_and_many_visits_fit(covariance, width, n):
    frame = covariance([f"V{k:02d}" for k in range(n)])
    frame = frame if n == 1 else frame + np.eye(n)
    assert check_layout(plot_covariance_map(frame, width=width)) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hostile_labels_are_drawn_as_they_are(covariance, all_hostile, width):
    groups = {all_hostile[0]: covariance(all_hostile[:4]), all_hostile[2]: covariance(all_hostile[4:])}
    assert check_layout(plot_covariance_map(groups, width=width)) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_word_is_said(covariance, width, marked_language, unsaid):
    with speaking(marked_language):
        groups = {"diabetic": covariance(), "traumatic": covariance()}
        assert unsaid(plot_covariance_map(groups, width=width)) == []
        assert unsaid(plot_covariance_map(covariance(("W12",)), width=width)) == []
