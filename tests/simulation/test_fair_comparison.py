"""Every method of the sensitivity panel on simulated clinics and trials whose truth is known.

A mean over r repetitions has a Monte Carlo error of its standard deviation / sqrt(r), a share p one of
sqrt(p (1 - p) / r); four of them are allowed.
"""

import numpy as np
import pandas as pd
import pytest

import dnoutcomes as dn
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.sensitivity import METHODS

repetitions = pytest.mark.parametrize(
    "r", [8, pytest.param(400, marks=pytest.mark.long)], ids=["short", "long"]
)


def analysed(preset, seed, **options):
    """Build the analysis of simulated assessments; sessions take no part in these methods."""
    simulated = dn.simulate(preset, seed=seed, **options)
    records = simulated.frame[simulated.frame["encounter"] != "session"]
    records = records.assign(source_row=np.arange(2, len(records) + 2)).reset_index(drop=True)
    outcomes = Outcomes(records, pd.DataFrame(), pd.DataFrame(), None, "pain_nrs", "session_date")
    return dn.build_analysis(outcomes, simulated.plan), simulated.truth


def true_effect(truth, estimand, which="sample"):
    rows = truth.weighted[(truth.weighted["visit"] == "W12") & (truth.weighted["estimand"] == estimand)]
    return rows[which].iloc[0]


def clinic_row(seed):
    analysis, truth = analysed("clinic", seed)
    found = {"naive": (dn.compare_arms(analysis, by=None), "unadjusted", "ate")}
    for estimand in ("overlap", "ate"):
        weighted = dn.compare_weighted(analysis, estimand=estimand, errors="stacked")
        found |= {f"{estimand} {label}": (weighted, label, estimand) for label in ("weighted", "augmented")}
    rows = {}
    for name, (estimates, label, estimand) in found.items():
        row = estimates.where(analysis=label).frame.iloc[0]
        target = true_effect(truth, estimand)
        rows[f"{name} off"] = row["estimate"] - target
        rows[f"{name} covers"] = row["conf_low"] <= target <= row["conf_high"]
    overall = truth.overall.set_index("visit").loc["W12"]
    rows["designed bias"] = overall["naive_seen"] - overall["population"]
    return rows


@repetitions
def test_the_naive_difference_is_off_as_designed_and_weights_recover_the_truth(r):
    rows = pd.DataFrame([clinic_row(seed) for seed in range(r)])
    error = rows["naive off"].std() / np.sqrt(r)
    assert abs(rows["naive off"].mean() - rows["designed bias"].mean()) < 4 * error
    assert rows["naive off"].mean() < -4 * error
    for name in ("overlap weighted", "overlap augmented", "ate weighted", "ate augmented"):
        off = rows[f"{name} off"]
        assert abs(off.mean()) < 4 * off.std() / np.sqrt(r), name
        # The truth in these patients lies closer to the estimate than that in the population: more than 95 % may cover.
        assert rows[f"{name} covers"].mean() > 0.95 - 4 * np.sqrt(0.95 * 0.05 / r), name


@repetitions
def test_no_method_finds_what_is_not_there_more_often_than_it_says(r):
    panels = [dn.sensitivity_panel(analysed("null", seed)[0]).estimates.frame for seed in range(r)]
    rejected = pd.DataFrame(
        [
            panel.set_index("method")["conf_low"] * panel.set_index("method")["conf_high"] > 0
            for panel in panels
        ]
    )
    estimates = pd.DataFrame([panel.set_index("method")["estimate"] for panel in panels])
    assert estimates.notna().all(axis=None)
    for method in METHODS.values():
        mean, spread = estimates[method.label].mean(), estimates[method.label].std()
        assert abs(mean) < 4 * spread / np.sqrt(r), method.label
        # Shares of responders and imputation have a little more, having steps and the normal distribution.
        assert rejected[method.label].mean() < 0.05 + 4 * np.sqrt(0.05 * 0.95 / r) + 0.015, method.label


WORSE = 3.0


def leaving_row(seed):
    """Needled patients leave more often, and are worse for it than anybody could tell."""
    analysis, truth = analysed("trial", seed, n=400, mnar_delta=WORSE, missing_share=(0.40, 0.05))
    target = true_effect(truth, "ate")
    at_random = dn.impute(analysis).where(visit="W12").frame.iloc[0]
    found = dn.tipping_point(analysis)
    pairs = found.frame.set_index(["delta_treated", "delta_reference"])
    as_simulated = pairs.loc[(WORSE, WORSE)]
    return {
        "off at random": at_random["estimate"] - target,
        "off as simulated": as_simulated["estimate"] - target,
        "std_error": as_simulated["std_error"],
        "covers": as_simulated["conf_low"] <= target <= as_simulated["conf_high"],
        "bracketed": pairs["estimate"].min() < target < pairs["estimate"].max(),
        "tips": found.tipping_delta <= WORSE,
    }


@pytest.mark.parametrize("r", [2, pytest.param(60, marks=pytest.mark.long)], ids=["short", "long"])
def test_where_patients_leave_because_they_are_worse_the_tipping_point_brackets_the_truth(r):
    rows = pd.DataFrame([leaving_row(seed) for seed in range(2, 2 + r)]).astype(float)
    error = rows["std_error"].mean() / np.sqrt(r)
    assert abs(rows["off as simulated"].mean()) < 4 * error
    # 35 % more needled patients leave, each 3 points worse than those like them who stay: about a point.
    assert rows["off at random"].mean() < -0.6
    assert rows["bracketed"].all()
    assert rows["tips"].mean() > 0.9
    assert rows["covers"].mean() > 0.95 - 4 * np.sqrt(0.95 * 0.05 / r)
