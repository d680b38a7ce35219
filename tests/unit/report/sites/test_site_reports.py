"""Reports by site: each about its own patients only, whoever else is in the file, and an index of them all."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis, derive_analysis
from dnoutcomes.errors import DataError, DisclosureError, DnOutcomesError, OutputError, PlanError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan, Visit
from dnoutcomes.report import build_report
from dnoutcomes.report.blocks.section import Paragraph
from dnoutcomes.report.names.site_names import site_directory
from dnoutcomes.report.sections import SECTIONS, ReportSection
from dnoutcomes.report.sites import site_task
from dnoutcomes.report.sites.site_data import outcomes_of_site, sites_of_patients
from dnoutcomes.report.sites.site_reports import write_site_reports

FAULTS = Path(__file__).parents[3] / "faults"
PLAN = Plan(
    covariates=("age", "sex"),
    visits=(Visit(name="W04", day=28), Visit(name="W12", day=84)),
    sections=("summary", "quality", "limits", "provenance"),
)
FORMATS = ("html", "csv")
NORTH, SOUTH, ONE_ARM = "NORTH", "../../South<script>", "north"


@pytest.fixture(scope="module")
def network(make_records):
    """Two sites that can be analysed, one that can't, and three patients at none."""
    frames = []
    for number, (site, n) in enumerate([(NORTH, 60), (SOUTH, 50), (ONE_ARM, 12), ("", 3)]):
        frame = make_records(n=n, seed=number).drop(columns="source_row")
        frames.append(frame.assign(patient_id=f"{number}-" + frame["patient_id"], site_id=site))
    frames[2]["arm"] = "needling"
    # Somebody is first seen at one site and then at the other, and a row of the first has an impossible score.
    frames[0].loc[1, "site_id"] = SOUTH
    whole = pd.concat(frames, ignore_index=True).astype(object)
    whole.loc[4, "pain_nrs"] = "eleven"
    return whole


@pytest.fixture(scope="module")
def outcomes(network):
    return read_outcomes(network, plan=PLAN)


@pytest.fixture(scope="module")
def written(outcomes, tmp_path_factory):
    place = tmp_path_factory.mktemp("sites") / "out"
    return place, write_site_reports(outcomes, PLAN, place, formats=FORMATS, n_jobs=1)


def contents(place):
    return {
        path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()
    }


def test_every_site_has_a_directory_of_its_own_inside_the_one_asked_for(written):
    place, found = written
    south = site_directory(SOUTH)
    assert sorted(contents(place.parent)) == sorted(
        f"out/{name}"
        for name in ("NORTH/report.html", "NORTH/results.csv", "NORTH/manifest.json", "NORTH-set-aside.csv",
                     f"{south}/report.html", f"{south}/results.csv", f"{south}/manifest.json", "sites.json")
    )  # fmt: skip
    assert found.n_written == 2


def test_the_index_says_what_was_written_and_why_the_rest_was_not(written, outcomes):
    place, _ = written
    index = json.loads((place / "sites.json").read_text(encoding="utf-8"))
    entries = {item["directory"]: item for item in index["sites"]}
    assert list(entries) == [site_directory(name) for name in sorted((NORTH, SOUTH, ONE_ARM))]
    assert [item["written"] for item in index["sites"]] == [
        name != ONE_ARM for name in sorted((NORTH, SOUTH, ONE_ARM))
    ]
    refused = entries[site_directory(ONE_ARM)]
    assert "no record of the arm standard" in refused["reason"]
    assert refused["manifest_sha256"] == ""
    for name in (NORTH, site_directory(SOUTH)):
        manifest = (place / name / "manifest.json").read_bytes()
        assert entries[name]["manifest_sha256"] == hashlib.sha256(manifest).hexdigest()
        assert entries[name]["reason"] == ""
    assert index["input"]["sha256"] == outcomes.source.sha256
    assert index["plan_sha256"] == PLAN.hash


def test_patients_without_a_site_or_at_several_are_counted_and_few_are_not_printed(written):
    place, found = written
    index = json.loads((place / "sites.json").read_text(encoding="utf-8"))
    assert (found.n_without_site, found.n_at_several_sites) == (3, 1)
    assert index["patients_without_site"] is None
    assert index["patients_at_several_sites"] is None
    assert index["smallest_cell"] == 11


def test_internal_reports_of_sites_are_exact_and_in_a_place_of_their_own(written, network, tmp_path):
    _, protected = written
    outcomes = read_outcomes(network, plan=PLAN)
    found = write_site_reports(
        outcomes, PLAN, tmp_path / "sites", formats=["csv"], n_jobs=1, release="internal"
    )
    assert found.index.parent == tmp_path / "sites-internal"
    assert (protected.n_hidden > 0, found.n_hidden) == (True, 0)
    index = json.loads(found.index.read_text(encoding="utf-8"))
    assert index["release"].startswith("internal")
    assert (index["patients_without_site"], index["patients_at_several_sites"]) == (3, 1)


def test_a_sites_report_is_that_of_its_patients_alone_with_the_pooling_and_mix_of_the_file(
    written, network, outcomes
):
    alone = network[network["site_id"].isin([NORTH]) | (network["patient_id"] == network["patient_id"][1])]
    here = read_outcomes(alone.assign(site_id=NORTH), plan=PLAN)
    own = outcomes_of_site(here, sites_of_patients(here), NORTH)
    causes = build_analysis(outcomes, PLAN).modelled_causes
    assert build_analysis(own, PLAN).modelled_causes.shares != causes.shares
    expected = build_report(derive_analysis(own, PLAN, causes)).files(FORMATS)
    place, _ = written
    assert (place / "NORTH" / "results.csv").read_bytes() == expected["results.csv"]
    manifest = json.loads((place / "NORTH" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["input"]["rows"] == len(alone)
    assert manifest["input"]["rows_set_aside"] == 1


def test_a_sites_report_says_whose_it_is_and_nothing_of_the_others(written, network, outcomes):
    place, _ = written
    page = re.sub('src="[^"]*"', "", (place / "NORTH" / "report.html").read_text(encoding="utf-8"))
    manifest = json.loads((place / "NORTH" / "manifest.json").read_text(encoding="utf-8"))
    assert "site NORTH" in page
    assert "rows of this site" in page
    assert "South" not in page
    words = re.sub(r'src="[^"]*"', "", page)
    assert f"{len(network):,}" not in words
    assert manifest["input"]["sha256"] == outcomes.source.sha256
    assert manifest["input"]["site"] == NORTH
    assert "South" not in json.dumps(manifest)
    listed = (place / "NORTH-set-aside.csv").read_text(encoding="utf-8").splitlines()
    assert len(listed) == 2


def test_the_bytes_do_not_depend_on_the_number_of_processes(written, outcomes, tmp_path):
    told = []
    write_site_reports(
        outcomes,
        PLAN,
        tmp_path,
        formats=FORMATS,
        n_jobs=2,
        progress=lambda done, total: told.append((done, total)),
    )
    assert contents(tmp_path) == contents(written[0])
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_site_that_cannot_be_analysed_any_more_leaves_no_old_report_behind(written, network, tmp_path):
    shutil.copytree(written[0], tmp_path, dirs_exist_ok=True)
    (tmp_path / "NORTH" / "notes.txt").write_text("mine")
    at = network["patient_id"].str[:1]
    now = network.assign(site_id=at.map({"0": NORTH, "1": "EAST", "2": ONE_ARM}).fillna(""))
    now.loc[at == "0", "arm"] = "needling"
    found = write_site_reports(read_outcomes(now, plan=PLAN), PLAN, tmp_path, formats=["csv"], n_jobs=1)
    assert found.frame.set_index("site")["written"].to_dict() == {"EAST": True, NORTH: False, ONE_ARM: False}
    assert sorted(contents(tmp_path)) == [
        "EAST/manifest.json", "EAST/results.csv", "NORTH-set-aside.csv", "NORTH/notes.txt", "sites.json",
    ]  # fmt: skip


def test_an_index_that_is_not_ours_removes_nothing(outcomes, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise DisclosureError("a small group could be worked out")

    monkeypatch.setattr(site_task, "build_report", refuse)
    outside = tmp_path / "precious"
    outside.mkdir()
    (outside / "manifest.json").write_text('{"files": {}}')
    place = tmp_path / "out"
    place.mkdir()
    index = {
        "format": "dnoutcomes sites, version 1",
        "sites": [{"directory": "../precious"}, {"directory": "."}],
    }
    (place / "sites.json").write_text(json.dumps({"sites": index["sites"]}))
    with pytest.raises(OutputError, match=r"sites\.json"):
        write_site_reports(outcomes, PLAN, place, formats=["csv"], n_jobs=1)
    (place / "sites.json").write_text(json.dumps(index))
    found = write_site_reports(outcomes, PLAN, place, formats=["csv"], n_jobs=1)
    assert found.n_written == 0
    assert (outside / "manifest.json").exists()


def test_a_fault_of_the_program_is_not_taken_for_a_fault_of_the_data(outcomes, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(site_task, "build_report", broken)
    with pytest.raises(ZeroDivisionError):
        write_site_reports(outcomes, PLAN, tmp_path, formats=["csv"], n_jobs=1)
    assert not (tmp_path / "sites.json").exists()


def test_a_full_disk_at_one_site_ends_the_run_and_leaves_the_earlier_reports(outcomes, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OutputError("the disk is full")

    index = {"format": "dnoutcomes sites, version 1", "sites": [{"directory": "NORTH"}]}
    page = b"the report of before"
    listed = {"files": {"report.html": {"sha256": hashlib.sha256(page).hexdigest()}}}
    (tmp_path / "NORTH").mkdir()
    (tmp_path / "NORTH" / "report.html").write_bytes(page)
    (tmp_path / "NORTH" / "manifest.json").write_text(json.dumps(listed))
    (tmp_path / "sites.json").write_text(json.dumps(index))
    before = contents(tmp_path)
    monkeypatch.setattr(site_task, "build_report", full)
    with pytest.raises(OutputError, match="the disk is full"):
        write_site_reports(outcomes, PLAN, tmp_path, formats=["csv"], n_jobs=1)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"audience": "patient"}, PlanError, "did you mean 'patients'"),
        ({"formats": ["pfd"]}, DnOutcomesError, "did you mean 'pdf'"),
        ({"quarter": "2026-3"}, DataError, "2026Q3"),
        ({"language": "xx"}, DnOutcomesError, "xx"),
        ({"n_jobs": 0}, DnOutcomesError, "1 or more, got 0"),
    ],
)
def test_what_would_stop_every_site_is_said_before_anything_is_written(
    outcomes, tmp_path, options, error, message
):
    with pytest.raises(error, match=message):
        write_site_reports(outcomes, PLAN, tmp_path / "out", **({"n_jobs": 1} | options))
    assert not (tmp_path / "out").exists()


def test_a_plan_that_does_not_fit_the_file_is_an_error_and_not_one_of_each_site(outcomes, tmp_path):
    plan = PLAN.model_copy(update={"covariates": ("height_cm",)})
    with pytest.raises(PlanError, match="height_cm"):
        write_site_reports(outcomes, plan, tmp_path, n_jobs=1)


def test_a_hostile_name_stays_inside_and_a_patient_without_a_site_is_counted(tmp_path):
    outcomes = read_outcomes(FAULTS / "path_site.csv")
    found = write_site_reports(outcomes, Plan(), tmp_path / "a" / "b", formats=FORMATS, n_jobs=1)
    assert (len(found.sites), found.n_written, found.n_without_site) == (1, 0, 1)
    assert list(contents(tmp_path)) == ["a/b/sites.json"]


def test_a_quarter_that_a_site_cannot_have_is_its_reason(outcomes, tmp_path):
    found = write_site_reports(outcomes, PLAN, tmp_path, formats=["csv"], n_jobs=1, quarter="2026Q3")
    reasons = found.frame.set_index("site")["reason"]
    assert found.n_written == 0
    assert "no dates" in reasons[NORTH]


def test_what_a_script_registered_is_known_to_all_sites_or_refused(outcomes, tmp_path):
    """Other processes would know nothing of it, so there are none."""
    SECTIONS.register(ReportSection("words", "Words", lambda results: [Paragraph("Of this network.")]))
    try:
        plan = PLAN.model_copy(update={"sections": ("words",)})
        with pytest.raises(
            DnOutcomesError, match="this script registered words, which other processes don't know"
        ):
            write_site_reports(outcomes, plan, tmp_path / "out", formats=["html"], n_jobs=2)
        assert not (tmp_path / "out").exists()
        done = write_site_reports(outcomes, plan, tmp_path / "out", formats=["html"])
        pages = [tmp_path / "out" / item.directory / "report.html" for item in done.sites if item.written]
        assert len(pages) == 2
        assert all("Of this network." in page.read_text(encoding="utf-8") for page in pages)
    finally:
        SECTIONS.withdraw("words")
