"""One number in a report, wherever it stands: small clinics, one cause, a quarter and a site, and whom it rests on."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import derive_analysis
from dnoutcomes.figures.number_text import number
from dnoutcomes.report import build_report
from dnoutcomes.report.facts.quarter_results import first_page_of
from dnoutcomes.report.sections.course import course_table
from dnoutcomes.report.sections.key_numbers import key_numbers
from dnoutcomes.report.sites.site_data import outcomes_of_site, sites_of_patients

SECTIONS = ("summary", "course", "causes", "methods")
QUARTER = "2025Q2"
CASES = ("25 patients", "one cause", "a quarter", "a site", "small causes kept apart")


@pytest.fixture(scope="module")
def network(make_records, make_analysis, plan_of):
    """Two sites that differ in number, causes and effect."""
    first = make_records(n=220, seed=3)
    second = make_records(n=70, effect=0.4, seed=8, shares=[0.1, 0.5, 0.2, 0.1, 0.1])
    frame = first.assign(site_id="EAST")
    second = second.assign(site_id="WEST", patient_id="W" + second["patient_id"])
    records = pd.concat([frame, second], ignore_index=True)
    records["source_row"] = np.arange(len(records)) + 2
    analysis = make_analysis(plan_of(sections=SECTIONS), records=records)
    rows = records[["source_row", "patient_id", "site_id"]]
    return replace(analysis, outcomes=replace(analysis.outcomes, rows=rows))


@pytest.fixture(scope="module", params=CASES)
def case(request, make_analysis, plan_of, network, clinic):
    """A report with nothing hidden or rounded, and the analysis that it is of."""
    quarter, plan = None, plan_of(sections=SECTIONS)
    if request.param == "25 patients":
        analysis = make_analysis(plan, n=25, seed=4)
    elif request.param == "one cause":
        analysis = make_analysis(plan, n=60, causes=["diabetic"], shares=[1.0])
    elif request.param == "small causes kept apart":
        analysis = make_analysis(plan_of(sections=SECTIONS, pool_causes_below=0), n=25, seed=4)
    elif request.param == "a site":
        own = outcomes_of_site(network.outcomes, sites_of_patients(network.outcomes), "WEST")
        analysis = derive_analysis(own, plan, network.modelled_causes)
    else:
        plan, quarter = clinic.plan.model_copy(update={"sections": ("quarter", *SECTIONS)}), QUARTER
        analysis = replace(clinic, plan=plan)
    return request.param, build_report(analysis, quarter=quarter, release="internal")


def text(estimate):
    return number(abs(estimate), 2)


def test_the_number_is_the_same_wherever_it_stands(case):
    name, report = case
    results = report.results
    effect, visit = results.answer.effect, results.setting.plan.primary_visit
    assert results.answer.method == "mixed model"
    model = results.model
    difference = model.differences.where(visit=visit).frame
    means = model.means.where(visit=visit).frame.set_index("arm")["estimate"]
    assert difference["estimate"].item() == effect.estimate
    assert means["needling"] - means["standard"] == pytest.approx(effect.estimate, abs=1e-9)
    population = difference["population"].item()
    assert model.by_cause.where(population=population).frame["estimate"].item() == effect.estimate
    table = report.table
    rows = table[
        (table["analysis"] == "mixed model") & (table["visit"] == visit) & (table["population"] == population)
    ]
    rows = rows[rows["contrast"].notna() & (rows["contrast"] != "")]
    assert len(rows) > 0
    assert rows["estimate"].to_numpy() == pytest.approx(effect.estimate)
    assert text(effect.estimate) in key_numbers(results)[0].value
    written = [row for row in course_table(results).rows if row[0] == results.setting.visit(visit)]
    assert text(effect.estimate) in written[0][3]
    if name == "a quarter":
        assert results.quarters.effects[QUARTER] is effect


def test_every_number_of_the_csv_says_which_analysis_it_is_of(case):
    table = case[1].table
    estimates = table[table["table"].str.startswith("difference") & table["estimate"].notna()]
    assert set(estimates["analysis"]) & {"mixed model"}
    assert "adjusted" not in set(estimates["analysis"])


def test_the_headline_rests_on_the_patients_it_names(case):
    name, report = case
    results = report.results
    visit = results.setting.plan.primary_visit
    rested_on = results.model.differences.where(visit=visit).frame["n_shown"].item()
    named = [results.counts.value(("scored", visit, arm)) for arm in ("needling", "standard")]
    detail = key_numbers(results)[0].detail
    assert f"patients scored: {named[0]} / {named[1]}" in detail
    partial = name == "small causes kept apart"
    assert ("without causes that only one group has scores of" in detail) == partial
    assert ("without patients of causes" in " ".join(course_table(results).notes)) == partial
    assert str(rested_on) == (f"at most {sum(named)}" if partial else str(sum(named)))


def test_small_clinics_have_a_narrower_interval_than_with_small_causes_kept_apart(make_analysis, plan_of):
    wide = make_analysis(plan_of(pool_causes_below=0, smallest_cell=1), n=25, seed=4)
    narrow = make_analysis(plan_of(smallest_cell=1), n=25, seed=4)
    (apart, _), (joined, _) = first_page_of(wide), first_page_of(narrow)
    assert joined.conf_high - joined.conf_low < apart.conf_high - apart.conf_low


def test_a_site_has_the_mix_of_the_file_and_not_its_own(network):
    own = outcomes_of_site(network.outcomes, sites_of_patients(network.outcomes), "WEST")
    alone, part = (
        derive_analysis(own, network.plan, causes).modelled_causes.shares
        for causes in (None, network.modelled_causes)
    )
    assert alone["idiopathic"] > 0.4
    assert part["idiopathic"] == network.modelled_causes.shares["idiopathic"] < 0.35
