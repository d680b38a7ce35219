import pickle

import pytest

from dnoutcomes.errors import PlanError
from dnoutcomes.models.covariances import STRUCTURES
from dnoutcomes.models.shared.df import DF_METHODS
from dnoutcomes.plan import Plan

THREE_LINES = 'outcome = "pain_nrs"\ndesign = "observational"\ncovariates = ["age"]\n'


def test_the_shortest_plan_is_three_lines(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(THREE_LINES)
    plan = Plan.from_toml(path)
    assert plan.covariates == ("age",)
    assert plan.visit_names == ("W02", "W04", "W08", "W12", "W24")
    assert [item.label for item in plan.responders] == ["30 %", "50 %", "2 points"]


def test_toml_and_keywords_make_the_same_plan(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(THREE_LINES)
    assert Plan.from_toml(path).hash == Plan(covariates=["age"], design="observational").hash


# A change of every field but for what is shown only.
CHANGES = {
    "title": "Another",
    "outcome": "bpi_interference",
    "instruments": {"own": {"label": "Own score", "direction": "lower", "maximum": 10}},
    "design": "randomised",
    "arms": ("standard", "acupuncture"),
    "reference_arm": "needling",
    "arm_labels": {"standard": "usual care"},
    "causes": ("diabetic", "other"),
    "pooled_causes": {"drugs": ("chemotherapy", "infectious")},
    "pool_causes_below": 7,
    "visits": ({"name": "W12", "day": 84},),
    "primary_visit": "W24",
    "tie_rule": "later",
    "same_day": "last",
    "baseline": {"rule": "mean"},
    "covariates": ("age",),
    "estimand": {"population": "Adults"},
    "covariance": ("cs",),
    "df": "satterthwaite",
    "errors": "classical",
    "clusters": "therapist_id",
    "responders": ({"value": 3, "scale": "points"},),
    "confidence_level": 0.9,
    "change_points": ({"month": "2026-03", "reason": "a new electronic record"},),
    "secondary_outcomes": ("bpi_interference",),
    "multiplicity": "holm",
    "sections": ("summary",),
    "funnels": ("site",),
    "data_cutoff": "2026-06-30",
    "seed": 2,
}


def test_every_field_is_changed_here_or_only_shown():
    assert set(CHANGES) == set(Plan.model_fields) - {"smallest_cell"}


@pytest.mark.parametrize("field", CHANGES)
def test_hash_changes_with_any_field(field):
    assert Plan(**{field: CHANGES[field]}).hash != Plan().hash


def test_hash_is_the_same_for_any_order_of_keys():
    assert Plan(seed=1, design="randomised").hash == Plan(design="randomised", seed=1).hash
    pooled = {"drugs": ("chemotherapy", "infectious"), "other": ("hereditary",)}
    assert Plan(pooled_causes=pooled).hash == Plan(pooled_causes=dict(reversed(pooled.items()))).hash


def test_what_reports_hide_is_no_part_of_what_is_analysed():
    assert Plan(smallest_cell=5).hash == Plan(smallest_cell=1).hash == Plan().hash
    assert Plan().hides_small_groups
    assert not Plan(smallest_cell=1).hides_small_groups


@pytest.mark.parametrize(
    ("reference", "treated", "contrast"),
    [("standard", "needling", "needling - standard"), ("needling", "standard", "standard - needling")],
)
def test_the_treated_arm_is_the_other_one(reference, treated, contrast):
    plan = Plan(reference_arm=reference)
    assert (plan.treated_arm, plan.contrast_label) == (treated, contrast)


def test_a_plan_is_frozen():
    with pytest.raises(ValueError, match="frozen"):
        Plan().seed = 3


def test_a_plan_that_cannot_be_read_names_the_file_and_not_the_path(tmp_path):
    with pytest.raises(PlanError, match=r"plan none\.toml: can't be read") as caught:
        Plan.from_toml(tmp_path / "none.toml")
    assert str(tmp_path) not in str(caught.value)
    (tmp_path / "bad.toml").write_text("outcome = ")
    with pytest.raises(PlanError, match="not valid TOML"):
        Plan.from_toml(tmp_path / "bad.toml")


def test_an_instrument_declared_in_the_plan_is_the_outcome():
    plan = Plan(
        outcome="headache_score",
        instruments={"headache_score": {"label": "Headache score", "direction": "lower", "minimum": 0}},
    )
    assert plan.instrument.code == "headache_score"
    assert plan.instrument.range_label == "0 and above"
    assert plan.responders == ()


@pytest.mark.parametrize("name", ["pain", "nrs", "pain_score", "pain_nrs"])
def test_the_outcome_may_go_by_any_name_that_a_file_may_use(name):
    assert Plan(outcome=name).outcome == "pain_nrs"
    assert Plan(outcome=name).hash == Plan().hash


def test_an_instrument_that_the_plan_declares_keeps_its_name():
    walk = {"label": "Own score", "direction": "lower", "maximum": 10}
    assert Plan(outcome="pain", instruments={"pain": walk}).outcome == "pain"


def test_a_byte_order_mark_before_the_plan_is_no_obstacle(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(THREE_LINES, encoding="utf-8-sig")
    assert Plan.from_toml(path).covariates == ("age",)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"covariance": ["unstructured"]},
            "covariance.0: unknown covariance structure 'unstructured'. Known: us",
        ),
        (
            {"covariance": ["us", "sp_exp"]},
            "covariance.1: covariance structure 'sp_exp' needs the time of each score",
        ),
        ({"covariance": []}, "covariance: Tuple should have at least 1 item"),
        ({"df": "kenward-rogers"}, r"df: unknown df method 'kenward-rogers'; did you mean 'kenward-roger'\?"),
        ({"causes": ["diabetic", "diabetic"]}, "causes: 'diabetic' is listed twice"),
    ],
)
def test_what_no_model_can_do_is_refused_in_the_plan(values, message):
    with pytest.raises(PlanError, match=message):
        Plan(**values)


def test_a_plan_takes_every_structure_of_visits_in_order_and_every_df_method():
    structures = tuple(name for name, structure in STRUCTURES.items() if not structure.uses_time)
    assert Plan(covariance=structures).covariance == structures
    assert [Plan(df=name).df for name in DF_METHODS] == list(DF_METHODS)


def test_secondary_outcomes_keep_their_order_and_go_by_their_codes():
    plan = Plan(secondary_outcomes=["isi", "tug"])
    assert plan.secondary_outcomes == ("isi", "tug")
    assert plan.multiplicity == "fixed-sequence"
    assert Plan(outcome="isi", secondary_outcomes=["pain"]).secondary_outcomes == ("pain_nrs",)
    own = {"sleep_hours": {"label": "hours of sleep", "direction": "higher"}}
    assert Plan(instruments=own, secondary_outcomes=["sleep_hours"]).secondary_outcomes == ("sleep_hours",)


def test_a_plan_travels_to_other_processes():
    plan = Plan(covariates=["age"], change_points=[{"month": "2025-07", "reason": "new forms"}])
    assert pickle.loads(pickle.dumps(plan)) == plan


def test_a_draft_with_an_open_question_is_no_plan():
    with pytest.raises(PlanError, match="a question of the draft is open: outcome"):
        Plan(questions=["outcome"])
    assert Plan(questions=[]).hash == Plan().hash
