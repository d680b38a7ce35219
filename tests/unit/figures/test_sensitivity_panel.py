import pytest

from dnoutcomes.figures import check_layout, plot_sensitivity
from dnoutcomes.language import speaking


def test_one_row_per_method_on_the_scale_of_the_outcome(panel):
    figure = plot_sensitivity(panel())
    assert figure.data["group"].tolist()[:3] == ["Unadjusted", "ANCOVA", "MMRM"]
    assert (figure.data["scale"] == "points").all()
    assert figure.data["text"].iloc[0] == "−0.90 (−1.30 to −0.50)"


def test_shares_of_responders_are_written_below(panel, texts_of):
    written = " ".join(texts_of(plot_sensitivity(panel())))
    assert "Responders, seen: 20 (10 to 30)" in written
    assert "Missing as non-responders: 20 (10 to 30)" in written
    assert "Responders, seen: 20 (10 to 30)" in plot_sensitivity(panel()).alt_text


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_method_without_an_answer_says_so(panel, width):
    figure = plot_sensitivity(panel(without=("mmrm", "foretold", "responders", "non_responder")), width=width)
    assert figure.data.set_index("group").loc["MMRM", "text"] == "not estimable"
    assert "Responders" not in figure.alt_text
    assert check_layout(figure) == []


def test_caption_warns_of_reading_agreement_as_repetition(panel):
    assert "agreement is no repeated finding" in plot_sensitivity(panel()).caption


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("without", [(), ("mmrm", "foretold", "responders", "non_responder")])
def test_every_word_is_said(panel, marked_language, unsaid, width, without):
    with speaking(marked_language):
        assert unsaid(plot_sensitivity(panel(without), width=width)) == []
