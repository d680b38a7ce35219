from dnoutcomes.analysis import build_analysis
from dnoutcomes.describe import estimand_statement, estimand_table
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan
from dnoutcomes.simulation import simulate


def test_events_are_counted_by_arm_and_grow_over_visits():
    simulated = simulate("clinic", n=200, seed=9)
    events = [{"event": "rescue", "strategy": "treatment-policy"}, {"event": "discontinued"}]
    plan = Plan(outcome="pain_nrs", estimand={"intercurrent_events": events})
    analysis = build_analysis(read_outcomes(simulated.frame, plan=plan), plan)
    table = estimand_table(analysis)
    assert len(table) == 2 * 2 * 5
    for _, rows in table.groupby(["event", "arm"]):
        assert rows["n_patients"].is_monotonic_increasing
        assert (rows["n_patients"] <= rows["n_at_risk"]).all()
    last = table[table["visit"] == "W24"].groupby("event")["n_patients"].sum()
    within = analysis.events[analysis.events["event_day"] <= plan.visit("W24").last]
    assert last.to_dict() == within.groupby("event").size().to_dict()


def test_the_statement_names_every_attribute_and_strategy():
    plan = Plan(
        outcome="fact_gog_ntx",
        estimand={"intercurrent_events": [{"event": "rescue", "strategy": "composite"}]},
    )
    said = estimand_statement(plan).set_index("attribute")["value"]
    assert list(said.index) == ["population", "treatments", "variable", "intercurrent events", "summary"]
    assert "composite" in said["intercurrent events"]
    assert "a rise is an improvement" in said["variable"]
