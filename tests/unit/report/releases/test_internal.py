"""An internal report hides nothing, says nothing of hiding, and bears its mark wherever it could be taken apart."""

import csv
import io
import json
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.describe import patient_flow, table_one
from dnoutcomes.disclosure import State
from dnoutcomes.errors import DisclosureError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan
from dnoutcomes.report import build_report
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.releases.internal import MARK, RELEASES, mark_of, place_of
from dnoutcomes.report.render.house_style import HouseStyle
from dnoutcomes.simulation import simulate

VISITS = [{"name": "W04", "day": 28}, {"name": "W12", "day": 84}]
IN_FILES = RELEASES["internal"]
HIDING = re.compile(
    r"hidden|withheld|hiding|small group|protect|recognis|not shown|given away|may be shown"
    r"|ocult|reserva|grupos? pequeño|protege|reconoc|no se muestra",
    re.IGNORECASE,
)
# Words that belong to the mark itself, to a column that programs read, or to something else.
OTHERWISE = re.compile(
    rf"{MARK}|contiene grupos pequeños|A mean can hide|media puede ocultar|^grupos pequeños$",
    flags=re.IGNORECASE,
)


# A scale, a rating of change and a laboratory value stay; the report of the clinic has the words of all.
FURTHER_OUTCOMES = ["npsi_total", "isi", "phq9", "eq5d_index", "tug", "bbs", "vpt", "monofilament_sites"]


def analysis_of(preset="clinic", n=60, alter=None, **plan):
    sample = simulate(preset, n=n)
    frame = sample.frame if alter is None else alter(sample.frame.drop(columns=FURTHER_OUTCOMES))
    chosen = Plan(**(sample.plan.model_dump() | {"visits": VISITS} | plan))
    return build_analysis(read_outcomes(frame, plan=chosen), chosen)


def texts_in(value):
    """Every text of a section, its figures' captions and alternative texts included."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in texts_in(part)]
    if isinstance(value, FigureBlock):
        return [value.caption, value.alt_text]
    return (
        texts_in(tuple(part for name, part in vars(value).items() if name not in ("id", "tone")))
        if hasattr(value, "__dict__")
        else []
    )


def said(report):
    """Every text of a report, less what may be said of small groups anyway."""
    texts = [report.title, report.cover.subtitle, *report.cover.facts, *texts_in(report.sections)]
    return [OTHERWISE.sub("", text) for text in texts]


@pytest.fixture(scope="module")
def clinic60(made_once):
    return made_once("clinic of sixty", analysis_of)


@pytest.fixture(scope="module")
def protected(clinic60, made_once):
    return made_once("protected report of sixty", lambda: build_report(clinic60))


@pytest.fixture(scope="module")
def internal(clinic60, made_once):
    return made_once("internal report of sixty", lambda: build_report(clinic60, release="internal"))


@pytest.fixture(scope="module")
def files(internal, made_once):
    return made_once("files of the internal report", internal.files)


def test_every_number_is_exact(clinic60, protected, internal):
    assert protected.n_hidden > 100
    assert internal.n_hidden == 0
    assert len(internal.table) >= len(protected.table)
    counts = internal.results.counts
    flow = patient_flow(clinic60)
    for row in flow.itertuples():
        key = tuple(part for part in (row.stage, row.visit, row.reason, row.arm) if part)
        assert counts.text(key) == str(row.n_patients)
    shown = internal.results.case_mix
    assert (shown["needling_n"].dropna() == table_one(clinic60)["needling_n"].dropna()).all()
    # Some of them stand for fewer patients than a protected report shows.
    assert flow["n_patients"].between(1, 10).any()


def test_nothing_is_rounded_for_disclosure(internal):
    """A number of patients and an error with all its digits stand beside every difference."""
    rows = internal.table[internal.table["table"].str.startswith("difference at")]
    assert rows["n_subjects"].notna().all()
    assert (rows["std_error"] != rows["std_error"].round(4)).all()
    assert rows["df"].notna().any()


def test_it_is_the_same_plan(protected, internal):
    manifests = [json.loads(report.files(["csv"])["manifest.json"]) for report in (protected, internal)]
    assert manifests[0]["plan_sha256"] == manifests[1]["plan_sha256"]
    assert [item["release"] for item in manifests] == ["protected", IN_FILES]
    assert [item["smallest_cell"] for item in manifests] == [11, 1]


def test_only_an_internal_report_has_a_mark():
    assert mark_of("internal") == MARK
    assert mark_of("protected") == ""


def test_the_mark_stands_on_every_file(files):
    assert MARK in files["report.html"].decode()
    assert json.loads(files["results.json"])["release"] == IN_FILES
    rows = list(csv.DictReader(io.StringIO(files["results.csv"].decode())))
    assert {row["release"] for row in rows} == {IN_FILES}
    for name, content in files.items():
        if name.endswith(".svg"):
            assert MARK.encode() in content, name
        elif name.endswith(".png"):
            assert MARK.encode() in content.replace(b"\n", b" "), name
    captions = list(csv.DictReader(io.StringIO(files["figures/captions.csv"].decode())))
    assert all(MARK in row["alt_text"] for row in captions)


def test_the_mark_stands_on_every_sheet_and_page(files, tmp_path):
    book = openpyxl.load_workbook(BytesIO(files["tables.xlsx"]))
    for sheet in book.worksheets:
        assert MARK in sheet.oddHeader.center.text, sheet.title
        assert sheet.sheet_properties.tabColor is not None
        if sheet.title not in ("results", "dictionary"):
            assert MARK in [sheet["A1"].value, sheet["A2"].value], sheet.title
    assert [cell.value for cell in book["results"][1]][-1] == "release"
    document = docx.Document(BytesIO(files["report.docx"]))
    assert all(MARK in section.header.paragraphs[0].text for section in document.sections)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_the_mark_stands_on_every_page_of_print(files, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(files["report.pdf"])
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    pages = done.stdout.split("\f")[:-1]
    assert len(pages) > 3
    assert all(MARK in page for page in pages)


def test_a_page_that_is_printed_has_the_mark_at_its_head(internal, protected):
    style = internal.html.partition("<style>")[2].partition("</style>")[0]
    rule = re.search(r'@top-center \{ content: "([^"]*)"', style)
    assert "".join(chr(int(code, 16)) for code in rule[1].split("\\")[1:]) == MARK
    assert "@top-center" not in protected.html
    assert '<aside class="release">' not in protected.html


def test_a_protected_report_bears_no_mark(protected):
    files = protected.files(["html", "csv", "json", "xlsx"])
    assert MARK not in files["report.html"].decode()
    assert IN_FILES.encode() not in files["results.csv"] + files["results.json"]
    book = openpyxl.load_workbook(BytesIO(files["tables.xlsx"]))
    assert not any(sheet.oddHeader.center.text for sheet in book.worksheets)


def as_drawn(frame):
    return frame


def one_cause_no_events(frame):
    return frame.drop(columns=[name for name in frame if name.startswith("ae_")]).assign(cause="diabetic")


@pytest.fixture(scope="module")
def of_one_cause(made_once):
    """A clinic of one cause and without adverse events, whose sites are drawn."""

    def make():
        analysis = analysis_of(alter=one_cause_no_events, funnels=("site",))
        return build_report(analysis, release="internal")

    return made_once("internal report of one cause", make)


def test_the_words_of_hiding_do_not_appear_where_there_is_one_cause_and_no_event(of_one_cause):
    assert [text for text in said(of_one_cause) if HIDING.search(text)] == []
    assert of_one_cause.n_hidden == 0


@pytest.mark.parametrize(
    ("make", "options"),
    [
        (lambda: analysis_of(n=25, alter=as_drawn), {}),
        (lambda: analysis_of("trial", n=50, alter=as_drawn), {"audience": "paper"}),
        (lambda: analysis_of(alter=as_drawn), {"language": "es"}),
    ],
    ids=["25 patients", "trial", "Spanish"],
)
def test_the_words_of_hiding_do_not_appear(make, options):
    report = build_report(make(), release="internal", **options)
    assert [text for text in said(report) if HIDING.search(text)] == []
    assert report.n_hidden == 0


@pytest.fixture(scope="module")
def of_a_quarter(made_once):
    def make():
        return build_report(analysis_of(n=150, alter=as_drawn), release="internal", quarter="2025Q1")

    return made_once("internal report of a quarter", make)


def test_the_words_of_hiding_do_not_appear_in_a_quarter(of_a_quarter):
    assert [text for text in said(of_a_quarter) if HIDING.search(text)] == []
    assert of_a_quarter.n_hidden == 0


def test_the_words_of_hiding_do_not_appear_in_the_clinic(internal, protected):
    assert [text for text in said(internal) if HIDING.search(text)] == []
    assert len([text for text in said(protected) if HIDING.search(text)]) > 20


def test_a_checklist_is_filled_from_what_is_exact(protected, internal):
    """What small groups hid of a result's section left its items to an author."""
    filled, before = (
        {section.name for section in report.results.told if section.state is State.SHOWN}
        for report in (internal, protected)
    )
    assert before < filled
    assert "responders" in filled - before


def test_the_command_that_made_it_is_said(internal):
    assert " --internal --out " in dict(internal.results.provenance)["Command"]


def test_sites_are_named(clinic60, of_one_cause):
    labels = set(of_one_cause.results.funnels[0].points["label"])
    assert labels
    assert labels <= set(clinic60.outcomes.records["site_id"])
    assert not any("labels" in text for text in said(of_one_cause) if "No ranking" in text)


def test_quarters_before_are_exact(of_a_quarter):
    effects = of_a_quarter.results.quarters.effects.values()
    finite = [effect for effect in effects if np.isfinite(effect.estimate)]
    assert finite
    assert not any(effect.state is State.HIDDEN for effect in effects)
    assert all(effect.estimate != round(effect.estimate, 4) for effect in finite)


def test_own_templates_could_leave_the_mark_out_and_are_not_used(make_analysis, plan_of):
    look = HouseStyle(clinic="North Valley", templates={"report.css": ".release { display: none }"})
    brief = make_analysis(plan_of(sections=("people",)), n=40)
    page = build_report(brief, release="internal", style=look).html
    assert "North Valley" in page
    assert ".release { display: none }\n" not in page
    assert "position: sticky" in page


@pytest.mark.parametrize("audience", ["patients", "funder"])
def test_nobody_outside_is_given_one(clinic60, audience):
    with pytest.raises(DisclosureError, match="leaves the clinic"):
        build_report(clinic60, release="internal", audience=audience)


def test_a_release_that_is_not_known(clinic60):
    with pytest.raises(DisclosureError, match="unknown release 'interal'; did you mean 'internal'"):
        build_report(clinic60, release="interal")


def test_a_plan_that_hides_nothing_makes_internal_reports(make_analysis):
    plan = Plan(smallest_cell=1, visits=[{"name": "W12", "day": 84}], sections=("people",))
    analysis = make_analysis(plan, n=40)
    report = build_report(analysis)
    assert report.is_internal
    assert report.cover.mark == MARK
    with pytest.raises(DisclosureError, match="smallest_cell = 1 makes every report"):
        build_report(analysis, audience="patients")


def test_its_directory_says_what_it_is_and_it_is_never_on_record(internal, tmp_path):
    written = internal.write(tmp_path / "q3", ["csv"], releases=tmp_path / "releases.json")
    assert {path.parent for path in written} == {tmp_path / "q3-internal"}
    assert not (tmp_path / "releases.json").exists()
    again = internal.write(tmp_path / "q3-internal", ["csv"])
    assert {path.parent for path in again} == {tmp_path / "q3-internal"}


def test_a_place_without_a_name_of_its_own_gets_one(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert place_of(Path(), "internal") == tmp_path / "here-internal"
    assert place_of(Path(), "protected") == Path()
