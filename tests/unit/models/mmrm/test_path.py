import pytest

from dnoutcomes.errors import ConvergenceError, ModelError
from dnoutcomes.models import mmrm

KEYS = {"subject": "patient", "visit": "visit"}


def test_the_first_usable_structure_is_used(trial):
    fit = mmrm("change ~ arm * visit", trial, covariance=("toeph", "us"), **KEYS)
    assert [attempt.covariance for attempt in fit.path] == ["toeph"]
    assert fit.structure == fit.glance()["covariance"][0] == "toeph"


def test_why_a_structure_was_left_is_kept(make):
    small = make(n=6, m=5, missing=0.5, seed=5)
    fit = mmrm("change ~ arm", small, covariance=("us", "cs"), **KEYS)
    left, used = fit.path
    assert (left.covariance, left.used) == ("us", False)
    assert left.reason
    assert (used.covariance, used.used) == ("cs", True)
    assert f"us: left, {left.reason}" in repr(fit)


def test_more_covariance_parameters_than_rows(make):
    with pytest.raises(
        ConvergenceError, match=r"us: more parameters than data: 15 covariance parameters, and \d+ rows"
    ):
        mmrm("change ~ arm", make(n=4, m=5, missing=0.4, seed=2), **KEYS)


def test_no_usable_structure_is_an_error_with_all_reasons(make):
    small = make(n=4, m=5, missing=0.4, seed=2)
    with pytest.raises(
        ConvergenceError, match=r"no covariance structure of the declared order.*us: .*toeph: "
    ):
        mmrm("change ~ arm", small, covariance=("us", "toeph"), **KEYS)


@pytest.mark.parametrize(
    ("covariance", "message"),
    [
        ((), "covariance is empty"),
        ("unstructured", "unknown covariance structure 'unstructured'"),
        (("us", "sp_pow"), "'sp_pow' needs the time of each visit"),
    ],
)
def test_orders_that_cannot_be_followed(trial, covariance, message):
    with pytest.raises(ModelError, match=message):
        mmrm("change ~ arm", trial, covariance=covariance, **KEYS)


def test_the_group_that_was_not_seen_at_two_visits_is_named(make):
    frame = make(n=40, m=3)
    lone = frame[(frame["arm"] == "standard") | (frame["visit"] != "W12")]
    with pytest.raises(ConvergenceError, match="nobody of needling was seen at W12, so that"):
        mmrm("change ~ arm * visit", lone, subject="patient", visit="visit", group="arm")
