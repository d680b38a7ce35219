"""The section on other outcomes: roles, the p-values of planned ones, ratings, and the numbers of results.csv."""

import math
from dataclasses import replace

import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.compare.outcome_scores import outcome_scores
from dnoutcomes.disclosure import State, protect
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.report.blocks.section import Note, Table
from dnoutcomes.report.facts.domain_results import domain_results
from dnoutcomes.report.facts.domain_rows import MAIN, OTHER, domain_rows
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.sections.domains import domains


@pytest.fixture(scope="module")
def results(clinic, clinic_report):
    plan = clinic.plan.model_copy(
        update={"secondary_outcomes": ("isi", "pgic", "tug"), "multiplicity": "holm"}
    )
    analysis = build_analysis(clinic.outcomes, plan)
    scores = outcome_scores(analysis)
    counts = protect(patient_counts(analysis, scores), plan.smallest_cell)
    found = domain_results(scores, plan, counts)
    return replace(clinic_report.results.with_facts(domains=found), counts=counts, setting=Setting(plan))


def tables(section):
    return [block for block in section.blocks if isinstance(block, Table)]


def texts(section):
    found = []
    for block in section.blocks:
        if isinstance(block, Table):
            found += [*block.columns, *(cell for row in block.rows for cell in row), *block.notes]
        elif isinstance(block, FigureBlock):
            found += [block.alt_text, block.caption]
        else:
            found += getattr(block, "items", ()) or (block.text,)
    return found


def test_the_table_has_roles_and_adjusted_p_values_of_planned_ones_only(results):
    table, _ = tables(domains(results))
    assert table.columns[2:4] == ("Adjusted p", "Role")
    by_role = {}
    for row in table.rows:
        by_role.setdefault(row[3], []).append(row[2])
    assert list(by_role) == ["main", "planned", "exploratory"]
    assert set(by_role["exploratory"]) == {"–"}
    assert "–" not in by_role["main"] + by_role["planned"]


def test_without_planned_ones_there_is_no_p_value_at_all(clinic_report):
    section = domains(clinic_report.results)
    assert "Adjusted p" not in texts(section)
    assert {row[2] for row in tables(section)[0].rows} == {"exploratory"}
    assert not any("planned outcomes" in text for text in texts(section))


def test_it_says_how_many_were_compared_and_how_the_error_is_shared(results):
    said = " ".join(texts(domains(results)))
    assert "10 other outcomes were compared" in said
    assert "3 planned as secondary, 7 exploratory" in said
    assert "The 4 planned outcomes" in said
    assert "Holm's method" in said
    assert "at most 5 %" in said


def test_the_forest_has_every_other_outcome_and_words_for_those_who_can_not_see_it(results):
    (figure,) = [block for block in domains(results).blocks if isinstance(block, FigureBlock)]
    other = results.domains.others["outcome"].tolist()
    assert figure.main.data["outcome"].tolist() == figure.narrow.data["outcome"].tolist() == other
    assert figure.alt_text.count("342 patients") == len(other)
    assert "in SD at the start" in figure.caption


def test_a_rating_is_printed_as_responders_of_both_arms(results):
    _, table = tables(domains(results))
    (rating,) = results.domains.ratings
    assert table.caption.startswith("Patient global impression of change (planned)")
    values = [row[1] for row in table.rows]
    assert values[:2] == [str(rating.scored["needling"]), str(rating.scored["standard"])]
    assert values[2] == percent(rating.share("needling"))
    assert values[5].startswith(number(100 * rating.adjusted.estimate, 0))
    assert table.rows[-1] == ("Adjusted p", f"{rating.adjusted_p_value:.2f}")
    assert any("established" in note and "IMMPACT" in note for note in table.notes)
    assert any("only the adjusted difference" in note for note in table.notes)


def test_every_printed_number_is_a_row_of_the_results(results):
    found = results.domains
    rows = [row for part in domain_rows(found, results.setting.plan) for row in part]
    kept = {(row["table"], row["outcome"], row.get("arm"), row["analysis"]): row for row in rows}
    kinds = {"primary": MAIN, "secondary": OTHER, "exploratory": OTHER}
    for row in found.effects.frame.to_dict("records"):
        same = kept[kinds[row["role"]], row["outcome"], None, f"{row['role']}, analysis of covariance"]
        for name in ("estimate", "conf_low", "conf_high", "n_subjects"):
            assert same[name] == row[name]
        assert same["adjusted_p_value"] == row["adjusted_p_value"] or math.isnan(row["adjusted_p_value"])
    figure = next(block for block in domains(results).blocks if isinstance(block, FigureBlock))
    for row in figure.main.data.to_dict("records"):
        (same,) = [item for key, item in kept.items() if key[1] == row["outcome"] and "in SD" in key[0]]
        assert same["estimate"] == row["estimate"]
    (rating,) = found.ratings
    for arm in results.setting.plan.arms:
        share = kept["share of responders on a rating", "pgic", arm, "secondary"]
        assert share["estimate"] == rating.share(arm)
        assert share["n_subjects"] == rating.scored[arm]
    adjusted = kept["difference in responders on a rating", "pgic", None, "secondary, adjusted"]
    assert adjusted["estimate"] == rating.adjusted.estimate
    assert adjusted["adjusted_p_value"] == rating.adjusted_p_value


def test_what_is_hidden_is_said_and_not_shown(results):
    found = results.domains
    frame = found.effects.frame.copy()
    gone = frame["outcome"] == "isi"
    frame.loc[gone, "state"] = State.HIDDEN
    numbers = ["estimate", "std_error", "conf_low", "conf_high", "n_subjects", "adjusted_p_value"]
    frame.loc[gone, numbers] = math.nan
    (rating,) = found.ratings
    silent = replace(rating, responders={}, scored={}, adjusted_p_value=math.nan, state=State.HIDDEN)
    hiding = replace(found, effects=replace(found.effects, frame=frame), ratings=(silent,))
    section = domains(results.with_facts(domains=hiding))
    (table,) = tables(section)
    (row,) = [row for row in table.rows if row[0].startswith("Sleep: Insomnia")]
    assert row[1:] == ("hidden", "–", "planned", "hidden")
    said = " ".join(texts(section))
    assert "how many responded is not shown" in said
    assert "counts as not shown to differ" in said
    (figure,) = [block for block in section.blocks if isinstance(block, FigureBlock)]
    assert "Insomnia Severity Index (planned) hidden (small group)" in figure.alt_text


def test_what_can_not_be_compared_is_named(results):
    section = domains(results.with_facts(domains=replace(results.domains, not_compared=("Grip strength",))))
    assert "Grip strength" in section.blocks[-1].text


def test_without_other_outcomes_the_section_shrinks_to_a_note(results):
    section = domains(results.with_facts(domains=Unavailable("Nothing else.")))
    assert section.blocks == (Note("Nothing else."),)
