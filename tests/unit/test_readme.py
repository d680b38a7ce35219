"""The README quotes what the program prints of the sample clinic."""

import re
from html import unescape
from pathlib import Path

from dnoutcomes.analysis import build_analysis
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan
from dnoutcomes.report import build_report

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"


def quoted():
    """The paragraphs of the quoted page, without marks of emphasis."""
    lines = re.findall(r"^> ?(.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    paragraphs = " ".join(line or "\n" for line in lines).split("\n")
    return [" ".join(re.sub(r"[*]", "", text).split()) for text in paragraphs]


def test_the_first_page_is_quoted_as_it_is_written():
    plan = Plan(**{**Plan.from_toml(SAMPLE / "plan.toml").model_dump(), "sections": ["summary"]})
    report = build_report(build_analysis(read_outcomes(SAMPLE / "clinic.csv", plan=plan), plan))
    page = report.files(["html"])["report.html"].decode()
    printed = [" ".join(unescape(text).split()) for text in re.findall(r"<p[^>]*>([^<]+)</p>", page)]
    assert len(quoted()) == 3
    for paragraph in quoted():
        assert paragraph in printed
