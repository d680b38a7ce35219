"""Patients of a file counted by what rules on visits look at: baseline, score, and whether they were seen later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.engines.analysis_tables import facts, make_tables, values_of
from dnoutcomes.engines.typed_file import TypedFile

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

#: What a row of `count_visits` counts.
VISIT_KEYS = ("visit", "arm", "cause", "baseline", "value", "seen_later")


def count_visits(file: TypedFile, plan: Plan) -> pd.DataFrame:
    """Count the patients with a baseline by visit and by what was seen of them.

    Parameters
    ----------
    file : TypedFile
    plan : Plan

    Returns
    -------
    pandas.DataFrame
        One row per combination that occurs: `visit` (its place in the plan), `arm, cause, baseline, value` (missing
        where the visit has no score), `seen_later` (whether there's a score after its window), `n_patients`.
    """
    make_tables(file, plan)
    alias = {name: alias for alias, name in facts(plan)}
    each = " union all ".join(
        f"select {place} as visit, {alias['arm']} as arm, {alias['cause']} as cause, baseline, y{place} as value, "
        f"last_day > {visit.last} as seen_later, count(*) as n_patients from analysed where baseline is not null "
        "group by all"
        for place, visit in enumerate(plan.visits)
    )
    counts = file.database.frame(f"select * from ({each}) order by all")
    return counts.assign(**{name: values_of(file, name, counts[name]) for name in ("arm", "cause")})
