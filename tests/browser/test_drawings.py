"""Figures on the page: the drawing that fits the screen, words large enough to read, whole, and clear of each other."""

import io
import re
import shutil
import subprocess
from urllib.parse import unquote

import numpy as np
import pytest
from PIL import Image

from dnoutcomes.figures.style import THEMES

pytestmark = pytest.mark.browser

SMALLEST = 9
WIDTHS = {320: "narrow", 375: "narrow", 599: "narrow", 600: "wide", 1280: "wide"}
SHOWN = """() => [...document.images].filter(i => i.getBoundingClientRect().width > 0)
  .map(i => ({complete: i.complete && i.naturalWidth > 0, kind: i.className, source: i.src,
              width: i.getBoundingClientRect().width, place: i.closest('section').id}))"""


def drawing(source):
    return unquote(source.partition(",")[2]).replace("'", '"')


def smallest_letters(shown):
    """Height in pixels of the smallest words of a drawing as it is shown: letters are drawn at 1,000 and scaled."""
    drawn = drawing(shown["source"])
    width = float(re.search(r'viewBox="0 0 ([0-9.]+) ', drawn)[1])
    scales = [float(scale) for scale in re.findall(r"scale\(([0-9.]+) -", drawn)]
    return 1000 * min(scales) * shown["width"] / width


@pytest.mark.parametrize("width", WIDTHS)
def test_each_figure_is_shown_once_in_the_drawing_for_the_screen(seen, width):
    page = seen(width)
    shown = page.evaluate(SHOWN)
    assert len(shown) == page.locator("figure").count() > 0
    assert {item["kind"] for item in shown} == {WIDTHS[width]}
    assert all(item["complete"] for item in shown)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_of_a_figure_is_smaller_than_can_be_read(seen, width):
    small = {
        (item["place"], round(smallest_letters(item), 2))
        for item in seen(width).evaluate(SHOWN)
        if smallest_letters(item) < SMALLEST
    }
    assert small == set()


def test_letters_are_as_wide_as_they_were_drawn(seen):
    for item in seen(1280).evaluate(SHOWN):
        across, down = zip(*re.findall(r"scale\(([0-9.]+) -([0-9.]+)\)", drawing(item["source"])))
        assert across == down


@pytest.mark.parametrize("width", [375, 1280])
def test_the_words_of_a_figure_are_whole_and_clear_of_each_other(seen, browser, width):
    """Measured by the browser on the letters themselves."""
    sources = [(item["place"], item["source"]) for item in seen(width).evaluate(SHOWN)]
    bench = browser.new_page()
    faults = []
    for place, source in sources:
        drawn = drawing(source)
        bench.set_content(drawn[drawn.index("<svg") :])
        faults += [(place, *fault) for fault in bench.evaluate(MEASURED)]
    bench.close()
    assert faults == []


MEASURED = """() => {
  const sheet = document.querySelector('svg').getBoundingClientRect();
  const words = [...document.querySelectorAll('g[transform*="scale("]')].map(e => e.getBoundingClientRect());
  const inside = w => w.left >= sheet.left - .5 && w.right <= sheet.right + .5
                      && w.top >= sheet.top - .5 && w.bottom <= sheet.bottom + .5;
  const shared = (a, b) => Math.min(Math.min(a.right, b.right) - Math.max(a.left, b.left),
                                    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const text = w => [w.left, w.top, w.right, w.bottom].map(Math.round).join(' ');
  const cut = words.filter(w => !inside(w)).map(w => ['cut', text(w)]);
  const over = words.flatMap((a, i) => words.slice(i + 1).filter(b => shared(a, b) > 1)
    .map(b => ['over', text(a), text(b)]));
  if (!words.length) cut.push(['no words found']);
  return [...cut, ...over];
}"""


def shares_of_colours(picture, theme):
    """Share of the dots of a picture that have the colour of the paper, and how many that of each arm."""
    dots = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).reshape(-1, 3)

    def of(colour):
        parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
        return (np.abs(dots - np.array(parts)).max(axis=1) <= 2).sum()

    return of(theme.paper) / len(dots), [of(colour) for colour in theme.series[:2]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_drawings_have_the_colours_of_the_screen(seen, width, scheme):
    picture = seen(width, scheme).locator("#summary figure img:visible").screenshot()
    paper, arms = shares_of_colours(picture, THEMES[scheme])
    assert paper > 0.6
    assert min(arms) > 50
    other_paper, _ = shares_of_colours(picture, THEMES["light" if scheme == "dark" else "dark"])
    assert other_paper < 0.02


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="needs pdftoppm: make system installs it")
def test_a_dark_screen_prints_light_drawings(seen, tmp_path):
    file = tmp_path / "report.pdf"
    seen(1280, "dark").pdf(path=str(file), format="A4", print_background=True)
    sheet = ["pdftoppm", "-png", "-singlefile", "-r", "100", str(file), str(tmp_path / "first")]
    subprocess.run(sheet, check=True)
    picture = (tmp_path / "first.png").read_bytes()
    paper, arms = shares_of_colours(picture, THEMES["light"])
    assert paper > 0.6
    assert min(arms) > 20
    assert shares_of_colours(picture, THEMES["dark"])[0] < 0.001


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_paper_takes_drawings_in_words_that_can_be_read(opened, width, scheme):
    """Also from a phone or a dark screen; on the first page the narrow one, which stands beside the words."""
    page = opened(width, color_scheme=scheme)
    page.emulate_media(media="print", color_scheme=scheme)
    # The width of the text on A4.
    page.set_viewport_size({"width": round(178 / 25.4 * 96), "height": 900})
    for item in page.evaluate(SHOWN):
        assert item["kind"] == ("narrow" if item["place"] == "summary" else "wide")
        assert smallest_letters(item) >= SMALLEST
