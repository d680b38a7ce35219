import pytest

from dnoutcomes.compare.groups import groups_of, rows_at_visit
from dnoutcomes.compare.populations import ALL_TOGETHER
from dnoutcomes.errors import ModelError, PlanError


def test_rows_have_one_per_patient_and_the_modelled_cause(make, trial):
    patients, scores = trial
    scores.iloc[:3, 2] = float("nan")
    analysis = make(patients, scores, pooled_causes={"medical": ["chemotherapy", "diabetic"]})
    rows = rows_at_visit(analysis, "cause", "W12")
    assert len(rows) == 120
    assert rows["change"].isna().sum() == 3
    assert set(rows["cause"]) == {"medical", "traumatic"}


def test_groups_come_in_order_and_end_with_everybody(make, trial):
    rows = rows_at_visit(make(*trial), "cause", "W12")
    groups = groups_of(rows, "cause")
    assert [group.level for group in groups] == ["diabetic", "chemotherapy", "traumatic", None]
    assert sum(group.inside.sum() for group in groups[:-1]) == groups[-1].inside.sum() == 120
    assert groups[0].labels == {"cause": "diabetic", "population": None}
    (everybody,) = groups_of(rows, None)
    assert everybody.labels == {"cause": None, "population": ALL_TOGETHER}
    assert groups_of(rows_at_visit(make(*trial), "sex", "W12"), "sex")[-1].labels["sex"] is None


def test_a_gap_in_the_group_is_a_group_of_its_own(make, trial):
    patients, scores = trial
    patients.loc[:4, "sex"] = None
    rows = rows_at_visit(make(patients, scores), "sex", "W12")
    assert list(rows["sex"].cat.categories) == ["F", "M", "not recorded"]
    assert (rows["sex"] == "not recorded").sum() == 5


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("arm", "can't be the arm itself"),
        ("n_sessions", "known only after time zero"),
        ("age", "'age' is a number"),
        ("sexx", "did you mean 'sex'"),
    ],
)
def test_groups_that_make_no_sense_are_refused(make, trial, by, message):
    with pytest.raises(ModelError, match=message):
        rows_at_visit(make(*trial), by, "W12")


def test_an_unplanned_visit_is_refused(make, trial):
    with pytest.raises(PlanError, match="no visit 'W52'"):
        rows_at_visit(make(*trial), "cause", "W52")
