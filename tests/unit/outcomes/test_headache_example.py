"""The mapping and plan of examples/headache-acupuncture against the public trial file."""

import os
from pathlib import Path

import pytest

from dnoutcomes.outcomes import read_outcomes, validate, validate_file
from dnoutcomes.plan import Plan

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "headache-acupuncture"
DATA = Path(os.environ.get("DNOUTCOMES_REAL_DATA", ROOT.parent / "shared" / "data")) / "vickers_acupuncture"
FILES = sorted(DATA.glob("*.csv"))

needs_file = pytest.mark.skipif(
    not FILES, reason="the trial file isn't there: additional file 1 of Vickers, Trials 2006;7:15 (CC BY 2.0)"
)


def test_the_plan_is_valid():
    assert Plan.from_toml(EXAMPLE / "plan.toml").outcome == "headache_score"


def read():
    return read_outcomes(FILES[0], EXAMPLE / "mapping.toml", plan=Plan.from_toml(EXAMPLE / "plan.toml"))


@needs_file
def test_the_trial_is_read_with_its_plan():
    plan = Plan.from_toml(EXAMPLE / "plan.toml")
    outcomes = read_outcomes(FILES[0], EXAMPLE / "mapping.toml", plan=plan)
    assert outcomes.outcome == "headache_score"
    assert validate(outcomes, plan).verdict == "ok"
    assert validate_file(FILES[0], EXAMPLE / "mapping.toml", plan).verdict == "ok"


@needs_file
def test_the_published_numbers_of_patients():
    """401 randomised, 205 to acupuncture and 196 to usual care; 301 with a score at 12 months (BMJ 2004;328:744)."""
    records = read().records
    arms = records.groupby("arm")["patient_id"].nunique().to_dict()
    assert arms == {"acupuncture": 205, "usual care": 196}
    assert records.groupby("study_day")["headache_score"].count().to_dict() == {0: 401, 91: 326, 365: 301}


@needs_file
def test_days_that_only_look_like_zero_are_missing():
    records = read().records
    assert (records["headache_days"].notna() == records["headache_score"].notna()).all()
