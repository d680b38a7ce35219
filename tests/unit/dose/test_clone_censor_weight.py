import numpy as np
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.dose import clone_censor_weight
from dnoutcomes.dose.attendance import sessions_by
from dnoutcomes.errors import ModelError


def test_one_labelled_row_with_what_each_strategy_rests_on(clinic):
    found = clone_censor_weight(clinic, 6, 28, replicates=30)
    (row,) = found.frame.to_dict("records")
    assert row["contrast"] == "6 or more - fewer, by day 28"
    assert row["analysis"].startswith("clone-censor-weight: strategies within the arm")
    needled = (clinic.patients["arm"] == "needling").sum()
    assert sum(found.details["kept"].values()) == needled
    assert found.details["effective"]["fewer"] <= found.details["kept"]["fewer"]
    assert row["conf_low"] < row["estimate"] < row["conf_high"]


def test_the_same_seed_gives_the_same_error(clinic):
    first, second = (clone_censor_weight(clinic, 6, 28, replicates=10).frame for _ in range(2))
    assert first.equals(second)


def test_confounding_by_progress_is_taken_out_where_sessions_do_nothing(clinic_with):
    estimates, naive = [], []
    for seed in range(8):
        analysis = clinic_with(n=400, seed=seed, lost=0)
        row = clone_censor_weight(analysis, 6, 28, replicates=2).frame.iloc[0]
        estimates.append(row["estimate"])
        rows = analysis.at_visit("W12")
        rows = rows[rows["arm"] == "needling"]
        many = sessions_by(analysis, rows["patient_id"], [28])[:, 0] >= 6
        naive.append(rows["value"][many].mean() - rows["value"][~many].mean())
    # Patients with less pain attend more: their score is lower whatever sessions do; given baseline it's less so.
    assert np.mean(naive) < -0.3
    assert abs(np.mean(estimates)) < 0.5 * abs(np.mean(naive))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((6, 80), r"visit W12 begins on day \d+, not after day 80"),
        ((99, 28), "nobody kept to at least 99 sessions"),
        ((0, 28), "nobody kept to fewer than 0 sessions"),
    ],
)
def test_strategies_that_cannot_be_compared_are_refused(clinic, arguments, message):
    with pytest.raises(ModelError, match=message):
        clone_censor_weight(clinic, *arguments)


def test_each_therapist_is_left_out_in_turn(clinic):
    plan = clinic.plan.model_copy(update={"clusters": "therapist_id"})
    alone = clone_censor_weight(clinic, 6, 28, replicates=10).frame.iloc[0]
    found = clone_censor_weight(build_analysis(clinic.outcomes, plan), 6, 28)
    shared = found.frame.iloc[0]
    assert shared["estimate"] == pytest.approx(alone["estimate"])
    assert shared["df"] < clinic.patients["arm"].eq("needling").sum() / 2
    assert shared["conf_low"] < shared["estimate"] < shared["conf_high"]
    assert any(note.startswith("Errors: jackknife, every cluster left out in turn, ") for note in found.notes)
