import pytest

from dnoutcomes.plan import Plan


def test_a_date_in_the_decimals_of_a_score_is_told(encounters, issues_of, with_cells):
    frame = with_cells(encounters, (2, "pain_nrs", "6.240628"), (7, "pain_nrs", "5.240701"))
    (issue,) = issues_of("score_decimals", frame)
    assert (issue.severity, issue.row) == ("warn", 4)
    assert "2 scores have more decimals" in issue.message


@pytest.mark.parametrize("text", ["6.5", "6.33", "6.66666666666667", "6,5"])
def test_a_mean_of_scores_is_none(encounters, issues_of, with_cells, text):
    assert not issues_of("score_decimals", with_cells(encounters, (2, "pain_nrs", text)))


def test_what_has_no_step_or_is_on_another_scale_is_not_judged(encounters, issues_of):
    assert not issues_of("score_decimals", encounters.assign(tug="8.240628"))
    shares = encounters.assign(pain_nrs=[f"0.{place}37" for place in range(12) if place != 0] + ["0.537"])
    assert not issues_of("score_decimals", shares, mapping={"scale": {"pain_nrs": "0-1"}})


def test_the_step_of_a_declared_instrument_counts(encounters, issues_of):
    declared = {"label": "Tingling", "direction": "lower", "minimum": 0, "maximum": 10}
    frame = encounters.assign(tingling="6.28")
    for step, n in ((1, 1), (0.01, 0)):
        plan = Plan(instruments={"tingling": declared | {"step": step}}, secondary_outcomes=["tingling"])
        found = issues_of("score_decimals", frame, plan=plan)
        assert len(found) == n
