import pytest

from dnoutcomes.errors import PlanError
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan, Responder, Visit, complete_windows

THREE_LINES = 'outcome = "pain_nrs"\ndesign = "observational"\ncovariates = ["age"]\n'


def test_the_shortest_plan_is_three_lines(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(THREE_LINES)
    plan = Plan.from_toml(path)
    assert plan.covariates == ("age",)
    assert plan.visit_names == ("W02", "W04", "W08", "W12", "W24")
    assert [item.label for item in plan.responders] == ["30 %", "50 %", "2 points"]


def test_a_threshold_is_said_but_keeps_its_name_in_frames():
    half, one = Responder(value=2.5, scale="points"), Responder(value=1, scale="points")
    assert (half.words, one.words) == ("2.5 points", "1 point")
    with speaking("es"):
        assert half.label == "2.5 points"
        assert Responder(value=12.5, scale="percent").words == "12,5 %"


def test_toml_and_keywords_make_the_same_plan(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(THREE_LINES)
    assert Plan.from_toml(path).hash == Plan(covariates=["age"], design="observational").hash


def test_hash_changes_with_any_field_and_not_with_key_order():
    first = Plan(design="randomised", seed=1)
    assert first.hash == Plan(seed=1, design="randomised").hash
    assert first.hash != Plan(design="randomised", seed=2).hash
    assert first.hash != Plan(design="observational", seed=1).hash


def test_a_plan_is_frozen():
    with pytest.raises(ValueError, match="frozen"):
        Plan().seed = 3


def test_windows_meet_without_overlap():
    visits = Plan().visits
    assert [(item.first, item.last) for item in visits] == [
        (8, 21),
        (22, 42),
        (43, 70),
        (71, 126),
        (127, 210),
    ]


def test_a_declared_window_is_kept():
    visit = complete_windows((Visit(name="W12", day=84, first=80, last=90),))[0]
    assert (visit.first, visit.last) == (80, 90)


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


def test_responders_of_another_instrument_come_from_the_registry():
    plan = Plan(outcome="fact_gog_ntx")
    assert plan.instrument.direction == "higher"
    assert all(item.scale == "points" for item in plan.responders)
    assert plan.responders


def test_change_points_are_months_with_a_reason():
    plan = Plan(change_points=[{"month": "2025-07", "reason": "reminders by text message"}])
    assert plan.change_points[0].reason == "reminders by text message"


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([{"month": "2025-13", "reason": "new forms"}], "change_points.0.month"),
        ([{"month": "2025-07", "reason": ""}], "change_points.0.reason"),
        ([{"month": "2025-07"}], "change_points.0.reason"),
        (
            [{"month": "2025-07", "reason": "a"}, {"month": "2025-07", "reason": "b"}],
            "2025-07 is named twice",
        ),
    ],
)
def test_change_points_without_month_or_reason_or_named_twice_are_refused(points, message):
    with pytest.raises(PlanError, match=message):
        Plan(change_points=points)


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
        ({"covariance": ["unstructured"]}, "covariance.0: Input should be 'us', 'toep'"),
        ({"covariance": []}, "covariance: Tuple should have at least 1 item"),
        ({"df": "kr"}, "df: Input should be 'kenward-roger'"),
        ({"causes": ["diabetic", "diabetic"]}, "causes: 'diabetic' is listed twice"),
    ],
)
def test_what_no_model_can_do_is_refused_in_the_plan(values, message):
    with pytest.raises(PlanError, match=message):
        Plan(**values)


def test_a_plan_offers_what_the_models_offer():
    from typing import get_args

    from dnoutcomes.models.covariances import STRUCTURES
    from dnoutcomes.models.df import DF_METHODS
    from dnoutcomes.plan import Covariance, DfMethod

    in_real_time = {name for name in STRUCTURES if name.startswith("sp_")}
    assert set(get_args(Covariance)) == set(STRUCTURES) - in_real_time
    assert set(get_args(DfMethod)) == set(DF_METHODS)


def test_secondary_outcomes_keep_their_order_and_go_by_their_codes():
    plan = Plan(secondary_outcomes=["isi", "tug"])
    assert plan.secondary_outcomes == ("isi", "tug")
    assert plan.multiplicity == "fixed-sequence"
    assert Plan(outcome="isi", secondary_outcomes=["pain"]).secondary_outcomes == ("pain_nrs",)
    own = {"sleep_hours": {"label": "hours of sleep", "direction": "higher"}}
    assert Plan(instruments=own, secondary_outcomes=["sleep_hours"]).secondary_outcomes == ("sleep_hours",)


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
    ("name", "day", "words"),
    [
        ("W12", 84, "week 12"),
        ("W02", 15, "week 2"),
        ("M3", 91, "month 3"),
        ("d30", 30, "day 30"),
        ("Y1", 365, "year 1"),
        ("end", 84, "week 12"),
        ("end", 60, "end"),
    ],
)
def test_a_visit_is_called_by_its_time_and_not_by_its_code(name, day, words):
    assert Plan(visits=[{"name": name, "day": day}]).visit(name).words == words
