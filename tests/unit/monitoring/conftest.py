"""Series of points, and a clinic whose months are known."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.simulation import simulate


def months(n, first="2024-01"):
    return [str(month) for month in pd.period_range(first, periods=n, freq="M")]


@pytest.fixture
def points_of():
    """Points of consecutive months: values, or counts among n."""

    def points(value=None, *, count=None, n=20, **columns):
        size = len(value if count is None else count)
        numbers = {"value": value} if count is None else {"count": count}
        return pd.DataFrame({"period": months(size), "n": n, **numbers, **columns})

    return points


@lru_cache(maxsize=1)
def clinic():
    simulated = simulate("clinic")
    return build_analysis(read_outcomes(simulated.frame, plan=simulated.plan), simulated.plan)


@pytest.fixture(scope="session")
def analysis():
    return clinic()


@pytest.fixture
def rng():
    return np.random.default_rng(20260101)
