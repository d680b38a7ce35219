import pandas as pd


def test_different_scores_on_a_day_are_told(encounters, issues_of):
    twice = pd.concat([encounters, encounters.iloc[[0]].assign(pain_nrs="5")])
    (issue,) = issues_of("same_day_scores", twice)
    assert issue.message.startswith("1 patient-days")


def test_the_same_score_twice_is_fine(encounters, issues_of):
    twice = pd.concat(
        [encounters.assign(encounter="assessment"), encounters.iloc[[0]].assign(encounter="session")]
    )
    assert not issues_of("same_day_scores", twice)
