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
    found = []
    if plan.outcome not in plan.instruments and plan.outcome not in INSTRUMENTS:
        found.append(
            f"outcome: unknown instrument {plan.outcome!r}{did_you_mean(plan.outcome, INSTRUMENTS)} "
            "Declare it under [instruments] or see `dnoutcomes instruments`"
        )
    elif not plan.instrument.is_outcome:
        found.append(f"outcome: {plan.outcome} is a screening or process measure and can't be the outcome")
    if plan.reference_arm not in plan.arms or plan.arms[0] == plan.arms[1]:
        found.append(f"reference_arm: {plan.reference_arm!r} must be one of two different arms {plan.arms}")
    found += [
        f"causes: {cause!r} is listed twice"
        for cause in sorted(set(plan.causes))
        if plan.causes.count(cause) > 1
    ]
    found += [f"covariates: {_ALREADY_USED[name]}" for name in plan.covariates if name in _ALREADY_USED]
    if plan.clusters in _NO_CLUSTERS:
        found.append(
            f"clusters: {plan.clusters!r} says nothing of who goes together; name a therapist's or a site's"
        )
    found += _visit_contradictions(plan)
    found += _secondary_contradictions(plan)
    pooled = [cause for members in plan.pooled_causes.values() for cause in members]
    found += [
        f"pooled_causes: {cause!r} isn't among the causes{did_you_mean(cause, plan.causes)}"
        for cause in pooled
        if cause not in plan.causes
    ]
    found += [
        f"pooled_causes: {cause!r} is pooled twice"
        for cause in sorted(set(pooled))
        if pooled.count(cause) > 1
    ]
    months = [point.month for point in plan.change_points]
    found += [
        f"change_points: {month} is named twice" for month in sorted(set(months)) if months.count(month) > 1
    ]
    found += [
        f"responders: a percent change of {plan.outcome} has no meaning; give points"
        for item in plan.responders
        if item.scale == "percent" and not found and not plan.instrument.percent_change
    ]
    return found


def _secondary_contradictions(plan: PlanFields) -> list[str]:
    found = []
    known = [*plan.instruments, *INSTRUMENTS]
    for place, name in enumerate(plan.secondary_outcomes):
        if name == plan.outcome:
            found.append(f"secondary_outcomes: {name!r} is the primary outcome")
        elif name in plan.secondary_outcomes[:place]:
            found.append(f"secondary_outcomes: {name!r} is named twice")
        elif name not in known:
            found.append(
                f"secondary_outcomes: unknown instrument {name!r}{did_you_mean(name, known)} "
                "Declare it under [instruments] or see `dnoutcomes instruments`"
            )
        elif name not in plan.instruments and not INSTRUMENTS[name].is_outcome:
            found.append(
                f"secondary_outcomes: {name} is a screening or process measure and can't be an outcome"
            )
    return found


def _visit_contradictions(plan: PlanFields) -> list[str]:
    names = plan.visit_names
    found = [] if names else ["visits: at least one is needed"]
    found += [f"visits: {name!r} is planned twice" for name in sorted(set(names)) if names.count(name) > 1]
    if names and plan.primary_visit not in names:
        found.append(f"primary_visit: no visit {plan.primary_visit!r}; planned: {', '.join(names)}")
    for visit in plan.visits:
        if not (visit.first or 0) <= visit.day <= (visit.last or 0):
            found.append(
                f"visits: {visit.name} has target day {visit.day} outside its window "
                f"{visit.first} to {visit.last}"
            )
    found += [
        f"visits: the windows of {before.name} and {after.name} overlap"
        for before, after in zip(plan.visits, plan.visits[1:])
        if (before.last or 0) >= (after.first or 0)
    ]
    if plan.visits and (plan.visits[0].first or 0) <= plan.baseline.last:
        found.append(
            f"visits: {plan.visits[0].name} starts on day {plan.visits[0].first}, inside the baseline window "
            f"that ends on day {plan.baseline.last}"
        )
    return found
