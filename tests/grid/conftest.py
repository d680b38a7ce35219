"""Reports of files that differ in what they hold, each computed once."""

from dataclasses import replace
from functools import cache

import pytest

from dnoutcomes import Plan, build_analysis, build_report, read_outcomes, simulate
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.report.facts.figure_block import FigureBlock

VISITS = ({"name": "W04", "day": 28}, {"name": "W12", "day": 84})
# What every case has, so that a case is told by one thing. Small groups of one and two are hidden.
USUAL = {
    "visits": VISITS,
    "smallest_cell": 3,
    "data_cutoff": "2026-06-30",
    "covariates": ("age",),
    "same_day": "mean",
}


# Each other outcome costs an analysis of its own and says nothing that the ones that are left don't.
LEFT_OUT = ("npsi_total", "phq9", "eq5d_index", "tug", "bbs", "vpt", "monofilament_sites", "hba1c")


@cache
def clinic():
    """Sixty patients of three sites, of whom two in three had needling."""
    return simulate("clinic", n=60, seed=3).frame.drop(columns=list(LEFT_OUT))


def usual(n=48):
    frame = clinic()
    return frame[frame["patient_id"].isin(frame["patient_id"].unique()[:n])].copy()


def without(frame, *starts):
    return frame.drop(columns=[name for name in frame.columns if name.startswith(starts)])


def report_of(frame, mapping=None, confirmed=None, quarter=None, language=None, audience="clinic", **plan):
    chosen = Plan(**(USUAL | plan))
    outcomes = read_outcomes(frame, plan=chosen, mapping=mapping, confirmed=confirmed)
    analysis = build_analysis(outcomes, chosen)
    return build_report(analysis, quarter=quarter, language=language, audience=audience)


def no_sessions():
    frame = usual()
    return report_of(frame[frame["encounter"] != "session"])


def other_arms():
    frame = usual()
    frame["arm"] = frame["arm"].map({"needling": "acupuncture", "standard": "usual care"})
    return report_of(frame, arms=("usual care", "acupuncture"), reference_arm="usual care")


def mapped_second_outcome():
    frame = usual().rename(columns={"bpi_interference": "how much it is in the way"})
    mapping = SiteMapping(columns={"how much it is in the way": "bpi_interference"})
    return report_of(frame, mapping=mapping, secondary_outcomes=("bpi_interference",))


def month_without_patients():
    """Nobody starts in two months in the middle, so that no visit falls due twelve weeks later."""
    frame = usual(60)
    starts = frame["index_date"].astype(str).str[:7]
    middle = sorted(starts.unique())[8:10]
    return report_of(frame[~starts.isin(middle)])


CASES = {
    "25 patients": lambda: report_of(usual(25), smallest_cell=11),
    "one cause": lambda: report_of(usual().assign(cause="diabetic")),
    # Of the checklists only that of trials asks for harms.
    "a trial without adverse events": lambda: report_of(without(usual(), "ae_"), design="randomised"),
    "no sessions": no_sessions,
    "no baseline severity": lambda: report_of(without(usual(), "severity")),
    "a trial": lambda: report_of(usual(), design="randomised"),
    "a quarter": lambda: report_of(usual(60), quarter="2025Q3"),
    "other arms than ours": other_arms,
    "one visit": lambda: report_of(usual(), visits=VISITS[1:], confirmed=["windows"]),
    "a mapped second outcome": mapped_second_outcome,
    "a month without patients": month_without_patients,
    "Spanish": lambda: report_of(usual(), language="es"),
    "for patients": lambda: report_of(usual(), audience="patients"),
    "for a funder": lambda: report_of(usual(), audience="funder"),
    "for a paper": lambda: report_of(usual(), audience="paper"),
}


# Those whose formats are read: groups are hidden, numbers are written another way, and sections are left out.
WRITTEN = ("25 patients", "Spanish", "for patients")


def report_named(name, made_once):
    return made_once(f"grid {name}", CASES[name])


@pytest.fixture(scope="session", params=CASES)
def report(request, made_once):
    return report_named(request.param, made_once)


@pytest.fixture(scope="session", params=WRITTEN)
def without_pictures(request, made_once):
    """A report without its figures, which take long to draw and say what its tables say."""
    report = report_named(request.param, made_once)
    sections = tuple(
        replace(
            section, blocks=tuple(block for block in section.blocks if not isinstance(block, FigureBlock))
        )
        for section in report.sections
    )
    return replace(report, sections=sections)


@pytest.fixture(scope="session")
def written(without_pictures):
    return without_pictures.files(["html", "docx", "xlsx", "csv", "json"])
