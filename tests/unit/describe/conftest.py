"""A clinic of the simulation, and clinics whose every encounter is written down."""

from functools import lru_cache

import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan
from dnoutcomes.simulation import simulate


@lru_cache(maxsize=1)
def simulated_clinic():
    simulated = simulate("clinic", n=160, seed=3)
    return build_analysis(read_outcomes(simulated.frame, plan=simulated.plan), simulated.plan)


@pytest.fixture(scope="session")
def some_clinic():
    return simulated_clinic()


def encounters(rows):
    """A row per encounter: (patient, date, encounter, pain, further columns)."""
    return pd.DataFrame(
        [
            {
                "patient_id": who,
                "session_date": date,
                "encounter": kind,
                "pain_nrs": pain,
                "cause": "diabetic",
            }
            | {"index_date": "2025-01-01", "arm": "needling" if who.startswith("n") else "standard"}
            | more
            for who, date, kind, pain, more in rows
        ]
    )


@pytest.fixture
def small_clinic():
    """Build an analysis from rows; two visits, W04 (days 15 to 42) and W12 (43 to 126)."""

    def build(rows, **plan):
        visits = ({"name": "W04", "day": 28}, {"name": "W12", "day": 84, "last": 126})
        chosen = Plan(**({"visits": visits, "data_cutoff": "2025-12-31", "pool_causes_below": 0} | plan))
        return build_analysis(read_outcomes(encounters(rows), plan=chosen), chosen)

    return build


@pytest.fixture
def both_arms():
    """A patient of each arm with a baseline and a score in week 12."""
    return [
        ("n1", "2025-01-01", "assessment", 6, {}),
        ("n1", "2025-03-26", "assessment", 3, {}),
        ("s1", "2025-01-01", "assessment", 5, {}),
        ("s1", "2025-03-26", "assessment", 5, {}),
    ]
