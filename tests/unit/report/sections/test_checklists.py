"""Checklists claim only what the report has."""

from dataclasses import replace

from dnoutcomes.disclosure import State
from dnoutcomes.report.blocks.section import Table
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.sections import SECTIONS
from dnoutcomes.report.sections.checklist_items import CONSORT, STROBE
from dnoutcomes.report.sections.checklists import checklists
from dnoutcomes.report.sections.compute_results import told_sections


def told_again(results):
    """The same with what was told of the sections worked out anew."""
    return replace(results, told=told_sections(results, [SECTIONS[name] for name in results.sections_told]))


def tables(results):
    return [block for block in checklists(results).blocks if isinstance(block, Table)]


def test_items_point_to_sections_that_exist():
    for item in (*STROBE, *CONSORT):
        assert set(item.sections) <= set(SECTIONS)


def test_a_section_that_is_left_out_fills_nothing(clinic_report):
    full = {row[0]: row[2] for row in tables(clinic_report.results)[0].rows}
    assert full["19"] == "filled: What these results can't say"
    assert full["22"] == "not filled: needs an author"
    less = replace(clinic_report.results, told=clinic_report.results.told[:1])
    assert {row[0]: row[2] for row in tables(less)[0].rows}["19"].startswith("not filled")


def test_a_section_that_holds_nothing_fills_nothing(clinic_report):
    results = clinic_report.results
    missing = Unavailable("no data")
    empty = told_again(
        replace(results.with_facts(safety=missing, domains=missing, sensitivity=missing), causes=missing)
    )
    rows = {row[0]: row[2] for row in tables(empty)[0].rows}
    assert rows["17"].startswith("not filled")
    plan = results.setting.plan.model_copy(update={"design": "randomised"})
    trial = {row[0]: row[2] for row in tables(replace(empty, setting=Setting(plan)))[0].rows}
    assert trial["19"].startswith("not filled")
    assert {row[0]: row[2] for row in tables(replace(results, setting=Setting(plan)))[0].rows}[
        "19"
    ] == "filled: Safety"


def test_a_section_whose_numbers_are_all_hidden_fills_nothing(clinic_report):
    results = clinic_report.results
    hidden = tuple(
        ResponderContrast.without(contrast.responder, State.HIDDEN) for contrast in results.responders_all
    )
    assert SECTIONS["responders"].state_in(replace(results, responders_all=hidden)) is State.HIDDEN
    assert SECTIONS["responders"].state_in(replace(results, responders_all=())) is State.NOT_PLANNED
    assert SECTIONS["responders"].state_in(results) is State.SHOWN


def test_an_item_that_is_not_filled_says_why(clinic_report):
    results = clinic_report.results

    def nineteen(changed):
        plan = results.setting.plan.model_copy(update={"design": "randomised"})
        trial = told_again(replace(changed, setting=Setting(plan)))
        return {row[0]: row[2] for row in tables(trial)[0].rows}["19"]

    assert nineteen(replace(results, told=results.told[:1])) == "not filled: left out of this version"
    assert (
        nineteen(results.with_facts(safety=Unavailable("No events.", State.NOT_RECORDED)))
        == "not filled: not in the file"
    )
    assert (
        nineteen(results.with_facts(safety=Unavailable("No rate.")))
        == "not filled: these data give no answer"
    )
    assert (
        nineteen(results.with_facts(safety=Unavailable("Few.", State.HIDDEN)))
        == "not filled: hidden, to protect a small group"
    )


def test_the_list_follows_the_design(clinic_report):
    assert tables(clinic_report.results)[0].caption == "STROBE"
    plan = clinic_report.results.setting.plan.model_copy(update={"design": "randomised"})
    assert tables(replace(clinic_report.results, setting=Setting(plan)))[0].caption == "CONSORT 2010"


def test_stricta_says_what_the_sessions_hold_and_what_they_do_not(clinic_report):
    listed = {row[0]: row[2] for row in tables(clinic_report.results)[1].rows}
    assert listed["2a"] == "filled: What treatment was given"
    assert listed["2g"] == "not filled: not in the file"
    assert listed["1a"] == "not filled: needs an author"
