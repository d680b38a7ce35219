"""Whether data have what a plan asks of them, said in the same words whoever has read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from dnoutcomes.errors import DataError, PlanError
from dnoutcomes.registry import did_you_mean

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

# Known only after time zero. As covariates or filters of the comparison of arms they would select on the outcome or
# make a stretch of time in which nobody can leave (immortal time).
AFTER_TIME_ZERO = (
    "end_date",
    "end_day",
    "end_reason",
    "discontinued",
    "rescue",
    "completed",
    "n_sessions",
    "sessions",
    "session_no",
    "status",
    "home_adherence",
    "missing_reason",
    "ae_any",
    "pain_post",
)


def check_columns(columns: Iterable[str], arms: Collection[str], plan: Plan) -> None:
    """Refuse data without the plan's outcome or covariates, or with `arms` that it doesn't name.

    Raises
    ------
    DataError
        The outcome isn't among the columns, or the data have other arms.
    PlanError
        A covariate isn't among the columns, or is known only after time zero.
    """
    names = list(columns)
    if plan.outcome not in names:
        raise DataError(
            f"the plan's outcome {plan.outcome!r} isn't among the columns of the data"
            f"{did_you_mean(plan.outcome, names)} Read the file with this plan: "
            "read_outcomes(path, plan=plan)"
        )
    for name in plan.covariates:
        if name in AFTER_TIME_ZERO or name == plan.outcome:
            raise PlanError(
                f"covariate {name!r} is known only after time zero. Adjusting the comparison of arms for it would "
                "remove part of the effect or add immortal time; give it up, or ask the question as a landmark analysis"
            )
        if name not in names:
            raise PlanError(
                f"covariate {name!r} isn't among the columns of the data{did_you_mean(name, names)}"
            )
    unnamed = sorted(set(arms) - set(plan.arms))
    if unnamed:
        raise DataError(
            f"the data have arms {unnamed} that the plan doesn't name (it has {list(plan.arms)}); read the "
            "file with this plan: read_outcomes(path, plan=plan)"
        )


def check_arms_with_baseline(arms: Collection[str], plan: Plan) -> None:
    """Refuse to compare arms of which one has nobody with a baseline; `arms` are those that have somebody."""
    for arm in plan.arms:
        if arm not in arms:
            raise DataError(
                f"no patient of arm {arm!r} has a baseline score, so the arms can't be compared. Baseline is "
                f"looked for on days {plan.baseline.first} to {plan.baseline.last}; time zero is index_date, "
                "else a patient's first record"
            )
