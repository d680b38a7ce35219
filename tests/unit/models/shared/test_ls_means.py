import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS
from dnoutcomes.models import contrast, ls_means, mmrm

FORMULA = "change ~ baseline * visit + arm * cause * visit"
KEYS = {"subject": "patient", "visit": "visit"}


@pytest.fixture
def fit(make):
    return mmrm(FORMULA, make(n=50), df="satterthwaite", **KEYS)


def predicted(fit, **values):
    """Mean of the fitted model over hand-made rows."""
    rows = pd.DataFrame(values)
    return float((fit.design.matrix(rows) @ fit.inference.coefficients).mean())


def test_labels_come_in_the_house_order_and_rows_by_group(fit):
    means = ls_means(fit, "arm", by=["visit", "cause"])
    assert list(means.frame.columns) == ["cause", "arm", "visit", *COLUMNS]
    assert means.frame["arm"].tolist()[:4] == ["standard", "needling"] * 2
    assert means.frame["visit"].tolist()[:6] == ["W04"] * 6


def test_subjects_are_counted_in_their_cells(fit):
    means = ls_means(fit, "arm", by="visit").frame
    used = fit.design.frame
    for row in means.itertuples():
        assert row.n_subjects == ((used["arm"] == row.arm) & (used["visit"] == row.visit)).sum()
    overall = ls_means(fit, "arm").frame.set_index("arm")["n_subjects"]
    assert overall.to_dict() == used.groupby("arm", observed=True)["patient"].nunique().to_dict()


def test_equal_weights(fit):
    mean = fit.design.frame["baseline"].mean()
    cells = {
        "arm": ["needling"] * 9, "cause": ["diabetic", "other", "traumatic"] * 3,
        "visit": ["W04"] * 3 + ["W08"] * 3 + ["W12"] * 3, "baseline": [mean] * 9,
    }  # fmt: skip
    found = ls_means(fit, "arm").where(arm="needling").frame["estimate"].item()
    assert_allclose(found, predicted(fit, **cells))


def test_proportional_weights(fit):
    used = fit.design.frame
    shares = used["cause"].value_counts(normalize=True)
    mean = used["baseline"].mean()
    by_cause = [
        predicted(fit, arm=["needling"], cause=[cause], visit=["W12"], baseline=[mean]) * share
        for cause, share in shares.items()
    ]
    found = ls_means(fit, "arm", by="visit", weights="proportional").where(arm="needling", visit="W12").frame
    assert_allclose(found["estimate"].item(), sum(by_cause))


def test_counterfactual_means_are_over_the_subjects_each_once(fit):
    subjects = fit.design.frame.drop_duplicates("patient")
    expected = predicted(
        fit, arm=["needling"] * len(subjects), visit=["W08"] * len(subjects),
        cause=subjects["cause"].tolist(), baseline=subjects["baseline"].tolist(),
    )  # fmt: skip
    means = ls_means(fit, "arm", by="visit", weights="counterfactual")
    assert_allclose(means.where(arm="needling", visit="W08").frame["estimate"].item(), expected)
    # By cause: the subjects of that cause only, in both arms.
    mine = subjects[subjects["cause"] == "other"]
    by_cause = ls_means(fit, "arm", by=["cause", "visit"], weights="counterfactual")
    expected = predicted(
        fit, arm=["needling"] * len(mine), visit=["W08"] * len(mine), cause=["other"] * len(mine),
        baseline=mine["baseline"].tolist(),
    )  # fmt: skip
    assert_allclose(
        by_cause.where(arm="needling", visit="W08", cause="other").frame["estimate"].item(), expected
    )
    # Visits that aren't asked for are averaged alike.
    whole = ls_means(fit, "arm", weights="counterfactual").where(arm="needling").frame["estimate"].item()
    assert_allclose(whole, means.where(arm="needling").frame["estimate"].mean())


def test_numbers_can_be_held_or_asked_for(fit):
    held = ls_means(fit, "arm", by="visit", at={"baseline": 4.0})
    asked = ls_means(fit, "arm", by=["visit", "baseline"], at={"baseline": [4.0, 8.0]})
    assert_allclose(asked.where(baseline=4.0).frame["estimate"], held.frame["estimate"])
    assert "baseline at 4.0" in held.notes[0]
    some = ls_means(fit, "arm", at={"visit": ["W08", "W12"]})
    both = ls_means(fit, "arm", by="visit").frame
    later = both[both["visit"] != "W04"].groupby("arm", sort=False)["estimate"].mean()
    assert_allclose(some.frame["estimate"], later)


def test_empty_cells_are_not_estimable(make):
    frame = make(n=50)
    frame = frame[~((frame["arm"] == "needling") & (frame["cause"] == "other"))]
    fit = mmrm(FORMULA, frame, **KEYS)
    means = ls_means(fit, "arm", by=["cause", "visit"])
    empty = (means.frame["arm"] == "needling") & (means.frame["cause"] == "other")
    assert means.frame.loc[empty, list(COLUMNS[:-1])].isna().all(axis=None)
    assert means.frame.loc[~empty, "estimate"].notna().all()
    assert (means.frame.loc[empty, "n_subjects"] == 0).all()
    assert any("3 of 18 rows can't be estimated" in note for note in means.notes)
    # An average over an empty cell isn't estimable either; contrasts of what is are unharmed.
    assert ls_means(fit, "arm").where(arm="needling").frame["estimate"].isna().all()
    effects = contrast(means).frame
    assert effects.groupby("cause")["estimate"].count().to_dict() == {
        "diabetic": 3,
        "other": 0,
        "traumatic": 3,
    }


def test_relabelling_the_visits_of_nobody_changes_nothing(make):
    frame = make(n=50)
    split = frame.assign(visit=pd.Categorical(frame["visit"], ["W02", "W04", "W08", "W12", "W24"]))
    one, other = (ls_means(mmrm(FORMULA, data, **KEYS), "arm", by="visit").frame for data in (frame, split))
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"specs": "sex"}, "'sex' isn't in the formula"),
        ({"specs": "baseline"}, "'baseline' is numeric; say at which values"),
        ({"specs": "arm", "weights": "observed"}, "unknown weighting of LS means 'observed'"),
        ({"specs": "arm", "by": ["arm"]}, "named twice"),
        ({"specs": "arm", "confidence_level": 1.5}, "between 0 and 1"),
    ],
)
def test_questions_that_make_no_sense(fit, settings, message):
    with pytest.raises(ModelError, match=message):
        ls_means(fit, settings.pop("specs"), **settings)


def test_intervals_take_the_level_asked_for(fit):
    wide, narrow = (ls_means(fit, "arm", confidence_level=level).frame for level in (0.99, 0.5))
    assert ((wide["conf_high"] - wide["conf_low"]) > 2 * (narrow["conf_high"] - narrow["conf_low"])).all()
    assert np.allclose(wide["p_value"], narrow["p_value"])


@pytest.mark.parametrize("weights", ["equal", "proportional", "counterfactual"])
@pytest.mark.parametrize("coding", ["C({})", "C({}, contr.sum)"])
def test_factors_are_found_by_their_columns_however_they_are_coded(fit, make, coding, weights):
    coded = FORMULA.replace("arm", coding.format("arm")).replace("cause", coding.format("cause"))
    other = mmrm(coded, make(n=50), df="satterthwaite", **KEYS)
    plain = ls_means(fit, "arm", by="visit", at={"cause": "traumatic"}, weights=weights)
    for named in ("{}", "C({})"):
        arm, cause = named.format("arm"), named.format("cause")
        means = ls_means(other, arm, by="C(visit)", at={cause: "traumatic"}, weights=weights)
        pd.testing.assert_frame_equal(means.frame, plain.frame, rtol=1e-6)  # the optimiser takes another path
        assert means.details == plain.details
    pd.testing.assert_frame_equal(
        contrast(ls_means(other, "C(arm)", by="C(visit)")).frame,
        contrast(ls_means(fit, "arm", by="visit")).frame,
        rtol=1e-6,
    )


def test_a_number_has_no_levels_to_be_named(fit):
    with pytest.raises(ModelError, match="C\\(baseline\\)"):
        ls_means(fit, "arm", at={"C(baseline)": 6})
