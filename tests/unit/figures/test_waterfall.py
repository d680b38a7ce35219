import numpy as np
import pytest
from matplotlib.patches import StepPatch

from dnoutcomes.figures import check_layout, plot_waterfall
from dnoutcomes.language import speaking


def drawn(figure, panel):
    (steps,) = [patch for patch in figure.axes[panel].patches if isinstance(patch, StepPatch)]
    return steps.get_data()


@pytest.mark.parametrize(("place", "arm"), [(0, "standard"), (1, "needling")])
def test_every_patient_is_a_bar_from_worst_to_best(analysis, place, arm):
    seen = analysis.at_visit()
    expected = np.sort(seen.loc[seen["arm"] == arm, "change"])[::-1]
    values = drawn(plot_waterfall(analysis), place)
    assert values.values.tolist() == expected.tolist()
    assert np.diff(values.edges) == pytest.approx(1 / len(expected))


def test_higher_is_better_sorts_the_other_way(analysis_with):
    analysis = analysis_with(
        instruments={"pain_nrs": {"label": "x", "direction": "higher", "percent_change": True}}
    )
    assert (np.diff(drawn(plot_waterfall(analysis), 0).values) >= 0).all()
    assert "point up are improvements" in plot_waterfall(analysis).alt_text


def test_tally_counts_better_same_and_worse(analysis, texts_of):
    seen = analysis.at_visit()
    own = seen.loc[seen["arm"] == "needling", "change"]
    shares = [f"{100 * (own < 0).mean():.0f} % better", f"{100 * (own == 0).mean():.0f} % same"]
    tally = next(
        text for text in texts_of(plot_waterfall(analysis)) if text.startswith(f"{len(own)} patients")
    )
    assert all(share in tally for share in shares)


def test_no_identifier_is_in_the_data(analysis):
    assert list(plot_waterfall(analysis).data.columns) == ["arm", "change"]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hostile_labels_are_drawn_as_they_are(analysis_with, hostile, width):
    analysis = analysis_with(
        n=30, arms=("other", " ".join(hostile.split())), reference_arm="other",
        instruments={"pain_nrs": {"label": hostile, "direction": "lower", "unit": hostile, "percent_change": True}}
    )  # fmt: skip
    assert check_layout(plot_waterfall(analysis, width=width)) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("direction", ["lower", "higher"])
def test_every_word_is_said(analysis_with, marked_language, unsaid, width, direction):
    instrument = {"label": "NRS", "direction": direction, "percent_change": True}
    analysis = analysis_with(n=60, instruments={"pain_nrs": instrument})
    with speaking(marked_language):
        assert unsaid(plot_waterfall(analysis, width=width)) == []
