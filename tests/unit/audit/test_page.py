import re

from audit.judgement import SIGNALS
from audit.page import page
from audit.results import PAGE, read_results
from audit.scenarios import SCENARIOS
from audit.truths import TRUTHS


def test_the_page_is_that_of_the_last_result():
    assert PAGE.read_text(encoding="utf-8") == page(*read_results())


def test_every_scenario_has_been_run_and_is_printed():
    _, facts = read_results()
    assert set(facts["scenarios"]) == set(SCENARIOS)
    scenarios = PAGE.read_text(encoding="utf-8").partition("## Scenarios")[2].partition("##")[0]
    assert re.findall("^\\| ((?:null|effect), .*?) \\|", scenarios, re.M) == list(SCENARIOS)


def test_every_group_of_figures_that_was_collected_says_what_it_estimates():
    figures, _ = read_results()
    assert set(figures["group"]) - {"claims", *SIGNALS} == set(TRUTHS)


def test_figures_outside_are_listed_with_what_is_wrong():
    figures, facts = read_results()
    figures.loc[figures.index[0], ["verdict", "coverage", "coverage_error"]] = [
        "covers too seldom",
        0.5,
        0.02,
    ]
    text = page(figures, facts)
    first = figures.iloc[0]
    assert (
        f"| covers too seldom | {first['group']} | {first['figure']} | {first['scenario']} | 50.0 ± 2.0 |"
        in text
    )


def test_a_run_that_is_not_finished_says_so():
    figures, facts = read_results()
    for count, said in ((19, True), (20, False)):
        for item in facts["scenarios"].values():
            item["repetitions"] = count
        assert ("**Not finished**: 34 scenarios" in page(figures, facts)) is said
