"""A mark stands under the figure, whole, and in what the figure says."""

import pandas as pd

from dnoutcomes.figures.mark import mark_in_force, marking
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import Look

MARK = "Internal: holds small groups, not for release"


def drawn(width):
    return OutcomeFigure(Look.of(width), 200, data=pd.DataFrame(), alt_text="Two arms.", caption="Arms.")


def test_the_mark_makes_room_for_itself_under_the_figure():
    plain = drawn("narrow")
    with marking(MARK):
        marked = drawn("narrow")
    assert marked.height_pixels > plain.height_pixels == 200
    assert marked.alt_text == f"Two arms. {MARK}."
    words = " ".join(text.get_text() for text in marked.figure.texts)
    assert words == MARK
    for text in marked.figure.texts:
        box = text.get_window_extent()
        assert 0 <= box.x0 < box.x1 <= marked.look.width.pixels
        # Display coordinates run upwards: all of it lies below the 200 pixels of the figure itself.
        assert 0 <= box.y0 < box.y1 <= marked.height_pixels - 200 + 1


def test_nothing_is_marked_unless_asked():
    with marking(MARK):
        assert mark_in_force() == MARK
    assert mark_in_force() == ""
    assert not drawn("wide").figure.texts
    assert MARK.encode() not in drawn("wide").to_svg()
