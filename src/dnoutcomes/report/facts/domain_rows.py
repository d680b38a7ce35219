"""Other outcomes as rows of the table of results."""

from __future__ import annotations

import math

from dnoutcomes.disclosure import ShownCount, State
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.domain_results import DomainResults
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.global_rating_results import GlobalRating

Rows = list[dict[str, object]]

OTHER, MAIN = "difference in another outcome", "difference in the main outcome beside the other planned ones"
IN_SD = "difference in another outcome, in SD at the start"
SHARE, SHARES = "share of responders on a rating", "difference in responders on a rating"


def domain_rows(domains: DomainResults, plan: Plan) -> list[Rows]:
    """Put every number on other outcomes into rows.

    Parameters
    ----------
    found : DomainResults
    plan : Plan

    Returns
    -------
    list of lists of dict
        Keys as the columns of the table of results. Differences in SD are turned so that good ones point as those of
        the plan's outcome do; their `analysis` says which way that is.
    """
    differences = [
        {
            "table": MAIN if row["role"] == "primary" else OTHER,
            "analysis": f"{row['role']}, analysis of covariance",
        }
        | _named(row)
        for row in domains.effects.frame.to_dict("records")
    ]
    scaled = [
        {"table": IN_SD, "analysis": f"{row['role']}, {row['better']} is better"} | _named(row)
        for row in domains.standardised.frame.to_dict("records")
    ]
    return [differences, scaled, *(_rating_rows(rating, plan) for rating in domains.ratings)]


def _named(row: dict[object, object]) -> dict[str, object]:
    return {str(name): value for name, value in row.items()}


def _rating_rows(rating: GlobalRating, plan: Plan) -> Rows:
    common = {"outcome": rating.instrument.code, "visit": plan.primary_visit}
    if rating.state is not State.SHOWN:
        common |= {"state": rating.state}
    shares: Rows = [
        common | {"table": SHARE, "arm": arm, "analysis": rating.role, "estimate": rating.share(arm)}
        | _patients(rating, (arm,))
        for arm in plan.arms
    ]  # fmt: skip
    both = common | {"table": SHARES, "contrast": plan.contrast_label} | _patients(rating, plan.arms)
    return [
        *shares,
        both | {"analysis": f"{rating.role}, as counted"} | _numbers(rating.counted),
        both | {"analysis": f"{rating.role}, adjusted"} | _numbers(rating.adjusted)
        | {"adjusted_p_value": rating.adjusted_p_value},
    ]  # fmt: skip


def _patients(rating: GlobalRating, arms: tuple[str, ...]) -> dict[str, object]:
    if rating.state is not State.SHOWN:
        return {"n_subjects": math.nan, "n_shown": ShownCount()}
    n = sum(rating.scored[arm] for arm in arms)
    return {"n_subjects": n, "n_shown": ShownCount.of(n)}


def _numbers(effect: Effect) -> dict[str, object]:
    return {name: getattr(effect, name) for name in ("estimate", "std_error", "conf_low", "conf_high")}
