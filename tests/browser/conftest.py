"""The sample clinic's page for each audience, built once for all tests, and a browser to open it in."""

import shutil
from dataclasses import replace

import pytest

from dnoutcomes.report.sections.choose_sections import choose_sections

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def address_for(tmp_path_factory, clinic_report):
    """The address of the page for an audience: the clinic's sections, which are computed once, less some."""
    directory, plan = tmp_path_factory.mktemp("report"), clinic_report.results.setting.plan

    def address(audience="clinic"):
        page = directory / f"{audience}.html"
        if not page.exists():
            chosen = [section.name for section in choose_sections(plan, audience=audience)]
            sections = tuple(section for section in clinic_report.sections if section.id in chosen)
            page.write_text(replace(clinic_report, sections=sections).html, encoding="utf-8")
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


@pytest.fixture
def opened(browser, address_for):
    """Open a page; what is said on its console and what it asks for is kept in `heard` and `asked`."""
    contexts = []

    def open_page(width, audience="clinic", **media):
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **media)
        contexts.append(context)
        page = context.new_page()
        page.heard, page.asked = [], []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        page.on("request", lambda asked: page.asked.append(asked.url))
        page.goto(address_for(audience))
        page.wait_for_load_state("load")
        return page

    yield open_page
    for context in contexts:
        context.close()
