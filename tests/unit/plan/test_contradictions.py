import re

import pytest

from dnoutcomes.errors import PlanError
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.plan import Plan


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"outcom": "pain_nrs"}, "outcom: unknown key; did you mean 'outcome'"),
        ({"outcome": "pain_nsr"}, "did you mean 'pain_nrs'"),
        ({"outcome": "dn4"}, "can't be the outcome"),
        ({"design": "rct"}, "got 'rct'"),
        ({"reference_arm": "placebo"}, "must be one of two different arms"),
        ({"primary_visit": "W13"}, "no visit 'W13'; planned: W02"),
        ({"visits": []}, "at least one is needed"),
        ({"visits": [{"name": "a", "day": 14}, {"name": "a", "day": 28}]}, "planned twice"),
        (
            {"visits": [{"name": "a", "day": 14, "last": 30}, {"name": "b", "day": 28}]},
            "windows of a and b overlap",
        ),
        ({"visits": [{"name": "a", "day": 14, "first": 15}]}, "outside its window"),
        ({"visits": [{"name": "a", "day": 14, "first": 0}]}, "inside the baseline window"),
        ({"pooled_causes": {"rest": ["diabetc"]}}, "did you mean 'diabetic'"),
        ({"pooled_causes": {"x": ["mixed"], "y": ["mixed"]}}, "pooled twice"),
        ({"covariates": ["age", "arm"]}, "covariates: 'arm' is what is compared"),
        (
            {"covariates": ["baseline"]},
            "covariates: 'baseline', the score at the start, is adjusted for anyway",
        ),
        ({"confidence_level": 95}, "confidence_level"),
        (
            {"outcome": "eq5d_index", "responders": [{"value": 30, "scale": "percent"}]},
            "percent change of eq5d_index has no meaning",
        ),
    ],
)
def test_contradictions_are_named(values, message):
    with pytest.raises(PlanError, match=message):
        Plan(**values)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"secondary_outcomes": ["pain_nrs"]}, "'pain_nrs' is the primary outcome"),
        ({"secondary_outcomes": ["isi", "tug", "isi"]}, "'isi' is named twice"),
        ({"secondary_outcomes": ["isii"]}, "unknown instrument 'isii'; did you mean 'isi'"),
        ({"secondary_outcomes": ["isi"], "multiplicity": "bonferroni"}, "multiplicity.*'bonferroni'"),
    ],
)
def test_secondary_outcomes_that_can_mean_nothing_are_refused(values, message):
    with pytest.raises(PlanError, match=message):
        Plan(**values)


def test_a_screening_measure_is_no_secondary_outcome():
    screening = next(item.code for item in INSTRUMENTS.values() if not item.is_outcome)
    with pytest.raises(PlanError, match="screening or process measure"):
        Plan(secondary_outcomes=[screening])


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({"needles": "needling and usual care"}, "arm_labels: 'needles' is no arm of the plan"),
        ({"needling": "Usual care", "standard": "usual care"}, "arm_labels: both arms would be called 'Usual care'"),
        ({"standard": "needling"}, "arm_labels: both arms would be called 'needling'"),
        ({"standard": ""}, "arm_labels.standard: String should have at least 1 character"),
    ],
)  # fmt: skip
def test_labels_of_arms_name_an_arm_and_tell_the_arms_apart(labels, said):
    with pytest.raises(PlanError, match=re.escape(said)):
        Plan(arm_labels=labels)


def test_a_label_is_part_of_the_plan_and_none_is_the_plan_of_before():
    assert Plan(arm_labels={}).hash == Plan().hash
    assert Plan(arm_labels={"standard": "usual care"}).hash != Plan().hash
