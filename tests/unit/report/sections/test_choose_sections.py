"""Sections: the plan orders them, an audience does without some, and the limits are never lost."""

import pytest

from dnoutcomes.errors import PlanError
from dnoutcomes.plan import Plan
from dnoutcomes.report.names.section_titles import SECTION_TITLES
from dnoutcomes.report.sections import SECTIONS
from dnoutcomes.report.sections.choose_sections import AUDIENCES, NEVER_LEFT_OUT, choose_sections


def test_every_section_has_a_title_and_every_title_a_section(clinic_report):
    assert list(SECTIONS) == list(SECTION_TITLES)
    for section in clinic_report.sections:
        assert section.title == SECTION_TITLES[section.id]


def test_the_plan_orders_and_the_summary_is_first():
    assert choose_sections(Plan(sections=["limits", "safety"])) == ("summary", "limits", "safety")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_audience_loses_the_answer_or_its_limits(audience):
    assert set(AUDIENCES[audience]) <= set(SECTIONS)
    assert set(NEVER_LEFT_OUT) <= set(choose_sections(Plan(), audience=audience))
    assert set(NEVER_LEFT_OUT) <= set(choose_sections(Plan(sections=["safety"]), audience=audience))


def test_quarters_and_sites_are_told_of_only_where_they_were_asked_for():
    assert not {"quarter", "funnels"} & set(choose_sections(Plan()))
    asked = choose_sections(Plan(funnels=["site"]), quarter="2025Q3")
    assert {"quarter", "funnels"} <= set(asked)


def test_unknown_names_are_errors_with_the_nearest_known_one():
    with pytest.raises(PlanError, match="no section 'safty'; did you mean 'safety'"):
        choose_sections(Plan(sections=["safty"]))
    with pytest.raises(PlanError, match="patients"):
        choose_sections(Plan(), audience="patient")
