from dnoutcomes.outcomes import read_outcomes, validate
from dnoutcomes.plan import Plan


def test_a_plan_that_comes_later_still_declares_the_causes(encounters):
    outcomes = read_outcomes(encounters)
    assert validate(outcomes, Plan(causes=("diabetic",))).verdict == "ok"
    report = validate(outcomes, Plan(causes=("diabetes_type_2",)))
    assert report.verdict == "reject"
    assert "'diabetic'" in report.issues.iloc[0]["message"]


def test_a_plan_that_declares_none_accepts_all(encounters):
    assert validate(read_outcomes(encounters.assign(cause="vasculitis")), Plan()).verdict == "ok"
