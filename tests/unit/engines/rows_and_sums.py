"""The same file and plan by rows and by sums, for tests of what stands on either."""

import re

import pytest
from plain_clinic import write

from dnoutcomes.analysis import build_analysis
from dnoutcomes.analysis_sums import sum_analysis
from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan

VISITS = [
    {"name": "W02", "day": 14},
    {"name": "W04", "day": 28},
    {"name": "W08", "day": 56},
    {"name": "W12", "day": 84},
]
PLAN = {
    "visits": VISITS,
    "covariates": ("age", "opioid", "site_id"),
    "pool_causes_below": 2,
    "data_cutoff": "2026-01-01",
}


def both(frame, path, mapping=None, **changes):
    """The same file and plan by rows and by sums; what rows refuse, sums refuse in the same words."""
    plan = Plan(**{**PLAN, **changes})
    write(frame, path)
    stored = read_outcomes(path, mapping, plan=plan, engine="duckdb", confirmed=["windows"])
    assert stored.engine == "duckdb"
    records = read_outcomes(path, mapping, plan=plan, engine="pandas", confirmed=["windows"])
    try:
        rows = build_analysis(records, plan)
    except DataError as refusal:
        with pytest.raises(DataError, match=re.escape(str(refusal)) + "$"):
            sum_analysis(stored, plan)
        return None
    return rows, sum_analysis(stored, plan)
