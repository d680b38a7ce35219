"""The methods say what the plan says and what was done, and nothing that wasn't."""

from dataclasses import replace
from pathlib import Path

import pytest

import dnoutcomes
from dnoutcomes.disclosure import State
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.words.method_words import method_paragraphs

ROOT = Path(dnoutcomes.__file__).parent


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("mean", "Several scores on one day were averaged."),
        ("last", "the one furthest down the file counted"),
        ("exclude", "weren't used"),
        ("", ""),
    ],
)
def test_scores_of_one_day_count_as_they_were_read(report, rule, said):
    results = replace(report.results, setting=replace(report.results.setting, same_day=rule))
    paragraph = method_paragraphs(results)[1]
    assert said in paragraph
    assert ("one day" in paragraph) == bool(rule)


def test_what_was_done_is_described(report):
    said = " ".join(method_paragraphs(report.results))
    for words in (
        "unstructured residual covariance",
        "Kenward-Roger",
        "age and sex",
        "HC3",
        "Newcombe",
        "not randomised",
    ):
        assert words in said


def test_what_was_not_done_is_not_described(report):
    unmodelled = tuple(replace(item, unseen="left out") for item in report.results.responders_all)
    without = replace(
        report.results,
        responders_all=unmodelled,
        model=Unavailable("Too few visits."),
        comparisons=Unavailable("Too few patients."),
    )
    said = " ".join(method_paragraphs(without))
    assert "No mixed model was fitted. Too few visits." in said
    assert "Conclusions rest on the adjusted difference among patients with a score." in said
    assert "No analysis of covariance was done. Too few patients." in said
    assert "restricted maximum likelihood" not in said
    assert "HC3" not in said


def test_planned_outcomes_are_named_with_how_they_share_the_error(report):
    planned = Setting(Plan(secondary_outcomes=["isi", "pgic"], multiplicity="holm"))
    said = " ".join(method_paragraphs(replace(report.results, setting=planned)))
    assert (
        "Secondary outcomes, in the order of the plan, were: Insomnia Severity Index; Patient global impression of "
        "change. Each was compared at 12 weeks" in said
    )
    assert "The 3 planned outcomes, the main one among them, share the error by Holm's method" in said
    assert "No secondary outcome was planned." not in said


def test_without_planned_outcomes_all_others_are_exploratory(report):
    said = " ".join(method_paragraphs(report.results))
    assert "No secondary outcome was planned. Outcomes that the plan doesn't name are exploratory" in said
    assert "Holm" not in said


def test_the_methods_refer_to_sections_by_their_titles(report):
    assert 'are listed under "How to check this report"' in " ".join(method_paragraphs(report.results))


def test_methods_of_one_cause_speak_of_no_causes(report):
    one = replace(report.results, setting=replace(report.results.setting, several_causes=False))
    assert "by cause" in " ".join(method_paragraphs(report.results))
    # The last paragraph names what was attacked, which is the same for all files.
    said = " ".join(method_paragraphs(one)[:-1])
    assert "cause" not in said
    assert "group by visit with all lower terms" in said


def test_gaps_in_covariates_are_spoken_of_only_where_the_plan_has_covariates(report):
    plan = report.results.setting.plan
    assert plan.covariates
    bare = plan.model_copy(update={"covariates": ()})
    without = replace(report.results, setting=replace(report.results.setting, plan=bare))
    assert "covariate was missing" in method_paragraphs(report.results)[3]
    assert "covariate" not in method_paragraphs(without)[3].replace("analysis of covariance", "")


def test_responders_of_hidden_groups_are_not_said_to_be_compared(report):
    results = report.results
    hidden = tuple(
        ResponderContrast.without(contrast.responder, State.HIDDEN) for contrast in results.responders_all
    )
    silent = " ".join(method_paragraphs(replace(results, responders=hidden, responders_all=hidden)))
    assert "Responders had " in silent
    assert "too small to show" in silent
    assert "Shares were compared" not in silent
    some = " ".join(method_paragraphs(replace(results, responders=hidden)))
    assert "Shares were compared" in some


def test_errors_are_called_what_the_plan_asks_for(report):
    classical = report.results.setting.plan.model_copy(update={"errors": "classical"})
    said = method_paragraphs(
        replace(report.results, setting=replace(report.results.setting, plan=classical))
    )[3]
    assert "same terms and classical errors" in said
    assert "HC3" not in said
