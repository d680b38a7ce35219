from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.errors import ConvergenceError
from dnoutcomes.models import mmrm
from dnoutcomes.models.mmrm.convergence import judge

VISITS = ["W04", "W08", "W12"]


@pytest.fixture
def maximum(trial):
    fit = mmrm("change ~ arm * visit", trial, subject="patient", visit="visit")
    return fit.engine.maximum


def test_a_maximum_is_usable(maximum):
    verdict = judge(maximum, VISITS, ["all"])
    assert verdict.usable
    assert verdict.causes == verdict.warnings == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"decrement": np.nan},
            "the Hessian isn't positive definite: the data don't determine all 6 covariance",
        ),
        (
            {"decrement": 0.4},
            "the search stopped while -2 logL would still fall by about 0.2; use a structure",
        ),
    ],
)
def test_what_is_wrong_is_said(maximum, change, reason):
    verdict = judge(replace(maximum, **change), VISITS, ["all"])
    assert not verdict.usable
    assert reason in str(verdict.causes[0])


def test_no_start_is_no_fit():
    assert "starting value" in judge(None, VISITS, ["all"]).causes[0].sentence


def test_visits_nobody_shares_are_named(make):
    frame = make(n=40, missing=0.0)
    late = frame["visit"] == "W12"
    odd = frame["patient"].str[-1].isin(list("13579"))
    apart = frame[~(late & odd) & ~((frame["visit"] == "W04") & ~odd)]
    fit = mmrm("change ~ visit", apart, subject="patient", visit="visit", covariance=("us", "cs"))
    assert fit.structure == "cs"
    assert "nobody was seen at both W04 and W12" in fit.path[0].reason


def test_a_group_in_which_nobody_was_seen_at_both_visits_is_named(make):
    frame = make(n=60, missing=0.0)
    name = frame["arm"].iloc[0]
    of_group = frame["arm"] == name
    odd = frame["patient"].str[-2].isin(list("13579"))
    unseen = of_group & frame["visit"].eq(np.where(odd, "W12", "W04"))
    model = {"subject": "patient", "visit": "visit", "group": "arm", "covariance": ("us", "cs")}
    left, used = mmrm("change ~ arm * visit", frame[~unseen], **model).path
    assert left.causes[0].parts == {"group": name, "one": "W04", "other": "W12"}
    assert left.reason.startswith(f"nobody of {name} was seen at both W04 and W12, so that")
    assert used.causes == ()

    unseen = of_group & (frame["visit"] == "W08")
    left, _ = mmrm("change ~ visit", frame[~unseen], **model).path
    assert left.reason.startswith(f"nobody of {name} was seen at W08, so that")


def with_copied_visit(frame, noise):
    wide = frame.pivot(index="patient", columns="visit", values="change")
    copy = wide["W08"] + noise * np.random.default_rng(0).normal(size=len(wide))
    return frame.assign(
        change=frame["change"].where(frame["visit"] != "W12", copy.reindex(frame["patient"]).to_numpy())
    )


@pytest.mark.parametrize("noise", [0.01, 0.003])
def test_nearly_copied_visits_are_warned_of(make, noise):
    frame = with_copied_visit(make(n=40, missing=0.0), noise)
    fit = mmrm("change ~ visit", frame, subject="patient", visit="visit")
    assert any("near-singular: the correlation of W08 and W12 is " in note for note in fit.notes)


def test_copied_visits_are_the_reason_why_a_structure_is_left(make):
    frame = with_copied_visit(make(n=40, missing=0.0), 0.0)
    with pytest.raises(
        ConvergenceError, match=r"near-singular: the correlation of W08 and W12 is 1.0+. Check for copied"
    ):
        mmrm("change ~ visit", frame, subject="patient", visit="visit")
