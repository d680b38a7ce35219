import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models import mmrm
from dnoutcomes.models.mmrm.visits import read_visits
from dnoutcomes.models.shared.design import build_design


def read(frame, **columns):
    extra = ["visit", *(name for name in columns.values() if name)]
    design = build_design("change ~ arm", frame, subject="patient", columns=extra)
    return read_visits(design, "visit", **columns)


def test_visits_are_sorted_or_in_the_order_of_a_categorical(trial):
    assert read(trial).levels == ("W04", "W08", "W12")
    named = trial.assign(visit=pd.Categorical(trial["visit"], ["W99", "W12", "W08", "W04"]))
    assert read(named).levels == ("W12", "W08", "W04")


def test_times(trial):
    assert read(trial).times.tolist() == [0, 1, 2]
    assert not read(trial).timed
    assert read(trial, time="week").times.tolist() == [4, 8, 12]
    numeric = read(trial.assign(visit=trial["week"]))
    assert numeric.timed
    assert numeric.times.tolist() == [4, 8, 12]


@pytest.mark.parametrize(
    ("names", "noted"),
    [(["W2", "W4", "W12"], True), (["W02", "W04", "W12"], False), (["first", "W2", "W12"], False)],
)
def test_visits_in_the_order_of_their_letters_are_noted(trial, names, noted):
    renamed = trial.assign(visit=trial["visit"].map(dict(zip(["W04", "W08", "W12"], names))))
    note = read(renamed).order_note
    assert (note is not None) == noted
    if noted:
        assert "in the order W12, W2, W4" in note
        fit = mmrm("change ~ visit", renamed, subject="patient", visit="visit")
        assert note in fit.notes


def test_groups_and_weights_belong_to_subjects(trial):
    visits = read(trial, group="arm", weights="weight")
    assert visits.group_levels == ("standard", "needling")
    used = trial.dropna()
    assert visits.subject_group[0] == 0
    np.testing.assert_array_equal(visits.weights, used["weight"])


@pytest.mark.parametrize(
    ("change", "columns", "message"),
    [
        (lambda d: pd.concat([d, d.iloc[:2]]), {}, r"\d rows repeat a subject and visit .* rows 0 and 0"),
        (lambda d: d[d["visit"] == "W04"], {}, "has one level, 'W04'.*use ANCOVA"),
        (
            lambda d: d.assign(weight=d["weight"].where(d.index != 5, 0.0)),
            {"weights": "weight"},
            "positive.* 0 at row 5",
        ),
        (lambda d: d.assign(weight="1"), {"weights": "weight"}, "'weight' aren't numeric"),
        (
            lambda d: d.assign(week=d["week"] + d.index % 2),
            {"time": "week"},
            "isn't the same in all rows of visit 'W04'",
        ),
        (lambda d: d.assign(week=-d["week"]), {"time": "week"}, "must grow with the visits"),
        (lambda d: d.assign(week="four"), {"time": "week"}, "'week' isn't numeric"),
        (
            lambda d: d.assign(cause=d["visit"]),
            {"group": "cause"},
            "'cause' changes within the subject of row 0",
        ),
    ],
)
def test_unusable_visits_say_what_is_wrong(trial, change, columns, message):
    frame = change(trial.assign(change=trial["change"].fillna(0.5)))
    with pytest.raises(ModelError, match=message):
        read(frame, **columns)
