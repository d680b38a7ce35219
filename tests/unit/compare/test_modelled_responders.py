from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from dnoutcomes.compare import overall_effects
from dnoutcomes.compare.modelled_responders import modelled_responders
from dnoutcomes.errors import ModelError
from dnoutcomes.models.leave_out import leave_one_out
from dnoutcomes.models.mmrm.on_analysis import fit_mmrm


@pytest.fixture(scope="module")
def fit(clinic):
    return fit_mmrm(clinic)


@pytest.fixture(scope="module")
def found(fit, clinic):
    return modelled_responders(fit, clinic)


def test_one_row_per_threshold(found, clinic):
    assert found.frame["threshold"].tolist() == [item.label for item in clinic.plan.responders]
    assert (found.frame["n_subjects"] == len(clinic.patients)).all()
    assert (found.frame["contrast"] == "needling - standard").all()
    shares = found.details["shares"].set_index("threshold")
    assert found.frame["estimate"].to_numpy() == pytest.approx(
        (shares["needling"] - shares["standard"]).to_numpy()
    )
    # Fewer improve by half than by a third, in both arms.
    assert (shares.loc["50 %"] < shares.loc["30 %"]).all()


def test_it_points_where_the_difference_in_means_points_with_its_df(fit, found, clinic):
    (mean,) = overall_effects(fit, clinic).where(visit="W12").frame.iloc[-1:].itertuples()
    assert mean.estimate < 0 < found.frame["estimate"].min()
    assert found.frame["df"].to_numpy() == pytest.approx(mean.df, rel=0.1)
    assert "p_value" in found.frame
    half = stats.t.ppf(0.975, found.frame["df"]) * found.frame["std_error"]
    assert found.frame["conf_high"].to_numpy() == pytest.approx(found.frame["estimate"] + half)


def test_the_shares_are_near_those_counted_when_nobody_is_lost(clinic_with):
    complete = clinic_with(lost=0.0)
    shares = modelled_responders(fit_mmrm(complete), complete).details["shares"].set_index("threshold")
    rows = complete.at_visit("W12")
    for item in complete.plan.responders:
        counted = rows[item.column].mean()
        weights = rows["arm"].value_counts(normalize=True)
        foretold = sum(weights[arm] * shares.loc[item.label, arm] for arm in weights.index)
        # The arms differ in who they are, by which each share is adjusted: near, not equal.
        assert foretold == pytest.approx(counted, abs=0.03)


def test_the_error_is_near_that_of_leaving_out_each_patient(clinic_with):
    """The jackknife of the whole, from refits without each patient, for a clinic of few."""
    few = clinic_with(n=90, causes=("diabetic", "traumatic"))
    fit = fit_mmrm(few)
    whole = modelled_responders(fit, few).frame
    ids = list(fit.design.subject_labels)
    without = []
    for patient, again in zip(ids, leave_one_out(fit), strict=True):
        inference = replace(fit.inference, coefficients=again.coefficients)
        engine = replace(fit.engine, inference=inference)
        # What the engine works out once, as the refit has it.
        vars(engine)["sigma"] = again.sigma
        changed = replace(fit, engine=engine)
        kept = replace(few, patients=few.patients[few.patients["patient_id"] != patient],
            visits=few.visits[few.visits["patient_id"] != patient])  # fmt: skip
        without.append(modelled_responders(changed, kept).frame["estimate"].to_numpy())
    spread = np.array(without) - np.mean(without, axis=0)
    jackknife = np.sqrt((len(ids) - 1) / len(ids) * (spread**2).sum(axis=0))
    assert whole["std_error"].to_numpy() == pytest.approx(jackknife, rel=0.2)


def test_without_an_effect_in_the_model_there_is_none_in_the_shares(fit, clinic):
    """However many of one arm are lost."""
    names = fit.inference.terms
    flat = np.where(["needling" in name for name in names], 0.0, fit.inference.coefficients)
    inference = replace(fit.inference, coefficients=flat)
    none = replace(fit, engine=replace(fit.engine, inference=inference))
    assert modelled_responders(none, clinic).frame["estimate"].to_numpy() == pytest.approx(0, abs=1e-12)


def test_an_event_that_is_no_response_whatever_the_score_is_refused(fit, clinic):
    failed = clinic.visits.assign(composite_failure=clinic.visits.index % 5 == 0)
    with pytest.raises(ModelError, match="no response whatever the score"):
        modelled_responders(fit, replace(clinic, visits=failed))
