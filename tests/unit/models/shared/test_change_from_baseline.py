"""Mean changes where the baseline is an outcome, against their functions and against ANCOVA, which says the same."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.models import change_from_baseline, contrast, ls_means, mmrm

KEYS = {"subject": "patient", "visit": "visit"}


def with_baseline(frame):
    """The baseline as the first of the outcomes; nobody lacks it."""
    first = frame.drop_duplicates("patient")
    first = first.assign(visit="W00", pain=first["baseline"])
    return pd.concat([first, frame.assign(pain=frame["baseline"] + frame["change"])], ignore_index=True)


def fit_constrained(frame, right_side="visit + arm:visit", **settings):
    return mmrm(f"pain ~ {right_side}", with_baseline(frame), equal_at_first="arm", **KEYS, **settings)


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_effects_are_those_of_ancova(make, missing):
    """With every baseline seen, the likelihood is that of the baseline times that of the later scores given it."""
    frame = make(n=60, m=3, missing=missing)
    effects = contrast(change_from_baseline(fit_constrained(frame, reml=False, df="satterthwaite"), "arm"))
    ancova = mmrm("change ~ baseline * visit + arm * visit", frame, reml=False, df="satterthwaite", **KEYS)
    expected = contrast(ls_means(ancova, "arm", by="visit"))
    assert effects.frame["visit"].tolist() == ["W04", "W08", "W12"]
    assert_allclose(effects.frame["estimate"], expected.frame["estimate"], rtol=1e-6)


def test_means_of_change_are_those_of_ancova(make):
    """ANCOVA's mean changes are at the mean baseline, which is what the constrained model estimates for both arms."""
    frame = make(n=60, m=3, missing=0.0)
    ours = change_from_baseline(fit_constrained(frame, reml=False, df="satterthwaite"), "arm").frame
    ancova = mmrm("change ~ baseline * visit + arm * visit", frame, reml=False, df="satterthwaite", **KEYS)
    expected = ls_means(ancova, "arm", by="visit").frame
    assert ours[["arm", "visit"]].astype(str).equals(expected[["arm", "visit"]].astype(str))
    assert_allclose(ours["estimate"], expected["estimate"], rtol=1e-6)
    # The baseline of these patients is given there and an outcome here, which leaves its sampling error in the change.
    assert (ours["std_error"] > expected["std_error"]).all()


def test_errors_are_exact(make):
    fit = fit_constrained(make(n=40))
    means, changes = ls_means(fit, "arm", by="visit"), change_from_baseline(fit, "arm")
    places = {tuple(row): i for i, row in enumerate(means.frame[["arm", "visit"]].to_numpy().tolist())}
    for row, function in zip(changes.frame.itertuples(), changes.functions, strict=True):
        expected = means.functions[places[row.arm, row.visit]] - means.functions[places[row.arm, "W00"]]
        assert_allclose(function, expected, atol=1e-12)
        assert row.estimate == pytest.approx(expected @ np.nan_to_num(fit.inference.coefficients))
        assert row.std_error == pytest.approx(np.sqrt(expected @ fit.inference.vcov @ expected))
        assert row.n_subjects == means.frame["n_subjects"][places[row.arm, row.visit]]


def test_a_difference_of_changes_is_the_difference_at_the_visit(make):
    fit = fit_constrained(make(n=80), "cause * visit + arm:cause:visit")
    of_changes = contrast(change_from_baseline(fit, "arm", by="cause")).frame
    of_means = contrast(ls_means(fit, "arm", by=["cause", "visit"])).frame.query("visit != 'W00'")
    pd.testing.assert_frame_equal(of_changes, of_means.reset_index(drop=True))


@pytest.mark.parametrize("weights", ["proportional", "counterfactual"])
def test_weights_are_passed_on(make, weights):
    fit = fit_constrained(make(n=50), "cause * visit + arm:visit")
    means = ls_means(fit, "arm", by="visit", weights=weights).frame.set_index(["arm", "visit"])["estimate"]
    changes = change_from_baseline(fit, "arm", weights=weights).frame.set_index(["arm", "visit"])["estimate"]
    assert changes["needling", "W12"] == pytest.approx(means["needling", "W12"] - means["needling", "W00"])


def test_some_visits_only(make):
    fit = fit_constrained(make(n=40))
    some = change_from_baseline(fit, "arm", at={"visit": "W12"}).frame
    every = change_from_baseline(fit, "arm").frame
    pd.testing.assert_frame_equal(some, every[every["visit"] == "W12"].reset_index(drop=True))


def test_visits_may_be_what_is_compared(make):
    means = change_from_baseline(fit_constrained(make(n=40)), "visit", by="arm")
    assert contrast(means).frame["contrast"].tolist() == ["W08 - W04", "W12 - W04"] * 2


def test_a_fit_of_changes_has_no_baseline_to_subtract(trial):
    fit = mmrm("change ~ arm * visit", trial, **KEYS)
    with pytest.raises(ModelError, match=r"ls_means\(fit, ...\) are mean changes"):
        change_from_baseline(fit, "arm")


def test_the_visit_is_found_in_its_coding_too(make):
    fit = fit_constrained(make(n=60, m=3), df="satterthwaite")
    plain = change_from_baseline(fit, "arm", by="visit", at={"visit": ["W04", "W12"]})
    named = change_from_baseline(fit, "C(arm)", by="C(visit)", at={"C(visit)": ["W04", "W12"]})
    pd.testing.assert_frame_equal(named.frame, plain.frame)
