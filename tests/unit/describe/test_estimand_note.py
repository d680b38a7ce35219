from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.describe.estimand_table import estimand_statement
from dnoutcomes.plan import Plan

PLAN = Plan(
    covariates=["age"],
    estimand={
        "population": "adults with painful neuropathy",
        "intercurrent_events": [{"event": "rescue", "strategy": "hypothetical"}],
    },
)


def test_every_attribute_is_in_the_line():
    note = estimand_note(PLAN)
    for attribute, value in estimand_statement(PLAN).itertuples(index=False):
        assert f"{attribute}: {value}".lower() in note.lower()
    assert note.startswith("Estimand. Population: adults with painful neuropathy; ")
    assert "\n" not in note


def test_the_visit_of_the_estimates_is_named():
    assert "from baseline to W12" in estimand_note(PLAN)
    assert "from baseline to W04" in estimand_note(PLAN, "W04")
    assert PLAN.primary_visit == "W12"
