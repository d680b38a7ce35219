from datetime import date

from dnoutcomes.outcomes import read_outcomes, validate
from dnoutcomes.plan import Plan


def test_a_plan_that_comes_later_warns(encounters):
    report = validate(read_outcomes(encounters), Plan(data_cutoff=date(2025, 2, 28)))
    assert report.verdict == "warn"
    assert "4 records" in report.issues.iloc[0]["message"]
