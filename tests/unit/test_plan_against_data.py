import pytest

from dnoutcomes.errors import DataError, PlanError
from dnoutcomes.plan import Plan
from dnoutcomes.plan_against_data import AFTER_TIME_ZERO, check_arms_with_baseline, check_columns

COLUMNS = ["patient_id", "arm", "cause", "age", "hba1c", "n_sessions", "pain_nrs"]


def plan_with(*covariates):
    plan = Plan()
    return plan.model_copy(update={"covariates": covariates})


def test_columns_and_arms_of_the_plan_are_enough():
    plan = plan_with("age", "hba1c")
    check_columns(COLUMNS, plan.arms, plan)
    check_columns(COLUMNS, plan.arms[:1], plan)


def test_another_outcome_is_refused_with_the_name_that_is_near():
    with pytest.raises(DataError, match=r"'pain_nrs' isn't among the columns.*pain_nsr"):
        check_columns(["arm", "age", "pain_nsr"], Plan().arms, plan_with())


@pytest.mark.parametrize("name", ["n_sessions", "pain_nrs"])
def test_what_is_known_after_time_zero_is_no_covariate(name):
    assert name in (*AFTER_TIME_ZERO, "pain_nrs")
    with pytest.raises(PlanError, match=f"{name!r} is known only after time zero"):
        check_columns(COLUMNS, Plan().arms, plan_with("age", name))


def test_a_covariate_that_is_not_there_is_refused_with_the_name_that_is_near():
    with pytest.raises(PlanError, match=r"'hba1'.*hba1c"):
        check_columns(COLUMNS, Plan().arms, plan_with("age", "hba1"))


def test_an_arm_that_the_plan_does_not_name_is_refused():
    with pytest.raises(DataError, match=r"arms \['sham'\]"):
        check_columns(COLUMNS, [*Plan().arms, "sham"], plan_with())


def test_the_arm_without_a_baseline_is_named():
    plan = Plan()
    check_arms_with_baseline(set(plan.arms), plan)
    with pytest.raises(
        DataError, match=f"no patient of arm {plan.arms[1]!r} .* days {plan.baseline.first} to"
    ):
        check_arms_with_baseline({plan.arms[0]}, plan)
