"""Other outcomes: one source with compare_outcomes, hidden where small, and p-values of planned ones alone."""

from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.compare.outcome_scores import outcome_scores
from dnoutcomes.compare.outcomes import compare_outcomes
from dnoutcomes.disclosure import protect
from dnoutcomes.estimates import COLUMNS
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.domain_results import domain_results
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.release import significant
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.restriction import restrict

PLANNED = ("isi", "pgic", "tug")


@pytest.fixture(scope="module")
def brief_clinic(clinic_scored_on):
    """Three outcomes that a plan names and one that it doesn't."""
    return clinic_scored_on(*PLANNED, "vpt")


def planned(clinic, **changes):
    changes = {"secondary_outcomes": PLANNED, "multiplicity": "holm"} | changes
    return build_analysis(clinic.outcomes, clinic.plan.model_copy(update=changes))


def scores_and_counts(analysis):
    scores = outcome_scores(analysis)
    return scores, protect(patient_counts(analysis, scores), 11)


def results_of(analysis):
    scores, counts = scores_and_counts(analysis)
    return domain_results(scores, analysis.plan, counts)


@pytest.fixture(scope="module")
def counted(brief_clinic, made_once):
    """Scores of the planned outcomes, and their counts."""
    return made_once("counts of planned outcomes", lambda: scores_and_counts(planned(brief_clinic)))


@pytest.fixture(scope="module")
def found(brief_clinic, counted):
    scores, counts = counted
    return domain_results(scores, planned(brief_clinic).plan, counts)


@pytest.fixture(scope="module")
def compared(brief_clinic):
    return compare_outcomes(planned(brief_clinic)).frame.set_index("outcome")


def test_the_numbers_are_those_of_compare_outcomes(found, compared):
    frame = found.effects.frame.set_index("outcome")
    shown = [
        "estimate",
        "std_error",
        "conf_low",
        "conf_high",
        "n_subjects",
        "baseline_sd",
        "adjusted_p_value",
    ]
    for outcome, row in frame.iterrows():
        np.testing.assert_allclose(
            row[shown].astype(float), compared.loc[outcome, shown].astype(float), rtol=1e-12
        )
    (rating,) = found.ratings
    assert rating.adjusted.estimate == compared.loc["pgic", "estimate"]
    assert rating.adjusted_p_value == compared.loc["pgic", "adjusted_p_value"]
    assert found.count("secondary") == 3


def test_an_exploratory_outcome_has_no_p_value(found):
    frame = found.effects.frame
    exploratory = frame["role"] == "exploratory"
    assert exploratory.any()
    assert frame.loc[exploratory, ["p_value", "adjusted_p_value"]].isna().all(axis=None)
    assert frame.loc[~exploratory, ["p_value", "adjusted_p_value"]].notna().all(axis=None)
    assert found.standardised.frame[["p_value", "adjusted_p_value"]].isna().all(axis=None)


def test_the_main_outcome_stands_among_the_planned_ones_and_only_there(found, clinic_report):
    assert found.effects.frame["role"].tolist()[0] == "primary"
    assert "pain_nrs" not in set(found.standardised.frame["outcome"])
    alone = clinic_report.results.domains
    assert set(alone.effects.frame["role"]) == {"exploratory"}


def test_shares_of_a_rating_are_those_of_the_patients_scored(brief_clinic, counted, found):
    rows = next(outcome for outcome in counted[0] if outcome.outcome == "pgic").scored
    (rating,) = found.ratings
    for arm in brief_clinic.plan.arms:
        own = rows.loc[rows["arm"] == arm, "response"]
        assert rating.share(arm) == own.mean()
        assert rating.scored[arm] == len(own)
    assert rating.counted.estimate == rating.share("needling") - rating.share("standard")


def test_a_hidden_outcome_leaves_no_trace_in_the_p_values_of_the_others(brief_clinic):
    """Few patients of one arm have a score of it; whatever their scores, everything shown is the same."""
    records = brief_clinic.outcomes.records.copy()
    standard = records.loc[records["arm"] == "standard", "patient_id"].unique()
    records.loc[records["patient_id"].isin(standard[6:]), "tug"] = np.nan
    shown = []
    for seed in (1, 2):
        generator = np.random.default_rng(seed)
        drawn = records.assign(
            tug=records["tug"].where(records["tug"].isna(), generator.normal(9, 2, len(records)))
        )
        outcomes = type(brief_clinic.outcomes)(**(vars(brief_clinic.outcomes) | {"records": drawn}))
        plan = brief_clinic.plan.model_copy(update={"secondary_outcomes": PLANNED, "multiplicity": "holm"})
        results = results_of(build_analysis(outcomes, plan))
        frame = results.effects.frame.set_index("outcome")
        tug = frame.loc["tug"]
        assert tug["state"] == "hidden"
        assert str(tug["n_shown"]) == "hidden"
        assert tug[[*COLUMNS, "baseline_sd", "adjusted_p_value"]].isna().all()
        assert results.standardised.frame.set_index("outcome").loc["tug", "estimate":"conf_high"].isna().all()
        shown.append(frame)
    assert shown[0].equals(shown[1])


def test_where_a_number_of_patients_is_withheld_nothing_beside_it_is_exact(brief_clinic, counted):
    scores, counts = counted
    of_isi = {key: "withheld" for key in counts.statuses if key[:2] == ("scored on", "isi")}
    withholding = replace(counts, statuses=counts.statuses | of_isi)
    results = domain_results(scores, planned(brief_clinic).plan, withholding)
    frame = results.effects.frame.set_index("outcome")
    isi = frame.loc["isi"]
    assert np.isnan(isi["n_subjects"])
    for name in ("baseline_sd", "p_value", "adjusted_p_value"):
        assert isi[name] == significant(isi[name], 2)
    # Holm's value of one outcome may be that of another, so none of the family is exact.
    family = frame.loc[frame["role"] != "exploratory", "adjusted_p_value"]
    assert (family == family.map(lambda value: significant(value, 2))).all()


def test_a_part_of_the_clinic_is_compared_with_nobody_else(brief_clinic):
    old = restrict(planned(brief_clinic), "age >= 60")
    found = results_of(old)
    assert found.effects.frame.set_index("outcome").loc["isi", "n_subjects"] <= len(old.patients)
    (rating,) = found.ratings
    assert rating.scored["needling"] <= (old.patients["arm"] == "needling").sum()


def test_an_outcome_without_a_start_is_named_and_not_compared(brief_clinic):
    records = brief_clinic.outcomes.records
    later = records["session_date"] > records["index_date"]
    outcomes = type(brief_clinic.outcomes)(
        **(vars(brief_clinic.outcomes) | {"records": records.assign(vpt=records["vpt"].where(later))})
    )
    found = results_of(build_analysis(outcomes, brief_clinic.plan))
    assert "vpt" not in set(found.effects.frame["outcome"])
    assert found.not_compared == ("Vibration perception threshold",)


def test_a_file_with_one_outcome_has_no_others(report):
    assert isinstance(report.results.domains, Unavailable)


def test_what_only_the_mapping_describes_is_named_and_not_called_absent():
    plan = Plan()
    alone = domain_results((), plan, None, ("steps",))
    assert "were read and not compared, because the plan doesn't describe them: steps." in alone.reason
    assert "no other outcome" in domain_results((), plan, None).reason
