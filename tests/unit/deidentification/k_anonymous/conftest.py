"""A simulated clinic with one patient whom everybody would know, and a table of it in which patients are alike."""

import pandas as pd
import pytest

import dnoutcomes as dn
from dnoutcomes.deidentification import deidentify
from dnoutcomes.outcomes import read_outcomes

K = 5
# The only one with this cause, the oldest by far, ill for longest, and seen on days of nobody else.
PLANTED = "ZZ-PLANTED"


def with_planted(frame):
    first = frame[frame["patient_id"] == frame["patient_id"].iloc[0]]
    rows = (
        first[first["pain_nrs"].notna()]
        .head(2)
        .assign(
            patient_id=PLANTED,
            cause="mixed",
            age=89,
            sex="X",
            duration_months=700,
            index_date=first["index_date"].iloc[0],
        )
    )
    start = pd.to_datetime(rows["index_date"])
    rows["session_date"] = (start + pd.to_timedelta([0, 101], unit="D")).dt.strftime("%Y-%m-%d")
    return pd.concat([frame, rows], ignore_index=True)


@pytest.fixture(scope="package")
def k():
    return K


@pytest.fixture(scope="package")
def planted():
    return PLANTED


@pytest.fixture(scope="package")
def simulated():
    made = dn.simulate("clinic", n=240, seed=3)
    return with_planted(made.frame), made.plan


@pytest.fixture(scope="package")
def original(simulated):
    frame, plan = simulated
    return read_outcomes(frame, plan=plan)


@pytest.fixture(scope="package")
def released(simulated, original):
    return deidentify(original, simulated[1], k=K)
