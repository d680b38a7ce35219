"""Who was seen: counts that add up, and table one with its differences."""

import math
from dataclasses import replace

from dnoutcomes.describe import table_one
from dnoutcomes.disclosure import ShownCount, State
from dnoutcomes.report.sections.people import case_mix_table, flow_figure, flow_table, people


def test_the_flow_adds_up_where_nothing_is_hidden(report):
    rows = {row[0]: row[1:] for row in flow_table(report.results).rows}
    assert rows["In the file"] == rows["Compared (with a score at the start)"]
    assert "Seen after 12 weeks" in rows


def test_the_figure_is_drawn_from_released_counts(report):
    drawn = flow_figure(report.results).main.data
    assert not drawn["n_patients"].between(1, 10).any()


def test_table_one_is_that_of_the_analysis(report, analysis):
    cells = {row[0]: row[1:] for row in case_mix_table(report.results).rows}
    expected = table_one(analysis).set_index(["characteristic", "level"])
    assert cells["Age, years, mean (SD)"][0].startswith(
        f"{expected.loc[('age', ''), 'needling_value']:.1f} ("
    )
    assert cells["Sex: female"][0].startswith(f"{expected.loc[('sex', 'F'), 'needling_n']} (")
    assert cells["Cause: hereditary"][2] == "–"


def test_what_is_taken_into_account_is_marked(report, analysis):
    table = case_mix_table(report.results)
    marked = {row[0]: row[-1] for row in table.rows}
    assert table.columns[-1] == "Taken into account"
    assert marked["Age, years, mean (SD)"] == ("yes" if "age" in analysis.covariates else "no")
    assert {marked[name] for name in marked if name.startswith("Cause:")} == {"yes"}
    others = [name for name, told in marked.items() if told == "no"]
    assert len(others) == (~report.results.case_mix["adjusted"]).sum()
    assert "for the others it doesn't" in table.notes[0]


def test_characteristics_that_differ_are_named(report):
    said = " ".join(block.text for block in people(report.results).blocks if hasattr(block, "text"))
    known = report.results.case_mix
    apart = known[known["smd"].abs() > 0.1]
    assert ("Here the groups differ in" in said) == bool(len(apart))
    assert "hidden so that nobody can be recognised" in said


def said_of(report, **columns):
    case_mix = report.results.case_mix.assign(**columns)
    found = people(replace(report.results, case_mix=case_mix))
    return " ".join(block.text for block in found.blocks if hasattr(block, "text"))


def test_groups_are_not_called_alike_where_no_difference_may_be_shown(report):
    said = said_of(report, smd=math.nan)
    assert "How far apart the groups were at the start can't be shown." in said
    assert "None of the differences" not in said


def test_groups_without_a_difference_worth_noticing_are_said_to_have_none(report):
    assert "None of the differences that are shown is." in said_of(report, smd=0.05)


def test_a_narrow_scale_has_a_second_decimal(report):
    row = report.results.case_mix["characteristic"] == "baseline"
    case_mix = report.results.case_mix.copy()
    for arm in ("needling", "standard"):
        case_mix.loc[row, [f"{arm}_value", f"{arm}_spread"]] = 0.53, 0.24
    cells = {line[0]: line[1:] for line in case_mix_table(replace(report.results, case_mix=case_mix)).rows}
    assert cells["Score at the start, mean (SD)"][:2] == ("0.53 (0.24)", "0.53 (0.24)")


def test_patients_read_which_characteristics_differ_and_no_smd(report):
    results = replace(report.results, audience="patients")
    said = " ".join(block.text for block in people(results).blocks if hasattr(block, "text"))
    assert "Here the groups differ in" in said
    assert "SMD" not in said
    table = case_mix_table(results)
    assert "SMD" not in table.columns
    assert {len(row) for row in table.rows} == {4}
    alike = replace(results, case_mix=results.case_mix.assign(smd=0.01))
    assert "Here the groups were much alike." in [
        getattr(block, "text", "") for block in people(alike).blocks
    ]


def test_a_hidden_mean_is_called_hidden_and_not_a_count(report):
    table = report.results.case_mix.copy()
    row = table["characteristic"] == "age"
    table.loc[row, ["needling_value", "needling_spread", "smd"]] = math.nan
    table["needling_shown"] = table["needling_shown"].where(~row, ShownCount(((1, 10),)))
    table["needling_state"] = table["needling_state"].where(~row, State.HIDDEN)
    cells = {line[0]: line[1:] for line in case_mix_table(replace(report.results, case_mix=table)).rows}
    assert cells["Age, years, mean (SD)"][0] == "hidden"
