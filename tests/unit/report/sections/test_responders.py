"""Responders: both denominators, and how sure each threshold is."""

from dataclasses import replace

from dnoutcomes.disclosure import State
from dnoutcomes.plan import Responder
from dnoutcomes.report import build_report
from dnoutcomes.report.blocks.section import Table
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.sections.responders import responders


def test_both_ways_of_counting_are_shown(report):
    tables = [block for block in responders(report.results).blocks if isinstance(block, Table)]
    assert "from the model of the headline" in tables[0].caption
    assert "who wasn't seen is taken to have gone on as earlier scores" in tables[0].caption
    assert "no later score counts as no response" in tables[1].caption
    assert "with a score at the visit only; the others are left out" in tables[2].caption
    assert [row[0] for row in tables[0].rows] == ["30 %", "50 %", "2 points"]


def test_thresholds_are_named_as_sure_as_the_registry_has_them(report):
    assert "established (Farrar" in responders(report.results).blocks[-1].text
    plan = report.results.setting.plan.model_copy(
        update={"responders": (Responder(value=1, scale="points"),)}
    )
    own = replace(report.results, setting=Setting(plan))
    assert "not in the instrument registry" in responders(own).blocks[-1].text


def test_the_number_needed_to_treat_follows_the_difference_that_is_concluded_from(report):
    """The counted differences of this clinic leave no doubt; concluded ones that do must win."""
    doubt = Effect(0.05, 0.05, -0.05, 0.15)
    contrasts = tuple(
        replace(contrast, concluded=doubt, unseen="left out") if contrast.state is State.SHOWN else contrast
        for contrast in report.results.responders_all
    )
    table = next(block for block in responders(replace(report.results, responders_all=contrasts)).blocks
                 if isinstance(block, Table))  # fmt: skip
    shown = [row for row in table.rows if row[-1] != "hidden"]
    assert shown
    assert {row[-1] for row in shown} == {"not certain"}
    assert {row[-2] for row in shown} == {"5 (\u22125 to 15)"}
    assert table.caption.endswith("Patients with a score at the visit only; the others are left out")


def test_the_curve_is_left_out_where_a_point_of_it_may_not_be_shown(make_analysis):
    results = build_report(make_analysis(n=30)).results
    has_curve = any(isinstance(block, FigureBlock) for block in responders(results).blocks)
    shown = [key for key in results.counts.statuses if key[0] == "improved"]
    assert has_curve == results.counts.is_shown(*shown)


def test_no_threshold_is_said(report):
    plan = report.results.setting.plan.model_copy(update={"responders": ()})
    (note,) = responders(replace(report.results, setting=Setting(plan))).blocks
    assert "names no threshold" in note.text


def test_a_table_of_which_nothing_may_be_shown_is_one_line(report):
    hidden = tuple(
        ResponderContrast.without(item.responder, State.HIDDEN) for item in report.results.responders
    )
    blocks = responders(replace(report.results, responders=hidden)).blocks
    assert [block.text for block in blocks if getattr(block, "tone", "") == "hidden"] == [
        "Responders after 12 weeks. Patients with a score at the visit only; the others are left out: hidden, to "
        "protect small groups."
    ]
    assert sum(isinstance(block, Table) for block in blocks) == 2


def test_all_that_is_hidden_is_one_line_a_table(report):
    hidden = tuple(
        ResponderContrast.without(item.responder, State.HIDDEN) for item in report.results.responders_all
    )
    blocks = responders(replace(report.results, responders_all=hidden)).blocks
    lines = [block.text for block in blocks if getattr(block, "tone", "") == "hidden"]
    assert len(lines) == 2
    assert lines[0].startswith("Difference in responders after 12 weeks")


def test_patients_are_shown_one_way_of_counting(report):
    blocks = responders(replace(report.results, audience="patients")).blocks
    concluded, counted = [block for block in blocks if isinstance(block, Table)]
    assert "from the model of the headline" in concluded.caption
    assert "All patients with a score at the start" in counted.caption
