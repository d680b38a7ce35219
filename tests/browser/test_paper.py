"""The page on paper, A4 and Letter: where pages end, heads of tables that go on, and whose colours are printed."""

import shutil
import subprocess

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext: make system installs it"),
]

DESK = 1280
PAPERS = ("A4", "Letter")


@pytest.fixture(scope="module", params=PAPERS)
def paper(request):
    return request.param


@pytest.fixture(scope="module")
def printed(seen, tmp_path_factory, paper):
    """The page, and what tells the words on each sheet that a dark screen prints."""
    page, file = seen(DESK, "dark"), str(tmp_path_factory.mktemp(paper) / "report.pdf")
    page.pdf(path=file, format=paper, prefer_css_page_size=True)

    def sheets(order):
        read = subprocess.run(["pdftotext", order, file, "-"], capture_output=True, check=True, text=True)
        return [
            [" ".join(line.split()) for line in sheet.splitlines() if line.strip()]
            for sheet in read.stdout.split("\f")[:-1]
        ]

    return page, sheets


def texts(page, selector):
    return {" ".join(text.split()) for text in page.locator(selector).all_inner_texts()}


def test_the_first_sheet_is_the_summary_and_nothing_else(printed):
    page, sheets = printed
    first, second = (" ".join(lines) for lines in sheets("-raw")[:2])
    said = texts(page, "#summary p, #summary li, #summary dd, #summary figcaption")
    assert [text for text in said if text not in first] == []
    assert page.locator("main h2").nth(1).inner_text() not in first
    assert page.locator("main h2").nth(1).inner_text() in second


def test_nothing_that_leads_to_what_follows_stands_last_on_a_sheet(printed):
    """No heading, no term, no caption and no head of a table."""
    page, sheets = printed
    leading = texts(page, "h2, h3, dt, caption, thead tr")
    endings = [{" ".join(lines[-n:]) for n in (1, 2, 3)} for lines in sheets("-layout")]
    assert [ending & leading for ending in endings if ending & leading] == []


def test_a_table_that_goes_on_has_its_head_again(printed):
    page, sheets = printed
    rows_under = {}
    for table in page.locator(".long table").all():
        head = " ".join(table.locator("thead tr").inner_text().split())
        rows_under.setdefault(head, []).extend(table.locator("tbody th").all_inner_texts())
    tops = [lines[:2] for lines in sheets("-layout")]
    carried = [(head, row) for head, row in tops if head in rows_under]
    assert carried
    assert all(row.startswith(tuple(rows_under[head])) for head, row in carried)
    # Short names of rows, such as "5", may begin any line.
    names = tuple(f"{name} " for rows in rows_under.values() for name in rows if len(name) > 12)
    assert [line for line, _ in tops if line.startswith(names)] == []


def test_a_dark_screen_prints_dark_on_white(opened):
    page = opened(DESK, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        """() => [getComputedStyle(document.body).backgroundColor,
          ...['h1', 'h2', 'p', 'td', 'figcaption', '.note'].map(
            name => getComputedStyle(document.querySelector(name)).color)]"""
    )
    paper, *inks = [[float(part) for part in colour[4:-1].split(",")] for colour in colours]
    assert paper == [255, 255, 255]
    assert max(part for ink in inks for part in ink) < 100
