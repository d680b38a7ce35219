"""What the audit collects is what the report prints, and nothing that it prints is left out."""

import math
from dataclasses import replace
from functools import lru_cache

import pytest
from audit.figures import Figures, figures_of, pooled_away
from audit.repetition import SECTIONS, repeat
from audit.scenarios import SCENARIOS
from audit.truths import TABLES, TRUTHS

from dnoutcomes.disclosure import State
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.files.results_table import results_table
from dnoutcomes.report.sections.compute_results import compute_results

SCENARIO = "null, 120, 12 therapists"


@lru_cache(maxsize=1)
def computed():
    analysis = SCENARIOS[SCENARIO].analysis(1)
    results = compute_results(analysis, lambda step: None, sections=SECTIONS)
    return analysis, results, figures_of(results, analysis)


def test_every_table_of_a_report_is_judged_or_it_is_said_why_not():
    _, results, figures = computed()
    assert set(results_table(results)["table"]) <= set(TABLES)
    groups = {group for group, _ in (*figures.effects, *figures.signals)}
    judged = {group for groups in TABLES.values() if not isinstance(groups, str) for group in groups}
    assert judged <= groups


def test_every_group_of_effects_has_a_truth():
    _, _, figures = computed()
    assert {group for group, _ in figures.effects} <= set(TRUTHS)


def test_numbers_are_those_of_the_results():
    analysis, results, figures = computed()
    answer = results.answer.effect
    assert figures.effects["first page", "adjusted difference"] == (
        answer.estimate, answer.std_error, answer.conf_low, answer.conf_high,
    )  # fmt: skip
    assert figures.effects["first page", "adjusted difference"] == pytest.approx(
        figures.effects["mixed model, by visit", analysis.plan.primary_visit]
    )
    rows = [key for key in figures.effects if key[0] == "sensitivity panel"]
    assert len(rows) == len(results.sensitivity.panel.estimates)
    chart = results.trends.by_measure["completion"]
    assert figures.signals["charts, anywhere", "completion"] == bool(chart.signals)
    assert ("funnels", "any therapist beyond 99.8 %") in figures.signals


def test_what_is_hidden_is_no_number():
    figures = Figures()
    figures.add("first page", "adjusted difference", replace(Effect(1.0, 1.0, 0.0, 2.0), state=State.HIDDEN))
    assert all(map(math.isnan, figures.effects["first page", "adjusted difference"]))


def test_causes_that_were_pooled_are_named():
    analysis, _, figures = computed()
    pooled = pooled_away(analysis)
    assert set(analysis.patients["cause"]) - set(pooled) == {
        name for group, name in figures.effects if group == "by cause" and name != "other"
    }


def test_a_repetition_is_kept_as_text_with_what_the_page_claims():
    found = repeat("null, 25 patients", 0)
    assert (found["scenario"], found["repetition"]) == ("null, 25 patients", 0)
    assert found["method"] in ("mixed model", "analysis of covariance", "none")
    assert 0 < found["stated_rate"] <= 0.09
    assert all(value is None or isinstance(value, float) for row in found["effects"] for value in row[2:])
