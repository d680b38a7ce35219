"""The anchor clinic as it follows from its lines by counting, without the package."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILE, PLAN = HERE / "clinic.csv", HERE / "plan.toml"
ARMS = ("needling", "standard")
CAUSES = ("diabetic", "chemotherapy")
# Target, first and last day of the plan's windows: to half-way between the targets, and as far behind day 84 as its
# window begins before it.
WINDOWS = {"W04": (28, 15, 56), "W12": (84, 57, 112)}


@dataclass(frozen=True)
class Patient:
    """One patient: what is in the lines, and what the plan makes of it."""

    name: str
    arm: str
    cause: str
    sex: str
    age: int
    wait: int
    zero: date
    scores: dict
    sessions: tuple
    events: tuple

    @property
    def baseline(self):
        """The last score up to day 0."""
        before = [day for day in self.scores if day <= 0]
        return self.scores[max(before)] if before else None

    def at(self, visit):
        """The score nearest to the target inside the window."""
        target, first, last = WINDOWS[visit]
        inside = [day for day in self.scores if first <= day <= last]
        return self.scores[min(inside, key=lambda day: abs(day - target))] if inside else None

    def change(self, visit="W12"):
        score = self.at(visit)
        return None if score is None or self.baseline is None else score - self.baseline

    def responds(self, threshold):
        """Whether pain fell by "30 %", "50 %" or "2 points" or more; None without a score."""
        change = self.change()
        if change is None:
            return None
        amount, unit = threshold.split()
        # In whole numbers, so that 30 % of 10 is reached by 3.
        return -100 * change >= int(amount) * self.baseline if unit == "%" else -change >= int(amount)

    @property
    def attended(self):
        return sum(status == "attended" for _, status in self.sessions)


def read_patients():
    """Return the patients of the file, once each line that is there twice is counted once."""
    with FILE.open(newline="") as stream:
        lines = [dict(pairs) for pairs in dict.fromkeys(tuple(row.items()) for row in csv.DictReader(stream))]
    patients = []
    for name in dict.fromkeys(line["patient_id"] for line in lines):
        own = [line for line in lines if line["patient_id"] == name]
        first, zero = own[0], date.fromisoformat(own[0]["index_date"])
        days = [(date.fromisoformat(line["session_date"]) - zero).days for line in own]
        patients.append(
            Patient(
                name, first["arm"], first["cause"], first["sex"], int(first["age"]),
                (zero - date.fromisoformat(first["referral_date"])).days, zero,
                {day: int(line["pain_nrs"]) for day, line in zip(days, own) if line["pain_nrs"]},
                tuple((day, line["status"]) for day, line in zip(days, own) if line["encounter"] == "session"),
                tuple((line["encounter"], term.strip(), line["ae_serious"] == "yes")
                      for line in own if line["ae_any"] == "yes" for term in line["ae_term"].split(";")),
            )
        )  # fmt: skip
    return patients


class Clinic:
    """The patients, asked by arm."""

    def __init__(self):
        self.everyone = read_patients()

    def in_file(self, arm):
        return [patient for patient in self.everyone if patient.arm == arm]

    def analysed(self, arm):
        return [patient for patient in self.in_file(arm) if patient.baseline is not None]

    def scored(self, arm, visit="W12"):
        return [patient for patient in self.analysed(arm) if patient.at(visit) is not None]

    def changes(self, arm, visit="W12"):
        return [patient.change(visit) for patient in self.scored(arm, visit)]

    def responders(self, arm, threshold):
        return sum(bool(patient.responds(threshold)) for patient in self.analysed(arm))

    def sessions(self, arm):
        return sum(patient.attended for patient in self.in_file(arm))

    def events(self, arm):
        """Events at sessions, by kind."""
        return Counter(
            term for patient in self.in_file(arm) for where, term, _ in patient.events if where == "session"
        )

    def with_event(self, arm, kind=None):
        return sum(
            any(kind in (None, term) for _, term, _ in patient.events) for patient in self.in_file(arm)
        )
