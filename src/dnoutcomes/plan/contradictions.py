"""What in a plan doesn't agree with the rest of it."""

from __future__ import annotations

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.plan.fields import PlanFields
from dnoutcomes.registry import did_you_mean

# Names that a person may well list among the covariates, and why they're none.
_ALREADY_USED = {
    "arm": "'arm' is what is compared; effects can't be adjusted for it. Leave it out",
    "baseline": "'baseline', the score at the start, is adjusted for anyway. Leave it out",
}

# Columns by which every patient or every arm would be one cluster.
_NO_CLUSTERS = ("patient_id", "arm")


def contradictions(plan: PlanFields) -> list[str]:
    """Say what in a plan doesn't agree with the rest of it."""
    problems = []
    if plan.outcome not in plan.instruments and plan.outcome not in INSTRUMENTS:
        problems.append(
            f"outcome: unknown instrument {plan.outcome!r}{did_you_mean(plan.outcome, INSTRUMENTS)} "
            "Declare it under [instruments] or see `dnoutcomes instruments`"
        )
    elif not plan.instrument.is_outcome:
        problems.append(f"outcome: {plan.outcome} is a screening or process measure and can't be the outcome")
    if plan.reference_arm not in plan.arms or plan.arms[0] == plan.arms[1]:
        problems.append(
            f"reference_arm: {plan.reference_arm!r} must be one of two different arms {plan.arms}"
        )
    problems += _label_contradictions(plan)
    problems += [
        f"causes: {cause!r} is listed twice"
        for cause in sorted(set(plan.causes))
        if plan.causes.count(cause) > 1
    ]
    problems += [f"covariates: {_ALREADY_USED[name]}" for name in plan.covariates if name in _ALREADY_USED]
    if plan.clusters in _NO_CLUSTERS:
        problems.append(
            f"clusters: {plan.clusters!r} doesn't say who goes together; name the column of therapists or of sites"
        )
    problems += _visit_contradictions(plan)
    problems += _secondary_contradictions(plan)
    pooled = [cause for members in plan.pooled_causes.values() for cause in members]
    problems += [
        f"pooled_causes: {cause!r} isn't among the causes{did_you_mean(cause, plan.causes)}"
        for cause in pooled
        if cause not in plan.causes
    ]
    problems += [
        f"pooled_causes: {cause!r} is pooled twice"
        for cause in sorted(set(pooled))
        if pooled.count(cause) > 1
    ]
    months = [point.month for point in plan.change_points]
    problems += [
        f"change_points: {month} is named twice" for month in sorted(set(months)) if months.count(month) > 1
    ]
    problems += [
        f"responders: a percent change of {plan.outcome} has no meaning; give points"
        for responder in plan.responders
        if responder.scale == "percent" and not problems and not plan.instrument.percent_change
    ]
    return problems


def _secondary_contradictions(plan: PlanFields) -> list[str]:
    problems = []
    codes = [*plan.instruments, *INSTRUMENTS]
    for index, name in enumerate(plan.secondary_outcomes):
        if name == plan.outcome:
            problems.append(f"secondary_outcomes: {name!r} is the primary outcome")
        elif name in plan.secondary_outcomes[:index]:
            problems.append(f"secondary_outcomes: {name!r} is named twice")
        elif name not in codes:
            problems.append(
                f"secondary_outcomes: unknown instrument {name!r}{did_you_mean(name, codes)} "
                "Declare it under [instruments] or see `dnoutcomes instruments`"
            )
        elif name not in plan.instruments and not INSTRUMENTS[name].is_outcome:
            problems.append(
                f"secondary_outcomes: {name} is a screening or process measure and can't be an outcome"
            )
    return problems


def _visit_contradictions(plan: PlanFields) -> list[str]:
    names = plan.visit_names
    problems = [] if names else ["visits: at least one is needed"]
    problems += [f"visits: {name!r} is planned twice" for name in sorted(set(names)) if names.count(name) > 1]
    if names and plan.primary_visit not in names:
        problems.append(f"primary_visit: no visit {plan.primary_visit!r}; planned: {', '.join(names)}")
    for visit in plan.visits:
        if not (visit.first or 0) <= visit.day <= (visit.last or 0):
            problems.append(
                f"visits: {visit.name} has target day {visit.day} outside its window "
                f"{visit.first} to {visit.last}"
            )
    problems += [
        f"visits: the windows of {before.name} and {after.name} overlap"
        for before, after in zip(plan.visits, plan.visits[1:])
        if (before.last or 0) >= (after.first or 0)
    ]
    if plan.visits and (plan.visits[0].first or 0) <= plan.baseline.last:
        problems.append(
            f"visits: {plan.visits[0].name} starts on day {plan.visits[0].first}, inside the baseline window "
            f"that ends on day {plan.baseline.last}"
        )
    return problems


def _label_contradictions(plan: PlanFields) -> list[str]:
    problems = [
        f"arm_labels: {arm!r} is no arm of the plan{did_you_mean(arm, plan.arms)} Arms: {', '.join(plan.arms)}"
        for arm in plan.arm_labels
        if arm not in plan.arms
    ]
    called = [plan.arm_labels.get(arm, arm) for arm in plan.arms]
    if called[0].casefold() == called[1].casefold():
        problems.append(f"arm_labels: both arms would be called {called[0]!r}")
    return problems
