"""The page for those who read it by ear, by keyboard, enlarged or in their own colours."""

import pytest

axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="needs axe-playwright-python: pip install -e .[dev]"
)

pytestmark = pytest.mark.browser

# Of what passes, the rules are named and not each element: describing those takes axe longer than all rules.
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations", "incomplete"],
}
DESK, PHONE = 1280, 375
# All audiences have the same kinds of blocks: the clinic's page, which has the most, is seen in every way.
VIEWS = [
    *(("clinic", width, scheme) for width in (DESK, PHONE) for scheme in ("light", "dark")),
    ("patients", PHONE, "dark"), ("funder", DESK, "light"), ("paper", PHONE, "dark"),
    *(pytest.param(audience, *view, marks=pytest.mark.long) for audience, *view in
      (("patients", DESK, "light"), ("funder", PHONE, "dark"), ("paper", DESK, "light"))),
]  # fmt: skip

LIGHT_OF = """
const parts = color => (color.match(/[0-9.]+/g) || []).map(Number);
const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
  .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
const paper = parts(getComputedStyle(document.body).backgroundColor);
"""


@pytest.mark.parametrize(("audience", "width", "scheme"), VIEWS)
def test_axe_finds_nothing_and_leaves_nothing_undecided(opened, audience, width, scheme):
    page = opened(width, audience, color_scheme=scheme)
    # Axe can't tell the ground of text over a gradient. That text is held against the darkest of the shade below.
    page.evaluate("document.querySelectorAll('.scroll').forEach(e => e.style.background = 'none')")
    found = axe.Axe().run(page, options=AXE).response
    assert {result["id"] for result in found["passes"]} >= {"color-contrast", "image-alt", "region"}
    assert [(rule, node["html"]) for rule, node in nodes(found["violations"])] == []
    assert [(rule, node["html"]) for rule, node in nodes(found["incomplete"]) if not is_explained(node)] == []


def nodes(results):
    return [(result["id"], node) for result in results for node in result["nodes"]]


# What axe leaves to people in cells of tables: those that have to be scrolled to, of which it can't see the ground, and
# those of a single digit, which it can't tell from decoration. Both have the ground and the ink of all cells, which
# `test_text_stands_out_from_its_ground` reads from the style instead of the screen.
EXPLAINED = {"elmPartiallyObscured", "shortTextContent"}


def is_explained(node):
    reasons = {(check["data"] or {}).get("messageKey") for check in node["any"]}
    return reasons <= EXPLAINED and node["html"].startswith(("<th", "<td", "<span"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_of_a_table_can_be_read_on_the_shade_at_its_edge(opened, scheme):
    page = opened(PHONE, color_scheme=scheme)
    least = page.evaluate(
        f"""() => {{ {LIGHT_OF}
          const probe = document.querySelector('.note');
          probe.style.backgroundColor = 'var(--shade)';
          const [r, g, b, share] = parts(getComputedStyle(probe).backgroundColor);
          const ground = [r, g, b].map((value, i) => share * value + (1 - share) * paper[i]);
          return Math.min(...[...document.querySelectorAll('.scroll *')]
            .map(e => contrast(parts(getComputedStyle(e).color), ground)));
        }}"""
    )
    assert least >= 4.5


FOCUSED = f"""() => {{ {LIGHT_OF}
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return {{
    place: [...document.querySelectorAll('*')].indexOf(e),
    name: e.tagName + ' ' + e.textContent.slice(0, 30),
    in_view: box.bottom > 0 && box.top < innerHeight && box.left >= 0 && box.left < innerWidth,
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    contrast: contrast(parts(style.outlineColor), paper),
  }};
}}"""


@pytest.mark.parametrize("media", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}], ids=str)
def test_the_keyboard_reaches_everything_in_the_order_of_reading_and_shows_where_it_is(opened, media):
    page = opened(PHONE, **media)
    ways = page.evaluate(
        """() => [...document.querySelectorAll('*')]
          .flatMap((e, place) => e.matches('a[href], .scroll') ? [place] : [])"""
    )
    seen = []
    for _ in ways:
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
    assert [step["place"] for step in seen] == ways
    assert [step["name"] for step in seen if not step["in_view"]] == []
    assert [step["name"] for step in seen if step["outline"] < 2 or step["contrast"] < 3] == []


def test_the_skip_link_is_seen_once_it_is_reached_and_leads_past_the_contents(opened):
    page = opened(PHONE)
    skip = page.locator(".skip")
    assert skip.bounding_box()["x"] < -100
    page.keyboard.press("Tab")
    box = skip.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).className", middle) == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.querySelector('main a, main .scroll')")


def test_a_table_is_scrolled_with_the_arrow_keys(opened):
    page = opened(PHONE)
    boxes = [
        box for box in page.locator(".scroll").all() if box.evaluate("e => e.scrollWidth > e.clientWidth")
    ]
    assert boxes
    for box in boxes:
        box.focus()
        page.keyboard.press("ArrowRight")
        assert scrolls_within(page, seconds=2)


def scrolls_within(page, seconds):
    """Whether the focused box moves. The page allows no script, so that it has to be asked again and again."""
    for _ in range(20 * seconds):
        if page.evaluate("document.activeElement.scrollLeft") > 0:
            return True
        page.wait_for_timeout(50)
    return False


# 640 is the desk at 200 %, 320 at 400 %: WCAG 1.4.4 and 1.4.10.
@pytest.mark.parametrize("width", [640, 320])
def test_enlarged_the_page_needs_no_scrolling_to_the_side_but_in_tables(seen, width):
    page = seen(width)
    assert too_wide(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("main").inner_text() == seen(DESK).locator("main").inner_text()


@pytest.mark.parametrize("width", [DESK, 320])
def test_text_set_wider_is_neither_cut_nor_pushed_off_the_page(opened, width):
    """The spacing that WCAG 1.4.12 asks for, which a reader's own style sheet may set."""
    page = opened(width, bypass_csp=True)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
                " p { margin-bottom: 2em !important }"
    )  # fmt: skip
    assert too_wide(page) == []
    cut = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(e => !e.matches('.scroll, .skip')
             && getComputedStyle(e).overflow !== 'visible' && e.scrollHeight > e.clientHeight + 1)
           .map(e => e.tagName + ' ' + e.textContent.slice(0, 40))"""
    )
    assert cut == []


def too_wide(page):
    return page.evaluate(
        """() => [...document.querySelectorAll('body *')]
          .filter(e => !e.closest('.scroll') && !e.classList.contains('skip')
                       && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
          .map(e => e.tagName + ' ' + e.textContent.slice(0, 40))"""
    )


def test_nothing_moves(seen):
    """There is nothing to be stilled for a reader who asked for less motion, and nothing that blinks for others."""
    moving = seen(PHONE).evaluate(
        """() => [...document.querySelectorAll('*')].map(e => getComputedStyle(e)).filter(style =>
             style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0
             || style.scrollBehavior !== 'auto').length + document.getAnimations().length"""
    )
    assert moving == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_the_readers_own_colours_boxes_keep_an_edge_and_links_a_line(opened, scheme):
    page = opened(DESK, forced_colors="active", color_scheme=scheme)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    bare = page.evaluate(
        f"""() => {{ {LIGHT_OF}
          const edged = e => {{
            const style = getComputedStyle(e);
            return style.borderLeftStyle === 'solid' && parseFloat(style.borderLeftWidth) >= 1
              && contrast(parts(style.borderLeftColor), paper) >= 3;
          }};
          return [...document.querySelectorAll('.note, .numbers div')].filter(e => !edged(e)).length
            + [...document.links].filter(e => !getComputedStyle(e).textDecorationLine.includes('underline')).length;
        }}"""
    )
    assert bare == 0
