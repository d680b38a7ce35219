"""Formats are written as asked, all by default; one that can't be is an error that says what would do."""

import json

import pytest

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.report.files import formats
from dnoutcomes.report.files.formats import FORMATS, choose_formats, renderer_versions, skipped_formats

FILES = {
    "html": "report.html",
    "pdf": "report.pdf",
    "docx": "report.docx",
    "xlsx": "tables.xlsx",
    "csv": "results.csv",
    "json": "results.json",
}


@pytest.fixture
def without_typst(monkeypatch):
    found = formats.find_spec
    monkeypatch.setattr(formats, "find_spec", lambda name: None if name == "typst" else found(name))


def test_all_of_them_come_by_default(report_files):
    files = report_files
    assert set(FILES.values()) | {"manifest.json"} == {name for name in files if "/" not in name}
    assert {name for name in files if "/" in name} >= {"figures/summary.svg", "figures/summary.png"}
    assert list(files)[-1] == "manifest.json"


@pytest.mark.parametrize("name", FILES)
def test_one_is_written_alone_with_the_manifest(report, name):
    files = report.files([name])
    assert list(files) == [FILES[name], "manifest.json"]
    assert list(json.loads(files["manifest.json"])["files"]) == [FILES[name]]


def test_the_manifest_names_what_rendered_them(report):
    versions = json.loads(report.files(["pdf"])["manifest.json"])["versions"]
    assert versions["typst"] == renderer_versions(["pdf"])["typst"]
    assert "XlsxWriter" not in versions


def test_the_order_asked_for_does_not_matter():
    assert choose_formats(["json", "html", "json"]) == ("html", "json")


def test_an_unknown_one_is_named():
    with pytest.raises(DnOutcomesError, match="unknown report format 'pfd'; did you mean 'pdf'"):
        choose_formats(["pfd"])


@pytest.mark.usefixtures("without_typst")
def test_one_that_is_not_installed_is_left_out_by_default_and_said():
    assert "pdf" not in choose_formats()
    assert set(choose_formats()) == set(FORMATS) - {"pdf"}
    reason = skipped_formats()["pdf"]
    assert "typst" in reason
    assert "pip install 'dnoutcomes[report]'" in reason


@pytest.mark.usefixtures("without_typst")
def test_one_that_is_not_installed_is_an_error_when_asked_for(report, tmp_path):
    with pytest.raises(DnOutcomesError, match=r"'pdf' needs typst.*dnoutcomes\[report\]"):
        report.write(tmp_path, formats=["html", "pdf"])
    assert not list(tmp_path.iterdir())


def test_two_runs_give_the_same_bytes_in_every_format(make_analysis, report_files):
    from dnoutcomes.report import build_report

    assert build_report(make_analysis()).files() == report_files


@pytest.mark.parametrize("n", [2, 12])
def test_a_clinic_too_small_to_show_anything_gets_every_format(records_of_few, make_analysis, plan_of, n):
    from dnoutcomes.report import build_report

    report = build_report(make_analysis(plan_of(), records=records_of_few(n)))
    assert report.results.setting.plan.smallest_cell == 11
    assert not report.results.answer.effect.has_interval
    assert set(FILES.values()) <= set(report.files())
