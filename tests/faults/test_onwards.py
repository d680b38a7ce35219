"""What was read goes on to an analysis: labels are data, and nothing but an error in words stops it."""

import csv
from pathlib import Path

import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.errors import DataError, PlanError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan

HERE = Path(__file__).parent
with (HERE / "manifest.csv").open(encoding="utf-8", newline="") as stream:
    READ = [row["file"] for row in csv.DictReader(stream) if row["verdict"] in ("OK", "WARN", "ROW")]
# The only patient of an arm has no baseline score left.
# The first score of the only patient with standard care is set aside or missing there, and time zero stays where it is.
WITHOUT_BASELINE = (
    "pain_fraction.csv", "pain_less_than.csv", "pain_negative.csv", "pain_redcap_missing.csv", "pain_text.csv",
)  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_a_file_that_was_read_can_be_analysed(read_plainly, name):
    outcomes = read_plainly(name)
    if name in WITHOUT_BASELINE:
        with pytest.raises(DataError, match="no patient of arm 'standard' has a baseline score"):
            build_analysis(outcomes, Plan())
        return
    analysis = build_analysis(outcomes, Plan())
    assert set(analysis.patients["patient_id"]) <= set(outcomes.records["patient_id"])


def test_a_cause_of_the_clinics_own_is_analysed_as_written():
    causes = build_analysis(read_outcomes(HERE / "mathtext_label.csv"), Plan()).patients["cause"]
    assert r"$\frac{1}{0}$ _type" in set(causes)
    assert causes.notna().all()


def test_a_plan_that_lists_causes_accepts_no_other_and_needs_no_entry_for_what_is_not_recorded():
    outcomes = read_outcomes(HERE / "cause_small_cells.csv")
    listed = Plan(causes=("diabetic", "chemotherapy"))
    with pytest.raises((DataError, PlanError), match="rare-cause"):
        build_analysis(outcomes, listed)
    outcomes = read_outcomes(HERE / "cause_missing.csv", plan=listed)
    assert build_analysis(outcomes, listed).patients["cause"].notna().all()
