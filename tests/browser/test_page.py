"""The page in a real browser: nothing asked for, nothing clipped, nothing wider than a phone."""

import io

import pytest
from PIL import Image

pytestmark = pytest.mark.browser

WIDTHS = {"desk": 1280, "phone": 375}


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS)
def width(request):
    return request.param


@pytest.fixture
def page(width, seen):
    return seen(width)


def test_it_is_quiet_and_asks_for_nothing(page, address_for):
    assert page.heard == []
    assert [url for url in page.asked if not url.startswith("data:")] == [address_for()]


def test_nothing_is_wider_than_the_screen(page):
    wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
          .filter(e => !e.closest('.scroll') && !e.classList.contains('skip')
                       && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
          .map(e => e.tagName + ' ' + e.textContent.slice(0, 40))"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def boxes_that_scroll(page):
    return [
        box for box in page.locator(".scroll").all() if box.evaluate("e => e.scrollWidth > e.clientWidth")
    ]


def test_no_table_has_to_be_scrolled_on_a_desk(page):
    if page.viewport_size["width"] == WIDTHS["desk"]:
        assert [box.locator("caption").inner_text() for box in boxes_that_scroll(page)] == []


def test_a_table_shows_by_a_shade_at_its_edge_that_it_scrolls_and_at_the_end_that_it_does_not(opened, width):
    """Pixels of the right edge at the height of a row: darker than the paper, until all is scrolled."""
    boxes = boxes_that_scroll(opened(width))
    assert boxes or width == WIDTHS["desk"]
    for box in boxes:
        assert edge_of(box) < 245
        box.evaluate("e => e.scrollLeft = e.scrollWidth")
        assert edge_of(box) == 255


def edge_of(box):
    """The middle one of the greys down the right edge: a rule or a letter doesn't count as shade."""
    with Image.open(io.BytesIO(box.screenshot())) as seen:
        grey = seen.convert("L")
        return sorted(grey.getpixel((grey.width - 3, y)) for y in range(grey.height))[grey.height // 2]


def test_a_table_that_scrolls_can_be_reached_by_keyboard(page):
    assert page.evaluate("() => [...document.querySelectorAll('.scroll')].every(e => e.tabIndex === 0)")


def test_the_first_key_offers_to_skip_to_the_summary(opened, width):
    page = opened(width)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(seen, width, scheme):
    """Contrast of 4.5 to 1 or more for all text, by the formula of WCAG 2."""
    poor = seen(width, scheme).evaluate(
        """() => {
          const parse = c => (c.match(/[0-9.]+/g) || []).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = e => {
            for (; e; e = e.parentElement) {
              const c = parse(getComputedStyle(e).backgroundColor);
              if (c.length === 3 || c[3] > 0) return c;
            }
            return [255, 255, 255];
          };
          return [...document.querySelectorAll('h1,h2,h3,p,li,dt,dd,th,td,caption,figcaption,a')].filter(e => {
            const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
            return (a + 0.05) / (b + 0.05) < 4.5; }).map(e => e.tagName + ' ' + e.textContent.slice(0, 40));
        }"""
    )
    assert poor == []
