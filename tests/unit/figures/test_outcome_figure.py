import xml.etree.ElementTree as ET
from html import unescape

import pandas as pd
import pytest

from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import Look

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def figure():
    look = Look.of("narrow")
    with look.context():
        figure = OutcomeFigure(
            look, 100, data=pd.DataFrame({"x": [1]}), alt_text='Alt <text> & "more"', caption="Cap <b>"
        )
        figure.write(10, 20, "$x_1$")
    return figure


def test_svg_is_well_formed_and_holds_the_alt_text(figure):
    root = ET.fromstring(figure.to_svg())
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == figure.alt_text
    assert root.get("width") == "255pt"  # 340 pixels at 96 to an inch


def test_no_maker_no_date_no_comments(figure):
    for written in (figure.to_svg(), figure.to_png()):
        assert b"atplotlib" not in written.replace(b"matplotlib.axis", b"")
        assert b"date" not in written.lower()
    assert b"<!--" not in figure.to_svg()


def test_png_size_follows_dpi(figure):
    assert figure.to_png(dpi=96)[16:24] == (340).to_bytes(4) + (100).to_bytes(4)
    assert figure.to_png()[16:24] == (680).to_bytes(4) + (200).to_bytes(4)


def test_text_stands_where_it_was_put_and_is_not_interpreted(figure):
    (text,) = figure.figure.texts
    assert text.get_text() == "$x_1$"
    assert not text.get_parse_math()
    with figure.look.context():
        box = text.get_window_extent()
    assert box.x0 == pytest.approx(10, abs=1.5)
    assert 20 <= 100 - box.y1 <= 24


def test_panel_is_placed_in_pixels_from_the_top_left(figure):
    box = figure.panel(30, 10, 200, 60).get_window_extent()
    assert (box.x0, 100 - box.y1, box.width, box.height) == pytest.approx((30, 10, 200, 60))


def test_notebook_shows_picture_alt_text_and_caption(figure):
    shown = figure._repr_html_()
    assert "<b>" not in shown
    assert 'alt="Alt &lt;text&gt; &amp; &quot;more&quot;"' in shown
    assert "Cap <b>" in unescape(shown)
    assert figure._repr_png_()[:4] == b"\x89PNG"


def test_last_expression_of_a_cell_is_displayed(figure):
    from IPython.core.formatters import DisplayFormatter

    formatter = DisplayFormatter()
    formatter.active_types = ["text/plain", "text/html", "image/png"]
    shown, _ = formatter.format(figure)
    assert shown["text/html"].startswith("<figure")
    assert shown["image/png"]
