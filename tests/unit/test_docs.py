"""The documentation's table of contents names every page, and nothing that isn't there."""

import re
from pathlib import Path

import dnoutcomes
from dnoutcomes.report.sections import SECTIONS

ROOT = Path(__file__).parents[2]


def test_the_contents_name_every_page():
    named = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")))
    pages = {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")}
    assert named == pages


def test_decisions_are_numbered_once():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))


def test_links_between_pages_lead_somewhere():
    for page in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_where_a_number_comes_from_names_every_section_with_files_that_there_are():
    text = (ROOT / "docs" / "where-a-number-comes-from.md").read_text(encoding="utf-8")
    package = Path(dnoutcomes.__file__).parent
    rows = [
        [cell.strip(" `") for cell in line.split("|")[1:5]]
        for line in text.splitlines()
        if "/sections/" in line[:99]
    ]
    rows = [row for row in rows if len(row) == 4]
    assert [row[0] for row in rows] == [section.title for section in SECTIONS.values()]
    assert [row[1] for row in rows] == [f"report/sections/{name}.py" for name in SECTIONS]
    assert not [path for path in re.findall(r"`([a-z_/]+[.]py)`", text) if not (package / path).is_file()]
