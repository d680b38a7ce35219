"""The estimand as the methods name it."""

from dnoutcomes.plan import Estimand, IntercurrentEvent, Plan
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.words.estimand_words import estimand_rows


def test_the_estimand_has_its_five_attributes_and_the_strategy_of_each_event():
    plan = Plan(
        estimand=Estimand(intercurrent_events=(IntercurrentEvent(event="rescue", strategy="composite"),))
    )
    rows = dict(estimand_rows(Setting(plan)))
    assert list(rows) == ["Population", "Treatments", "Variable", "Events after the start", "Summary"]
    assert "Rescue: the event counts as no response (composite)" in rows["Events after the start"]
    assert "treatment policy" in rows["Events after the start"]
