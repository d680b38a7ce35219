"""Small clinics with a known difference between the arms, built without a file."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.disclosure import protect
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.plan import Plan, Visit
from dnoutcomes.readers.source import Source
from dnoutcomes.report import build_report
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.simulation import simulate

CAUSES = ["diabetic", "idiopathic", "chemotherapy", "traumatic", "hereditary"]
SHARES = [0.4, 0.25, 0.2, 0.1, 0.05]
VISITS = (Visit(name="W04", day=28), Visit(name="W12", day=84))
DAYS = (28, 84)
# What most tests are about; the others take a second or two each to compute, and `clinic_report` has them all.
SECTIONS = (
    "summary",
    "people",
    "quality",
    "course",
    "causes",
    "responders",
    "limits",
    "methods",
    "provenance",
)


def clinic_records(*, n=300, effect=-1.0, missing=0.2, seed=1, causes=CAUSES, shares=SHARES, noise=1.2):
    """One row per encounter; pain falls by 0.7 in the reference arm and by 0.7 - effect in the other."""
    generator = np.random.default_rng(seed)
    rows = []
    for patient in range(n):
        arm = "needling" if generator.random() < 0.55 else "standard"
        cause = str(generator.choice(causes, p=shares))
        own = generator.normal(6, 1.2)
        fixed = {
            "patient_id": f"P{patient:04d}", "arm": arm, "cause": cause, "age": float(generator.integers(35, 85)),
            "sex": str(generator.choice(["F", "M"])),
        }  # fmt: skip
        for day in (0, *DAYS):
            if day and generator.random() < missing:
                continue
            change = 0.0 if day == 0 else -0.7 + (effect if arm == "needling" else 0.0)
            score = float(np.clip(np.round(own + change + generator.normal(0, noise)), 0, 10))
            rows.append(fixed | {"study_day": day, "pain_nrs": score, "source_row": len(rows) + 2})
    return pd.DataFrame(rows)


def outcomes_of(records, **source):
    rejects = pd.DataFrame(columns=["source_row", "column", "value", "reason", "set_aside"])
    issues = pd.DataFrame(columns=["severity", "check", "row", "column", "value", "message", "remedy"])
    known = {"name": "clinic.csv", "sha256": "0" * 64, "n_rows_read": len(records), "n_records": len(records)}
    return Outcomes(records, rejects, issues, Source(**(known | source)), "pain_nrs", "study_day")


@pytest.fixture(scope="session")
def make_records():
    return clinic_records


@pytest.fixture(scope="session")
def records_of_few():
    """The function that draws so few patients, of whom at least one is in each arm."""

    def make(n):
        records = clinic_records(n=n, seed=4)
        first, last = records["patient_id"].iloc[[0, -1]]
        of_first, of_last = records["patient_id"] == first, records["patient_id"] == last
        return records.assign(arm=records["arm"].mask(of_first, "needling").mask(of_last, "standard"))

    return make


@pytest.fixture(scope="session")
def make_analysis():
    """A clinic of so many patients; or any records, with a plan and facts about their source."""

    def make(plan=None, records=None, source=(), **options):
        frame = clinic_records(**options) if records is None else records
        return build_analysis(
            outcomes_of(frame, **dict(source)),
            plan or Plan(covariates=("age", "sex"), visits=VISITS, sections=SECTIONS),
        )

    return make


@pytest.fixture(scope="session")
def analysis(make_analysis):
    return make_analysis()


@pytest.fixture(scope="session")
def report(analysis, made_once):
    return made_once("small report", lambda: build_report(analysis))


@pytest.fixture(scope="session")
def report_files(report, made_once):
    """Every format of the small report, by name of the file."""
    return made_once("files of the small report", report.files)


@pytest.fixture(scope="session")
def clinic(made_once):
    """A simulated clinic with dates, sessions, adverse events and other outcomes."""

    def make():
        sample = simulate("clinic")
        return build_analysis(read_outcomes(sample.frame, plan=sample.plan), sample.plan)

    return made_once("clinic", make)


# Each costs an analysis of its own wherever patients are counted.
OTHER_OUTCOMES = (
    "bpi_interference", "npsi_total", "isi", "phq9", "eq5d_index", "pgic", "tug", "bbs", "vpt", "monofilament_sites",
    "hba1c",
)  # fmt: skip


@pytest.fixture(scope="session")
def clinic_scored_on(clinic):
    """Function of codes: the clinic's assessments with these other outcomes, and no sessions or events."""

    def make(*codes):
        left_out = [code for code in OTHER_OUTCOMES if code not in codes]
        records = clinic.outcomes.records
        records = records[records["encounter"] == "assessment"].drop(columns=left_out)
        return build_analysis(replace(clinic.outcomes, records=records), clinic.plan)

    return make


@pytest.fixture(scope="session")
def clinic_counts(clinic, made_once):
    return made_once("counts of the clinic", lambda: patient_counts(clinic))


@pytest.fixture(scope="session")
def clinic_protected(clinic_counts, made_once):
    return made_once("protected counts of the clinic", lambda: protect(clinic_counts, 11))


@pytest.fixture(scope="session")
def plan_of():
    """A plan with two visits, which is as good as five for most questions and quicker."""
    return lambda **options: Plan(**({"visits": VISITS, "sections": SECTIONS} | options))
