import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.models import contrast, ls_means, mmrm
from dnoutcomes.models.shared.contrasts import CONTRAST_FAMILIES

KEYS = {"subject": "patient", "visit": "visit"}


@pytest.fixture
def fit(make):
    return mmrm("change ~ baseline + arm * cause * visit", make(n=50), **KEYS)


@pytest.fixture
def by_visit(fit):
    return ls_means(fit, "visit", by="arm")


def estimates(table):
    return table.frame.set_index("contrast")["estimate"]


def test_effect_is_arm_minus_reference(fit):
    means = ls_means(fit, "arm", by=["cause", "visit"])
    effects = contrast(means)
    assert set(effects.frame["contrast"]) == {"needling - standard"}
    assert list(effects.frame.columns[:3]) == ["cause", "visit", "contrast"]
    both = means.frame.pivot(index=["cause", "visit"], columns="arm", values="estimate")
    assert_allclose(effects.frame["estimate"], both["needling"] - both["standard"])


def test_families(by_visit):
    means = by_visit.where(arm="standard").frame.set_index("visit")["estimate"]
    found = {name: estimates(contrast(by_visit, name).where(arm="standard")) for name in CONTRAST_FAMILIES}
    assert list(found["vs_reference"].index) == ["W08 - W04", "W12 - W04"]
    assert list(found["consecutive"].index) == ["W08 - W04", "W12 - W08"]
    assert list(found["pairwise"].index) == ["W08 - W04", "W12 - W04", "W12 - W08"]
    for rows in found.values():
        for name, estimate in rows.items():
            later, earlier = name.split(" - ")
            assert_allclose(estimate, means[later] - means[earlier])


def test_another_reference(by_visit):
    rows = contrast(by_visit, reference="W12").where(arm="standard")
    assert rows.frame["contrast"].tolist() == ["W04 - W12", "W08 - W12"]


def test_custom_contrasts(by_visit):
    means = by_visit.where(arm="needling").frame["estimate"].to_numpy()
    rows = contrast(by_visit, {"late": [-0.5, -0.5, 1], "last": {"W12": 1, "W04": -1}}).where(arm="needling")
    assert_allclose(rows.frame["estimate"], [means[2] - means[:2].mean(), means[2] - means[0]])


def test_groups_can_be_changed(fit):
    means = ls_means(fit, ["arm", "cause"], at={"visit": ["W12"]})
    rows = contrast(means, by="cause")
    assert rows.frame["contrast"].unique().tolist() == ["needling - standard"]
    crossed = contrast(means, "vs_reference")
    assert crossed.frame["contrast"][0] == "other standard - diabetic standard"


def test_a_contrast_of_contrasts_is_the_interaction(fit):
    effects = contrast(ls_means(fit, "arm", by=["cause", "visit"]))
    difference = contrast(effects, by=["visit", "contrast"])
    expected = effects.frame.pivot(index="visit", columns="cause", values="estimate")
    assert_allclose(
        difference.frame["estimate"].to_numpy().reshape(3, 2),
        expected[["other", "traumatic"]].sub(expected["diabetic"], axis=0),
    )


def test_subjects_behind_a_contrast(fit, by_visit):
    effects = contrast(ls_means(fit, "arm", by="visit")).frame.set_index("visit")["n_subjects"]
    used = fit.design.frame
    assert effects.to_dict() == used.groupby("visit", observed=True)["patient"].nunique().to_dict()
    change = contrast(by_visit).frame
    per_arm = used.groupby(["arm", "visit"], observed=True)["patient"].nunique()
    expected = [
        max(per_arm[row.arm, "W04"], per_arm[row.arm, row.contrast[:3]]) for row in change.itertuples()
    ]
    assert change["n_subjects"].tolist() == expected


@pytest.mark.parametrize(
    ("family", "settings", "message"),
    [
        ("tukey", {}, "unknown contrast family 'tukey'"),
        ("vs_reference", {"reference": "W99"}, "no level 'W99'.*Known: W04, W08, W12"),
        ({"x": [1, -1]}, {}, "contrast 'x' has 2 coefficients for 3 levels: W04, W08, W12"),
        ("pairwise", {"by": ["arm", "visit"]}, "nothing is left to compare"),
        ("pairwise", {"by": "cause"}, "the means have no label 'cause'"),
    ],
)
def test_contrasts_that_make_no_sense(by_visit, family, settings, message):
    with pytest.raises(ModelError, match=message):
        contrast(by_visit, family, **settings)


def test_only_linear_functions_can_be_contrasted(by_visit):
    with pytest.raises(ModelError, match="needs LS means with their linear functions"):
        contrast(Estimates(by_visit.frame, kind="risk difference"))
    with pytest.raises(ModelError, match="one level only"):
        contrast(by_visit.where(visit="W04"))


def test_intervals_take_the_level_asked_for(by_visit):
    wide, narrow = (contrast(by_visit, confidence_level=level).frame for level in (0.99, 0.8))
    assert ((wide["conf_high"] - wide["conf_low"]) > (narrow["conf_high"] - narrow["conf_low"])).all()
    assert np.allclose(wide["p_value"], narrow["p_value"])
