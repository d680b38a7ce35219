import re

import pandas as pd
from audit.judgement import SIGNALS
from audit.page import page
from audit.results import PAGE, read_results
from audit.scenarios import SCENARIOS
from audit.truths import TRUTHS


def test_the_page_is_that_of_the_last_result():
    assert PAGE.read_text(encoding="utf-8") == page(*read_results())


def test_every_scenario_is_printed_and_those_that_wait_are_named():
    _, facts = read_results()
    assert set(facts["scenarios"]) <= set(SCENARIOS)
    text = PAGE.read_text(encoding="utf-8")
    scenarios = text.partition("## Scenarios")[2].partition("##")[0]
    assert re.findall("^\\| ((?:null|effect), .*?) \\|", scenarios, re.M) == list(SCENARIOS)
    waiting = [name for name in SCENARIOS if name not in facts["scenarios"]]
    assert re.findall("^\\| (.*?) \\| \\d+ \\| [^|]* \\| not run yet \\|", scenarios, re.M) == waiting
    named = f"{len(waiting)} of {len(SCENARIOS)} scenarios ({'; '.join(waiting)})."
    assert (named in text) is bool(waiting)


def test_a_page_of_all_scenarios_waits_for_none():
    figures, facts = read_results()
    name = next(iter(facts["scenarios"]))
    claims = figures[(figures["group"] == "claims") & (figures["scenario"] == name)]
    filled = [claims.assign(scenario=other) for other in SCENARIOS if other not in facts["scenarios"]]
    facts["scenarios"] = {**dict.fromkeys(SCENARIOS, facts["scenarios"][name]), **facts["scenarios"]}
    assert "ot run yet" not in page(pd.concat([figures, *filled], ignore_index=True), facts)


def test_every_group_of_figures_that_was_collected_says_what_it_estimates():
    figures, facts = read_results()
    collected = set(figures["group"]) - {"claims", *SIGNALS}
    has_quarters = any("quarter" in name for name in facts["scenarios"])
    assert collected == set(TRUTHS) - (set() if has_quarters else {"quarters before"})


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
        few = f"**Not finished**: {len(facts['scenarios'])} scenarios"
        assert (few in page(figures, facts)) is said
