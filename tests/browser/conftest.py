"""The sample clinic's page for each audience, built once for all tests, and a browser to open it in."""

import shutil
from dataclasses import replace

import pytest

from dnoutcomes.report.sections.choose_sections import choose_sections

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def address_for(tmp_path_factory, clinic_report, made_once):
    """The address of the page for an audience: the clinic's sections, which are computed once, less some."""
    directory, plan = tmp_path_factory.mktemp("report"), clinic_report.results.setting.plan

    def address(audience="clinic"):
        page = directory / f"{audience}.html"
        if not page.exists():
            chosen = [section.name for section in choose_sections(plan, audience=audience)]
            sections = tuple(section for section in clinic_report.sections if section.id in chosen)
            shortened = replace(clinic_report, sections=sections)
            html = made_once(f"page for the audience {audience}", lambda: shortened.html)
            page.write_text(html, encoding="utf-8")
        return page.as_uri()

    return address


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e .[dev]")
    if CHROMIUM is None:
        pytest.skip("needs Chromium: make system installs it")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


def page_of(browser, address, width, **media):
    """Open a page; what is said on its console and what it asks for is kept in `heard` and `asked`."""
    page = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **media).new_page()
    page.heard, page.asked = [], []
    page.on("console", lambda message: page.heard.append(message.text))
    page.on("pageerror", lambda error: page.heard.append(str(error)))
    page.on("request", lambda asked: page.asked.append(asked.url))
    page.goto(address)
    page.wait_for_load_state("load")
    return page


@pytest.fixture
def opened(browser, address_for):
    """Open a page of the test's own, in which it may press keys, scroll, and change what is seen."""
    pages = []

    def open_page(width, audience="clinic", **media):
        pages.append(page_of(browser, address_for(audience), width, **media))
        return pages[-1]

    yield open_page
    for page in pages:
        page.context.close()


# Of each there is a process of the browser with all figures in its memory.
MOST_PAGES = 5


@pytest.fixture(scope="session")
def seen(browser, address_for):
    """Show the clinic's page to tests that only look at it: opening one takes longer than all that they ask."""
    pages = {}

    def show(width, scheme="light"):
        if (width, scheme) not in pages:
            if len(pages) == MOST_PAGES:
                pages.pop(next(iter(pages))).context.close()
            pages[width, scheme] = page_of(browser, address_for(), width, color_scheme=scheme)
        return pages[width, scheme]

    yield show
    for page in pages.values():
        page.context.close()
