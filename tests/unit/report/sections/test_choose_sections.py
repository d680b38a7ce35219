"""Sections: the plan orders them, an audience does without some, and the limits are never lost."""

import pytest

from dnoutcomes.errors import PlanError
from dnoutcomes.plan import Plan
from dnoutcomes.report.blocks.section import Paragraph
from dnoutcomes.report.names.audiences import AUDIENCES
from dnoutcomes.report.sections import SECTIONS, ReportSection
from dnoutcomes.report.sections.choose_sections import NEVER_LEFT_OUT, choose_sections

# What each kind of reader can do without.
LEFT_OUT = {
    "clinic": set(),
    "patients": {
        "quarter", "activity", "quality", "delivered", "domains", "trends", "funnels", "sensitivity", "methods",
        "checklists", "provenance",
    },
    "funder": {"domains", "methods", "checklists"},
    "paper": {"activity", "trends", "funnels", "glossary"},
}  # fmt: skip


def names_of(plan, **options):
    return tuple(section.name for section in choose_sections(plan, **options))


def test_the_plan_orders_and_the_summary_is_first():
    assert names_of(Plan(sections=["limits", "safety"])) == ("summary", "limits", "safety")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_audience_loses_the_answer_or_its_limits(audience):
    everything = Plan(sections=tuple(SECTIONS))
    assert set(SECTIONS) - set(names_of(everything, audience=audience)) == LEFT_OUT[audience]
    assert set(NEVER_LEFT_OUT) <= set(names_of(Plan(), audience=audience))
    assert set(NEVER_LEFT_OUT) <= set(names_of(Plan(sections=["safety"]), audience=audience))


def test_quarters_and_sites_are_told_of_only_where_they_were_asked_for():
    assert not {"quarter", "funnels"} & set(names_of(Plan()))
    asked = names_of(Plan(funnels=["site"]), quarter="2025Q3")
    assert {"quarter", "funnels"} <= set(asked)


def test_sections_that_are_passed_take_the_place_of_the_plans():
    mine = ReportSection("mine", "Mine", lambda results: [Paragraph("Words.")], audiences=("clinic",))
    plan = Plan(sections=["safety"])
    assert names_of(plan, sections=[mine, "people"]) == ("summary", "mine", "people", "limits")
    assert names_of(plan, sections=[mine, "people"], audience="paper") == ("summary", "people", "limits")


def test_nothing_takes_the_place_of_what_the_results_can_not_say():
    mine = ReportSection("limits", "Ours", lambda results: [Paragraph("None.")])
    with pytest.raises(PlanError, match="'limits' is taken by a section"):
        choose_sections(Plan(), sections=["people", mine])
    assert choose_sections(Plan(), sections=[SECTIONS["limits"]])[-1] is SECTIONS["limits"]


def test_unknown_names_are_errors_with_the_nearest_known_one():
    with pytest.raises(PlanError, match="unknown report section 'safty'; did you mean 'safety'"):
        choose_sections(Plan(sections=["safty"]))
    with pytest.raises(PlanError, match="patients"):
        choose_sections(Plan(), audience="patient")
