import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.errors import DataError, PlanError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan

DAYS = {0: 7.0, 14: 6.0, 28: 5.0, 56: 5.0, 84: 4.0, 168: 4.0}


def encounters(patients, **columns):
    """One row per patient and day; `patients` maps an id to (arm, cause, {day: score})."""
    rows = [
        {"patient_id": who, "arm": arm, "cause": cause, "study_day": str(day), "pain_nrs": str(score)}
        for who, (arm, cause, scores) in patients.items()
        for day, score in scores.items()
    ]
    frame = pd.DataFrame(rows)
    for name, values in columns.items():
        frame[name] = frame["patient_id"].map(values).fillna("")
    return frame


def clinic(**columns):
    people = {
        f"{arm[0]}{cause[0]}{i}": (arm, cause, DAYS)
        for arm in ("needling", "standard")
        for cause in ("diabetic", "idiopathic")
        for i in range(6)
    }
    return encounters(people, **columns)


def analysed(frame, **plan):
    chosen = Plan(**plan)
    return build_analysis(read_outcomes(frame, plan=chosen), chosen)


def test_one_row_per_patient_and_planned_visit():
    analysis = analysed(clinic())
    assert len(analysis.visits) == 24 * 5
    assert analysis.visits["visit"].cat.categories.tolist() == ["W02", "W04", "W08", "W12", "W24"]
    assert analysis.at_visit()["change"].tolist() == [-3.0] * 24
    assert analysis.at_visit()["responder_30_percent"].eq(1).all()


def test_the_reference_arm_comes_first():
    assert analysed(clinic()).patients["arm"].cat.categories.tolist() == ["standard", "needling"]
    turned = analysed(clinic(), reference_arm="needling")
    assert turned.patients["arm"].cat.categories.tolist() == ["needling", "standard"]


def test_patients_without_a_baseline_or_score_are_left_out_and_counted():
    frame = clinic()
    late = frame["patient_id"].eq("nd0") & frame["study_day"].eq("0")
    frame = frame[~late]
    frame.loc[frame["patient_id"].eq("sd0"), "pain_nrs"] = ""
    analysis = analysed(frame)
    reasons = analysis.excluded.set_index("patient_id")["reason"].to_dict()
    assert reasons == {"nd0": "no score at baseline", "sd0": "no score recorded"}
    assert len(analysis.patients) == 22


def test_patients_of_whom_no_row_could_be_used_are_left_out_and_counted():
    frame = clinic()
    frame.loc[frame["patient_id"].eq("nd0"), "pain_nrs"] = "much"
    analysis = analysed(frame)
    assert analysis.excluded.to_numpy().tolist() == [["nd0", "needling", "diabetic", "every row set aside"]]
    assert len(analysis.patients) == 23


def test_missing_visits_say_why():
    people = {
        "gap": ("needling", "diabetic", {0: 7.0, 28: 5.0}),
        "left": ("needling", "diabetic", {0: 7.0, 14: 5.0}),
        "full": ("standard", "diabetic", DAYS),
        "also": ("standard", "diabetic", DAYS),
    }
    visits = analysed(encounters(people)).visits.set_index(["patient_id", "visit"])["missing_because"]
    assert visits[("gap", "W02")] == "visit missed, seen later"
    assert visits[("gap", "W08")] == "not seen again"
    assert visits[("left", "W04")] == "not seen again"
    assert visits[("full", "W12")] == ""


@pytest.mark.parametrize(
    ("strategy", "values"),
    [
        ("treatment-policy", [6.0, 5.0, 5.0, 4.0, 4.0]),
        ("hypothetical", [6.0, 5.0, np.nan, np.nan, np.nan]),
        ("while-on-treatment", [6.0, 5.0, 5.0, 5.0, 5.0]),
        ("composite", [6.0, 5.0, 5.0, 4.0, 4.0]),
    ],
)
def test_strategies_for_an_intercurrent_event(strategy, values):
    frame = clinic()
    frame["rescue"] = np.where(frame["patient_id"].eq("nd0") & frame["study_day"].eq("56"), "yes", "no")
    estimand = {"intercurrent_events": [{"event": "rescue", "strategy": strategy}]}
    analysis = analysed(frame, estimand=estimand)
    rows = analysis.visits[analysis.visits["patient_id"] == "nd0"]
    np.testing.assert_array_equal(rows["value"], values)
    responders = rows["responder_30_percent"].tolist()
    if strategy == "composite":
        assert responders[2:] == [0.0, 0.0, 0.0]
    assert analysis.events[["event", "strategy", "event_day"]].to_numpy().tolist() == [
        ["rescue", strategy, 56]
    ]
    assert any("rescue" in note for note in analysis.notes)


def test_small_causes_are_pooled_in_models_only():
    rare = {f"x{arm[0]}{i}": (arm, "hereditary", DAYS) for arm in ("needling", "standard") for i in range(4)}
    rare |= {f"y{arm[0]}{i}": (arm, "infectious", DAYS) for arm in ("needling", "standard") for i in range(2)}
    frame = pd.concat([clinic(), encounters(rare)])
    analysis = analysed(frame)
    assert analysis.patients["cause_modelled"].cat.categories.tolist() == ["diabetic", "idiopathic", "other"]
    assert set(analysis.patients["cause"]) == {"diabetic", "idiopathic", "hereditary", "infectious"}
    assert "hereditary, infectious" in analysis.notes[0]
    apart = analysed(frame, pool_causes_below=0)
    assert len(apart.patients["cause_modelled"].cat.categories) == 4


def test_causes_pooled_by_the_plan_keep_their_name():
    analysis = analysed(clinic(), pooled_causes={"common": ["diabetic", "idiopathic"]})
    assert set(analysis.patients["cause_modelled"]) == {"common"}


def test_missing_covariates_are_filled_and_said():
    ages = {"nd0": "70", "nd1": "60"} | {f"sd{i}": "50" for i in range(6)}
    sexes = {"nd0": "F", "nd1": "M"}
    analysis = analysed(clinic(age=ages, sex=sexes), covariates=["age", "sex"])
    mean = np.mean([70, 60] + [50] * 6)
    assert analysis.patients.set_index("patient_id")["age"]["nd2"] == pytest.approx(mean)
    assert analysis.patients.set_index("patient_id")["sex"]["nd2"] == "not recorded"
    assert [note.split(":")[0] for note in analysis.notes] == ["Covariate age", "Covariate sex"]


@pytest.mark.parametrize(
    ("plan", "error", "message"),
    [
        ({"covariates": ["n_sessions"]}, PlanError, "known only after time zero"),
        ({"covariates": ["rescue"]}, PlanError, "known only after time zero"),
        ({"covariates": ["agee"]}, PlanError, "isn't among the columns of the data"),
        ({"covariates": ["age"]}, PlanError, "isn't among the columns of the data"),
        (
            {"estimand": {"intercurrent_events": [{"event": "surgery"}]}},
            DataError,
            "no such column",
        ),
    ],
)
def test_a_plan_that_the_data_do_not_bear_is_refused(plan, error, message):
    with pytest.raises(error, match=message):
        analysed(clinic(), **plan)


def test_an_arm_without_baselines_is_refused():
    frame = clinic()
    frame = frame[~(frame["arm"].eq("standard") & frame["study_day"].eq("0"))]
    with pytest.raises(DataError, match="no patient of arm 'standard' has a baseline"):
        analysed(frame)


def test_the_order_of_rows_changes_nothing():
    frame = clinic()
    frame["pain_nrs"] = np.random.default_rng(1).integers(0, 11, len(frame)).astype(str)
    first = analysed(frame)
    second = analysed(frame.sample(frac=1, random_state=2))
    columns = [name for name in first.visits.columns if name != "source_row"]
    pd.testing.assert_frame_equal(first.visits[columns], second.visits[columns])


def test_instruments_that_are_better_when_higher_turn_the_response():
    frame = clinic().rename(columns={"pain_nrs": "fact_gog_ntx"})
    analysis = analysed(frame, outcome="fact_gog_ntx")
    responders = [item.column for item in analysis.plan.responders]
    assert analysis.at_visit()["change"].eq(-3).all()
    assert analysis.at_visit()[responders].eq(0).all().all()


def test_a_covariate_of_encounters_is_as_it_stood_at_time_zero():
    """7.0 before, 7.2 at time zero, and 9.0 at week 2, which the treatment may have made."""
    frame = clinic()
    before = frame[frame["study_day"] == "0"].assign(study_day="-10", pain_nrs="")
    frame = pd.concat([frame, before], ignore_index=True)
    frame["hba1c"] = frame["study_day"].map({"-10": "7.0", "0": "7.2", "14": "9.0"}).fillna("")
    analysis = analysed(frame, covariates=["hba1c"])
    assert analysis.patients["hba1c"].eq(7.2).all()
