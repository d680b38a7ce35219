"""What every test shares."""

import os

import pytest
from hypothesis import settings
from made_once import MadeOnce

# Each worker has a core, and the matrices here are too small for two: threads that wait for each other cost a tenth.
# It's read when numpy is imported, here and in the processes that tests start.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# Scripts that made reference numbers need other software; they are kept beside the numbers and not collected.
collect_ignore_glob = ["**/make_*.py", "reference/make_*.py"]

# The same cases on every machine: a run that fails can be repeated. `make test-long` draws new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("new cases", deadline=None)
settings.load_profile("repeatable")


def pytest_configure(config):
    if "long" in config.option.markexpr and "not long" not in config.option.markexpr:
        settings.load_profile("new cases")


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """Function of a name and of what makes it: `made_once("clinic report", lambda: build_report(...))`."""
    own = tmp_path_factory.getbasetemp()
    # The directory of a worker lies in that of the run.
    return MadeOnce((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "made-once")


@pytest.fixture(scope="session")
def clinic_report(made_once):
    """The report of the simulated clinic, which has dates, sessions, adverse events and other outcomes."""
    from dnoutcomes import build_analysis, build_report, read_outcomes, simulate

    def make():
        sample = simulate("clinic")
        return build_report(build_analysis(read_outcomes(sample.frame, plan=sample.plan), sample.plan))

    return made_once("clinic report", make)
