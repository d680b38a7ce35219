"""Written reports as their readers have them, made once, and the files that they are about."""

from dataclasses import dataclass

import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.errors import DisclosureError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.report import build_report
from dnoutcomes.simulation import simulate

SECTIONS = (
    "summary", "activity", "people", "quality", "delivered", "course", "causes", "responders", "safety", "limits",
)  # fmt: skip


@dataclass
class Clinic:
    """A simulated file, and a directory for its reports with the release record beside them."""

    frame: pd.DataFrame
    plan: object
    place: object

    def write(self, name, frame=None, formats=("csv", "json", "xlsx"), **options):
        """Write a report and return its directory; None where it is refused for what earlier ones have shown."""
        file, record = self.place / f"{name}.csv", self.place / "releases.json"
        (self.frame if frame is None else frame).to_csv(file, index=False)
        analysis = build_analysis(read_outcomes(file, plan=self.plan), self.plan)
        try:
            report = build_report(analysis, releases=record, **options)
            report.write(self.place / name, formats, releases=record)
        except DisclosureError:
            return None
        return self.place / name


# Patients are counted by each further outcome in the same way: a score and a rating stand for all.
FURTHER_OUTCOMES = {
    "two further outcomes": ["isi", "pgic"],
    "all outcomes": [
        "isi", "pgic", "bpi_interference", "npsi_total", "phq9", "eq5d_index", "tug", "bbs", "vpt",
        "monofilament_sites",
    ],
}  # fmt: skip


@pytest.fixture(
    scope="session", params=["two further outcomes", pytest.param("all outcomes", marks=pytest.mark.long)]
)
def make_clinic(request, tmp_path_factory):
    without = set(FURTHER_OUTCOMES["all outcomes"]) - set(FURTHER_OUTCOMES[request.param])

    def make(n, seed):
        made = simulate("clinic", n=n, seed=seed)
        plan = made.plan.model_copy(update={"sections": SECTIONS})
        frame = made.frame.drop(columns=sorted(without))
        return Clinic(frame, plan, tmp_path_factory.mktemp(f"clinic{n}"))

    return make
