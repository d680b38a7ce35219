"""Intervals of weighted comparisons and of imputation where therapists differ, against the truth of `clinics`.

The truth is zero, that of many clinics without an effect, whatever therapists one of them has. A share from r
repetitions has a Monte Carlo error of sqrt(p (1 - p) / r); four of them are allowed beside the limits, 93 to 97 % (98 %
with six therapists, whose few df err to the safe side). With therapists who each treat one arm, intervals that ignore
them cover 62 % (six therapists, 480 patients, 120 clinics), and less where therapists differ more.
"""

import numpy as np
import pytest
from clinics import Law, analysis_of, draw, patient_rows

from dnoutcomes.errors import ModelError
from dnoutcomes.missing.on_analysis import impute
from dnoutcomes.weighting.effect_with_attrition import effect_with_attrition

COVARIATES = ["baseline", "cause", "age", "sex"]
ESTIMATORS = {
    "overlap": ("overlap", "weighted"), "iptw": ("ate", "weighted"), "att": ("att", "weighted"),
    "aipw": ("ate", "aipw"), "ancova": ("overlap", "ancova"),
}  # fmt: skip


def law_of(design, therapists, spread=0.5):
    return Law(therapists=therapists, therapist_sd=spread, therapist_design=design)


def covering(law, n, r, names=tuple(ESTIMATORS), seed=0, **options):
    """Share of the intervals of each estimator that hold the truth."""
    rng = np.random.default_rng([seed, n, law.therapists])
    found = {name: [] for name in names}
    for _ in range(r):
        rows = patient_rows(draw(rng, n, law))
        for name in names:
            estimand, method = ESTIMATORS[name]
            try:
                row = effect_with_attrition(
                    rows, outcome="change", treatment="arm", covariates=COVARIATES, attrition=COVARIATES,
                    estimand=estimand, method=method, **options,
                ).frame.iloc[0]  # fmt: skip
            except ModelError:
                continue
            found[name].append(row["conf_low"] <= 0 <= row["conf_high"])
    return {name: (np.mean(values), len(values)) for name, values in found.items()}


def within(share, r, low=0.93, high=0.97):
    slack = 4 * np.sqrt(0.95 * 0.05 / r)
    return low - slack < share < high + slack


def test_intervals_hold_the_truth_only_if_they_know_the_therapists():
    """Short: therapists who differ by 1.5 points, so that 40 clinics tell the two apart."""
    law = law_of("nested", 6, spread=1.5)
    ((known, r),) = covering(law, 240, 40, ["overlap"], cluster="therapist_id").values()
    ((ignored, _),) = covering(law, 240, 40, ["overlap"], errors="stacked").values()
    assert within(known, r, high=0.98)
    # They cover 41 % of 120 clinics; four Monte Carlo errors of 0.08.
    assert ignored < 0.75


@pytest.mark.long
@pytest.mark.parametrize("n", [120, 480])
@pytest.mark.parametrize("therapists", [6, 12, 30])
@pytest.mark.parametrize("design", ["nested", "partial", "crossed"])
def test_weighted_intervals_cover(design, therapists, n):
    shares = covering(law_of(design, therapists), n, 400, cluster="therapist_id")
    high = 0.98 if therapists == 6 else 0.97
    assert all(within(share, r, high=high) for share, r in shares.values()), shares


@pytest.mark.long
@pytest.mark.parametrize("design", ["nested", "crossed"])
def test_intervals_with_each_cluster_left_out_cover(design):
    shares = covering(
        law_of(design, 6), 480, 200, ["overlap", "aipw"], cluster="therapist_id", errors="jackknife"
    )
    assert all(within(share, r, high=0.98) for share, r in shares.values()), shares


@pytest.mark.long
@pytest.mark.parametrize(
    ("design", "therapists", "n", "r"),
    [("nested", 6, 480, 200), ("nested", 6, 120, 200), ("nested", 12, 480, 150), ("nested", 30, 480, 100),
     ("crossed", 6, 480, 200), ("crossed", 12, 120, 150), ("partial", 6, 120, 150), ("partial", 12, 120, 100)],
)  # fmt: skip
def test_intervals_after_imputation_cover(design, therapists, n, r):
    law = law_of(design, therapists)
    rng = np.random.default_rng([n, therapists])
    covers = []
    for _ in range(r):
        row = impute(analysis_of(draw(rng, n, law), clusters="therapist_id")).frame.iloc[-1]
        covers.append(row["conf_low"] <= 0 <= row["conf_high"])
    assert within(np.mean(covers), r, high=0.98 if therapists == 6 else 0.97), np.mean(covers)


@pytest.mark.long
@pytest.mark.parametrize("n", [40, 60])
def test_intervals_after_imputation_cover_in_small_clinics_of_patients_by_themselves(n):
    rng = np.random.default_rng(n)
    covers = []
    for _ in range(300):
        row = impute(analysis_of(draw(rng, n, Law()))).frame.iloc[-1]
        covers.append(row["conf_low"] <= 0 <= row["conf_high"])
    assert within(np.mean(covers), 300), np.mean(covers)
