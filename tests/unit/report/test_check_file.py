"""What `check` says of a plan and a file is what `report` then does."""

import json

import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.describe import restrict_to_quarter
from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan, Visit
from dnoutcomes.report import build_report, check_file
from dnoutcomes.report.blocks.section import Note
from dnoutcomes.simulation import simulate

VISITS = (Visit(name="W04", day=28), Visit(name="W12", day=84))
PLANS = {
    "as it is": {},
    "a covariate that the file lacks": {"covariates": ("shoe_size",)},
    "a covariate of after time zero": {"covariates": ("sessions_attended",)},
    "an outcome that the file lacks": {"outcome": "vas_pain"},
    "what the report can do without": {
        "covariates": ("age",),
        "secondary_outcomes": ("tcns",),
        "funnels": ("therapist",),
        "change_points": [{"month": "1999-01", "reason": "a new room"}],
        "visits": (*VISITS, Visit(name="Y3", day=1100, first=1090, last=1110)),
        "primary_visit": "W12",
        "smallest_cell": 1,
    },
    "other arms": {"arms": ("standard", "laser")},
    "causes that aren't all": {"causes": ("diabetic",)},
    "an event without a column": {"estimand": {"intercurrent_events": [{"event": "opioid_rescue"}]}},
    "no such section": {"sections": ("sumary",)},
    "a baseline of no day": {"baseline": {"first": -900, "last": -800}},
    "visits that nobody has": {"visits": (Visit(name="Y3", day=1100, first=1090, last=1110),)},
}


@pytest.fixture(scope="module")
def files():
    # Outcomes that are counted and compared as the others are.
    further = [
        "bpi_interference",
        "npsi_total",
        "phq9",
        "eq5d_index",
        "tug",
        "bbs",
        "vpt",
        "monofilament_sites",
    ]
    frame = simulate("trial", n=40).frame.drop(columns=further)
    first = frame.groupby("patient_id")["session_date"].transform("min")
    return {
        "whole": frame,
        "one arm unscored": frame.assign(pain_nrs=frame["pain_nrs"].where(frame["arm"] == "standard")),
        "no baseline": frame[frame["session_date"] > first],
    }


def is_written(frame, plan):
    try:
        report = build_report(build_analysis(read_outcomes(frame, plan=plan), plan))
        return "report.html" in report.files(["html"])
    except DnOutcomesError:
        return False


@pytest.mark.parametrize("file", ["whole", "one arm unscored", "no baseline"])
@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_check_says_what_report_does(files, file, plan):
    chosen = Plan(**{"visits": VISITS, "sections": ("people",)} | plan)
    found = check_file(files[file], plan=chosen)
    assert (found.verdict in ("ok", "warn", "row")) == is_written(files[file], chosen), found
    assert (found.outlook is not None) == (found.verdict in ("ok", "warn", "row"))


def test_the_outlook_has_the_reports_own_numbers(files):
    plan = Plan(visits=VISITS, sections=("people",), smallest_cell=5, pool_causes_below=0)
    outlook = check_file(files["whole"], plan=plan).outlook
    counts = build_report(build_analysis(read_outcomes(files["whole"], plan=plan), plan)).results.counts
    assert {item.arm: item.with_baseline for item in outlook.arms} == {
        arm: str(counts.shown(("analysed", arm))) for arm in plan.arms
    }
    assert [item.scored for item in outlook.visits] == [
        str(counts.shown(("scored", visit.name, item))) for visit in VISITS for item in outlook_arms(outlook)
    ]
    assert outlook.n_hidden > 0
    assert any("1 to 4" in item.patients for item in outlook.causes)
    assert f"{outlook.n_hidden} of {outlook.n_counts} counts" in " ".join(outlook.sentences)


def outlook_arms(outlook):
    return [item.arm for item in outlook.arms]


def test_what_the_report_will_have_nothing_of_is_a_warning(files):
    plan = Plan(**{"visits": VISITS, "sections": ("people",)} | PLANS["what the report can do without"])
    issues = check_file(files["whole"], plan=plan).issues
    warned = issues[issues["check"] == "outlook"]
    assert set(warned["severity"]) == {"warn"}
    for said in ("no scores of tcns", "1999-01", "needling has a score at Y3", "standard has a score at Y3"):
        assert said in " ".join(warned["message"])


def test_sections_that_will_be_empty_are_named_with_the_reports_own_sentence():
    frame = simulate("trial", n=60).frame
    day = (frame["session_date"] - frame["index_date"]).dt.days
    bare = frame.loc[frame["encounter"] == "assessment", ["patient_id", "arm", "pain_nrs"]]
    bare = bare.assign(cause="diabetic", study_day=day).query("study_day < 60")
    plan = Plan(visits=VISITS[:1], covariates=[], funnels=["site"])
    predicted = check_file(bare, plan=plan).outlook.empty
    report = build_report(build_analysis(read_outcomes(bare, plan=plan), plan))
    noted = {
        section.id: section.blocks[0].text
        for section in report.sections
        if len(section.blocks) == 1 and isinstance(section.blocks[0], Note)
    }
    assert predicted == noted
    assert set(predicted) == {
        "activity",
        "delivered",
        "course",
        "causes",
        "domains",
        "trends",
        "safety",
        "funnels",
    }


def test_the_outlook_of_a_quarter_and_an_audience_is_that_of_their_report(files):
    plan = Plan(visits=VISITS, smallest_cell=2)
    found = check_file(files["whole"], plan=plan, quarter="2025Q4", audience="funder")
    assert "quarter" in found.outlook.sections
    assert "methods" not in found.outlook.sections
    quarter = restrict_to_quarter(build_analysis(read_outcomes(files["whole"], plan=plan), plan), "2025Q4")
    seen = quarter.patients["arm"].value_counts()
    assert {item.arm: item.with_baseline for item in found.outlook.arms} == seen.astype(str).to_dict()
    assert check_file(files["whole"], plan=plan, quarter="1999Q1").verdict == "reject"
    assert check_file(files["whole"], plan=plan, audience="kings").verdict == "reject"


def test_it_is_json(files):
    found = check_file(files["whole"], plan=Plan(visits=VISITS, sections=("people",)))
    again = json.loads(json.dumps(found.to_dict()))
    assert set(again) == {"verdict", "summary", "counts", "engine", "issues", "outlook"}
    assert set(again["outlook"]) == {
        "sections", "arms", "visits", "causes", "n_counts", "n_hidden", "smallest_cell", "empty", "formats",
        "skipped_formats",
    }  # fmt: skip


def test_a_plan_that_is_no_plan_is_a_verdict(files, tmp_path):
    (tmp_path / "plan.toml").write_text("colour = 1")
    assert check_file(files["whole"], plan=tmp_path / "plan.toml").verdict == "reject"
