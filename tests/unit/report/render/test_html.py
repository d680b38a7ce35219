"""The page by itself: no request, no script, nothing from the data that is markup, ids that don't clash."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from dnoutcomes.plan import Plan
from dnoutcomes.report import build_report
from dnoutcomes.report.blocks.section import BulletList, Heading, Note, Paragraph, Section, Table
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.html import render_html

HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    r"$\frac{1}{0$",
    "\u202edesrever\u202c",
    "\x1b[31mred\x1b[0m",
    "=HYPERLINK(\"http://x\")",
    "\"><img src=x onerror=alert(1)>",
)  # fmt: skip


class Page(HTMLParser):
    """Tags, attributes and ids of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.starts, self.attributes, self.ids, self.headings = [], [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.starts.append((tag, dict(attrs)))
        self.attributes += attrs
        self.ids += [value for name, value in attrs if name == "id"]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.fixture(scope="module")
def page(report):
    return Page(report.html)


def test_it_asks_for_nothing(page):
    assert not {"script", "link", "iframe", "object", "embed", "form", "base", "svg"} & set(page.tags)
    for name, value in page.attributes:
        assert not name.startswith("on")
        assert name != "style"
        if name == "href":
            assert value.startswith("#")
        if name in ("src", "srcset"):
            # Inside an image an address leads to its own parts only.
            assert value.startswith("data:image/svg+xml,")
            assert not re.search(r"url\((?!%23)|(?:href|src)='(?!%23)", value)
        else:
            assert "url(" not in (value or "")


def test_its_policy_allows_its_own_style_and_images_only(report):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', report.html)[1].replace("&#39;", "'")
    style = re.search(r"<style>(.*?)</style>", report.html, flags=re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_ids_are_unique_and_every_address_leads_somewhere(page):
    assert len(page.ids) == len(set(page.ids))
    targets = [value[1:] for name, value in page.attributes if name == "href"]
    labels = [value for name, value in page.attributes if name == "aria-labelledby"]
    assert set(targets) | set(labels) <= set(page.ids)


def test_headings_step_down_one_at_a_time(page):
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:]))


def test_every_image_says_what_it_shows_and_how_large_it_is(page):
    images = [attributes for tag, attributes in page.starts if tag == "img"]
    assert images
    for attributes in images:
        assert len(attributes["alt"]) > 80
        assert attributes["width"].isdigit()
        assert attributes["height"].isdigit()


def test_tables_have_captions_and_scopes(report):
    tables = re.findall(r"<table.*?</table>", report.html, flags=re.DOTALL)
    assert tables
    for table in tables:
        assert "<caption" in table
        assert '<th scope="col">' in table
        assert '<th scope="row">' in table


def test_it_is_small(report):
    assert len(report.html.encode()) < 1_200_000


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text_wherever_it_stands(text):
    blocks = (
        Paragraph(text), Heading(text), Note(text), BulletList((text,)),
        Table(text, (text, text), ((text, text),), notes=(text,)),
    )  # fmt: skip
    page = Page(render_html(Cover(text, text), (Section("s", text, blocks),)))
    assert not {"script", "img"} & set(page.tags)
    assert not any(name.startswith("on") for name, _ in page.attributes)


def test_hostile_names_in_the_data_are_inert_in_every_file(make_records, make_analysis):
    records = make_records(n=160, causes=list(HOSTILE[:3]), shares=[0.4, 0.3, 0.3])
    records["site_id"] = [HOSTILE[3 + int(patient[1:]) % 4] for patient in records["patient_id"]]
    plan = Plan(title=HOSTILE[0] + HOSTILE[1], causes=HOSTILE[:3], visits=[{"name": "W12", "day": 84}])
    report = build_report(make_analysis(plan, records=records, source={"name": HOSTILE[0] + ".csv"}))
    files = {name: content.decode() for name, content in report.files(["html", "csv", "json"]).items()}
    page = Page(files["report.html"])
    assert not {"script"} & set(page.tags)
    assert page.tags.count("img") == len(re.findall("<img ", files["report.html"]))
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", files["report.html"])[0]
    for content in files.values():
        assert not set("\x1b\u202e\u202c") & set(content)
    for line in files["results.csv"].splitlines():
        assert not line.startswith(("=", "+", "-", "@"))
        assert not re.search(r',"?[=+@]', line)
