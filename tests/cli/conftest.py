"""Files that the command line reports on, no larger than what the tests ask of them."""

from functools import cache

import pytest

from dnoutcomes.simulation import simulate

# Sessions, adverse events and further outcomes take most of a report's time; they have tests of their own.
COLUMNS = ["patient_id", "site_id", "arm", "index_date", "age", "sex", "cause", "session_date", "pain_nrs"]


@pytest.fixture(scope="session")
def assessments_of():
    """The function that simulates the assessments of pain of so many patients, and nothing else of them."""

    @cache
    def drawn(n, seed):
        frame = simulate("clinic", n=n, seed=seed).frame
        return frame.loc[frame["encounter"] == "assessment", COLUMNS].reset_index(drop=True)

    return lambda n, seed=3: drawn(n, seed).copy()


@pytest.fixture(scope="session")
def write_plan():
    """The function that writes a plan of two visits with some sections."""

    def write(directory, *sections):
        plan = directory / "plan.toml"
        plan.write_text(
            f'covariates = ["age", "sex"]\nsections = {list(sections)}\n\n'
            '[[visits]]\nname = "W04"\nday = 28\n\n[[visits]]\nname = "W12"\nday = 84\n',
            encoding="utf-8",
        )
        return plan

    return write
