"""The adjusted difference in responders: of the patients that were counted, and only where counts may be shown."""

import pandas as pd
import pytest

from dnoutcomes.compare import compare_arms
from dnoutcomes.compare.modelled_responders import modelled_responders
from dnoutcomes.compare.populations import ALL_TOGETHER
from dnoutcomes.compare.responder_curve import responder_curve
from dnoutcomes.compare.responders import NON_RESPONDER, OBSERVED, responder_table
from dnoutcomes.disclosure import State, protect
from dnoutcomes.models.mmrm.on_analysis import fit_mmrm
from dnoutcomes.report.facts.adjusted_responder_results import with_adjusted, with_concluded
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.responder_results import responder_results
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.sensitivity.methods import METHODS
from dnoutcomes.sensitivity.question import Question


def contrasts(analysis, smallest_cell, *, everyone):
    counts = protect(patient_counts(analysis), smallest_cell)
    return with_adjusted(
        responder_results(analysis.plan, counts, everyone=everyone), analysis, everyone=everyone
    )


@pytest.fixture(scope="module")
def from_zero(make_records, make_analysis):
    """A clinic in which more needled patients than others start without pain, some of whom aren't seen."""
    records = make_records(n=200)
    patients = records.drop_duplicates("patient_id").groupby("arm")["patient_id"]
    chosen = [*patients.get_group("needling").iloc[:9], *patients.get_group("standard").iloc[:3]]
    none = records["patient_id"].isin(chosen) & (records["study_day"] <= 0)
    records.loc[none, "pain_nrs"] = records.loc[none, "pain_nrs"].where(records["pain_nrs"].isna(), 0.0)
    return make_analysis(records=records)


@pytest.mark.parametrize(
    ("everyone", "missing_as", "method"),
    [(True, NON_RESPONDER, "non_responder"), (False, OBSERVED, "responders")],
)
def test_a_notebook_counts_who_started_from_zero_as_the_report_does(from_zero, everyone, missing_as, method):
    plan = from_zero.plan
    rows = from_zero.visits[from_zero.visits["visit"] == plan.primary_visit]
    zero = rows[rows["baseline"] == 0]
    assert zero.groupby("arm", observed=True)["value"].count().nunique() == 2
    found = contrasts(from_zero, 1, everyone=everyone)[0]
    assert found.responder.scale == "percent"
    # By hand: of everybody, or of those with a score, whoever lost 30 % of a pain that was there.
    counted = rows if everyone else rows[rows["value"].notna()]
    yes = (counted["baseline"] > 0) & (counted["value"] <= 0.7 * counted["baseline"] + 1e-9)
    share = yes.groupby(counted["arm"], observed=True).mean()
    assert (found.share_treated, found.share_reference) == pytest.approx(
        (share[plan.treated_arm], share[plan.reference_arm])
    )
    table = responder_table(from_zero, by=None).set_index(["threshold", "missing_as", "arm"])
    curve = responder_curve(from_zero, missing_as=missing_as).frame.set_index(["improvement", "arm"])
    for arm in plan.arms:
        assert table.loc[(found.responder.label, missing_as, arm), "share"] == pytest.approx(share[arm])
        assert curve.loc[(30.0, arm), "share"] == pytest.approx(share[arm])
    solved = METHODS[method].solve(Question(from_zero, plan.primary_visit))
    assert solved["estimate"] == pytest.approx(found.adjusted.estimate, abs=1e-12)
    assert solved["conf_high"] == pytest.approx(found.adjusted.conf_high, abs=1e-12)
    compared = compare_arms(from_zero, by=None).frame.set_index("analysis")
    label = f"30 % responders{', missing as non-responders' if everyone else ''}: risk difference"
    assert compared.loc[label, "estimate"] == pytest.approx(found.difference, abs=1e-12)


def test_among_patients_with_a_score_it_is_that_of_compare_arms(from_zero):
    analysis = from_zero
    frame = compare_arms(analysis).frame.set_index("analysis")
    for found in contrasts(analysis, 1, everyone=False):
        row = frame.loc[f"{found.responder.label} responders: risk difference, adjusted"]
        assert found.adjusted.estimate == pytest.approx(row["estimate"], abs=1e-12)
        assert found.adjusted.conf_low == pytest.approx(row["conf_low"], abs=1e-12)


def test_patients_of_one_therapist_go_together_in_counted_and_adjusted_shares(
    make_records, make_analysis, plan_of
):
    records = make_records(n=200)
    therapists = "T" + records["patient_id"].str[-1].replace({"9": "8", "7": "1"})
    analysis = make_analysis(
        plan=plan_of(clusters="therapist_id"), records=records.assign(therapist_id=therapists)
    )
    frame = compare_arms(analysis).where(population=ALL_TOGETHER).frame.set_index("analysis")
    by_patient = contrasts(make_analysis(plan=plan_of(), records=records), 1, everyone=False)
    for found, independent in zip(contrasts(analysis, 1, everyone=False), by_patient, strict=True):
        label = f"{found.responder.label} responders: risk difference"
        for name, effect in ((label, found.counted), (f"{label}, adjusted", found.adjusted)):
            row = frame.loc[name]
            assert effect.estimate == pytest.approx(row["estimate"], abs=1e-12)
            assert effect.conf_low == pytest.approx(row["conf_low"], abs=1e-12)
        assert found.difference == independent.difference
        assert found.conf_high != pytest.approx(independent.conf_high, abs=1e-3)


def test_a_score_that_is_missing_counts_as_no_response_among_everyone(make_records, make_analysis):
    records = make_records(n=200)
    analysis = make_analysis(records=records)
    unseen = set(analysis.patients["patient_id"]) - set(
        records.loc[(records["study_day"] == 84) & records["pain_nrs"].notna(), "patient_id"]
    )
    assert unseen
    # Filling the gaps with the score at the start, which is no improvement, must change nothing.
    at_start = records[(records["study_day"] == 0) & records["patient_id"].isin(unseen)]
    filled = at_start.assign(study_day=84, source_row=at_start["source_row"] + len(records))
    both = make_analysis(records=pd.concat([records, filled], ignore_index=True))
    pairs = zip(contrasts(analysis, 1, everyone=True), contrasts(both, 1, everyone=True))
    for before, after in pairs:
        assert before.adjusted.estimate == pytest.approx(after.adjusted.estimate, abs=1e-9)


def test_what_is_hidden_has_no_adjusted_difference_either(make_analysis):
    found = contrasts(make_analysis(n=60), 11, everyone=True)
    hidden = [item for item in found if item.state is State.HIDDEN]
    assert hidden
    assert not any(item.adjusted.has_interval for item in hidden)


def test_the_first_page_has_the_model_of_the_headline(report, analysis):
    results = report.results
    expected = modelled_responders(fit_mmrm(analysis), analysis).frame.set_index("threshold")
    shown = [item for item in results.responders_all if item.state is State.SHOWN]
    assert shown
    for item in shown:
        row = expected.loc[item.responder.label]
        assert item.unseen == "foretold"
        assert item.n_concluded == len(analysis.patients)
        assert item.concluded.estimate == pytest.approx(row["estimate"], abs=1e-3)
        assert item.concluded.estimate != pytest.approx(item.adjusted.estimate, abs=1e-3)


def test_without_a_mixed_model_it_is_the_difference_among_those_seen(analysis):
    everyone, seen = (contrasts(analysis, 1, everyone=which) for which in (True, False))
    for item, among_seen in zip(with_concluded(everyone, seen, Unavailable("one visit")), seen):
        assert item.unseen == "left out"
        assert item.concluded == among_seen.adjusted
        assert item.n_concluded == among_seen.n_patients < item.n_patients


def test_what_is_hidden_concludes_nothing(make_analysis):
    small = make_analysis(n=60)
    everyone, seen = (contrasts(small, 11, everyone=which) for which in (True, False))
    found = with_concluded(everyone, seen, Unavailable("few"))
    hidden = [item for item in found if item.state is State.HIDDEN]
    assert hidden
    assert not any(item.concluded.has_interval for item in hidden)
