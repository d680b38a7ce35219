import pandas as pd
import pytest

from dnoutcomes.figures.layout import check_layout, text_boxes
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import Look


@pytest.fixture
def blank():
    look = Look.of("narrow")
    with look.context():
        return OutcomeFigure(look, 100, data=pd.DataFrame(), alt_text="", caption="")


def test_nothing_wrong_with_two_texts_apart(blank):
    blank.write(10, 10, "one")
    blank.write(10, 40, "two")
    assert check_layout(blank) == []
    assert [text for text, _, _ in text_boxes(blank)] == ["one", "two"]


def test_text_over_text_is_found(blank):
    blank.write(10, 10, "one")
    blank.write(14, 12, "two")
    assert check_layout(blank) == ["'one' overlaps 'two'"]


@pytest.mark.parametrize(("x", "y"), [(-20, 10), (330, 10), (10, -20), (10, 95)])
def test_text_off_the_canvas_is_found(blank, x, y):
    blank.write(x, y, "clipped")
    assert check_layout(blank) == ["'clipped' leaves the canvas"]


def test_small_text_is_found(blank):
    blank.figure.text(0.5, 0.5, "tiny", size=6)
    assert check_layout(blank) == ["'tiny' is 8.0 pixels high"]


def test_hidden_and_empty_texts_do_not_count(blank):
    blank.write(10, 10, "one")
    blank.figure.text(0.05, 0.85, "two", visible=False)
    blank.write(10, 10, "")
    assert check_layout(blank) == []
