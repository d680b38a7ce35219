"""What each number of a report estimates, and the truth of that in a scenario, read off many patients."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from clinic_law import Law
from clinic_records import Courses, Practice, draw_courses
from clinics import DAYS, Drawn, many, potential_response

from dnoutcomes.compare.populations import MAIN_EFFECT
from dnoutcomes.modelled_causes import ALL_CAUSES, OTHER

#: Of the truth of a number: none that could be said, in this scenario.
NONE = float("nan")

Truth = Callable[["Population", str], float]


class Population:
    """The patients of clinics of one kind, many of them, with both potential courses.

    Parameters
    ----------
    law : Law
    practice : Practice
    pooled : tuple of str
        Causes that this clinic joined as `other`.
    """

    def __init__(self, law: Law, practice: Practice, pooled: tuple[str, ...] = ()):
        self.law, self.practice, self.pooled = law, practice, pooled
        self.drawn = many(law)
        self.baseline = self.drawn.patients["baseline"].to_numpy(dtype=float)

    @property
    def courses(self) -> Courses:
        return _courses(self.law, self.practice)

    def mean_gain(self, values: np.ndarray, weights: np.ndarray | None = None) -> float:
        """Difference that needling makes to potential values of shape (n, 2)."""
        return float(np.average(np.diff(values.astype(float), axis=1)[:, 0], weights=weights))

    def at_visit(self, visit: str) -> float:
        return self.mean_gain(self.drawn.scores[:, _place(visit), :])

    def mean_change(self, name: str) -> float:
        arm, visit = name.split(", ")
        scores = self.drawn.scores[:, _place(visit), int(arm == "needling")]
        return float((scores - self.baseline).mean())

    def all_patients(self, _: str = "") -> float:
        return self.mean_gain(self.drawn.scores[:, -1, :])

    def overlap(self, _: str = "") -> float:
        chance = self.drawn.patients["chance"].to_numpy()
        return self.mean_gain(self.drawn.scores[:, -1, :], chance * (1 - chance))

    def in_cause(self, cause: str) -> float:
        if cause == ALL_CAUSES:
            return self.all_patients()
        inside = self.drawn.patients["cause"].isin(self.pooled if cause == OTHER and self.pooled else [cause])
        return self.mean_gain(self.drawn.scores[inside.to_numpy(), -1, :])

    def responders(self, threshold: str) -> float:
        value, scale = threshold.split()
        kind = "percent" if scale == "%" else "points"
        return self.mean_gain(potential_response(self.drawn, float(value), kind))

    def only_same_effect(self, label: str) -> float:
        """What weighs causes by how much the data say of them has no truth where their effects differ."""
        return NONE if self.law.by_cause else self.all_patients(label)

    def only_by_lot(self, truth: Truth) -> Truth:
        """What isn't adjusted has a truth in common with what is where arms are by lot and alike in drop-out."""
        fair = not self.law.confounded and self._alike_in_drop_out
        return (lambda label: truth(label)) if fair else lambda label: NONE

    def only_null(self, _: str = "") -> float:
        """What assumes something of the unseen that isn't so is right where nothing works and the lost are alike."""
        return 0.0 if self.law.effect == 0 and self._alike_in_drop_out else NONE

    @property
    def _alike_in_drop_out(self) -> bool:
        return self.law.lost[0] == self.law.lost[1]


def _place(visit: str) -> int:
    return DAYS.index(7 * int(visit.removeprefix("W")))


@lru_cache(maxsize=2)
def _courses(law: Law, practice: Practice) -> Courses:
    return draw_courses(np.random.default_rng(2027), many(law), practice)


def _of_panel(population: Population, label: str) -> float:
    """Each method of the sensitivity panel has its own question."""
    if label == "Unadjusted":
        return population.only_by_lot(population.all_patients)(label)
    if label == "Overlap weights":
        return population.overlap()
    if label in ("Jump to reference", "Copy increments", "Missing as non-responders"):
        return population.only_null()
    if label.startswith("Responders"):
        return population.responders("30 %")
    return population.all_patients()


def _seen_change(population: Population, arm: str, potential: int | None = None) -> float:
    """Mean change of the patients of an arm who are seen at the last visit: theirs, or that of another treatment."""
    drawn: Drawn = population.drawn
    needled = int(arm == "needling")
    inside = (drawn.needled == needled) & (drawn.last_seen == len(DAYS))
    scores = drawn.scores[inside, -1, needled if potential is None else potential]
    return float((scores - population.baseline[inside]).mean())


def _of_outcome(population: Population, outcome: str) -> float:
    return population.mean_gain(population.courses.potential[outcome][:, -1, :])


def _of_rating(population: Population, outcome: str) -> float:
    return population.mean_gain(population.courses.potential[outcome][:, -1, :] <= 2)


def _of_events(population: Population, name: str) -> float:
    courses = population.courses
    needled = courses.drawn.needled == 1
    if name == "per 100 sessions":
        return float(100 * courses.events[needled].sum() / courses.attended[needled].sum())
    inside = needled if name.endswith("needling") else ~needled
    return float((courses.events[inside].sum(axis=1) > 0).mean())


#: Group of figures to what they estimate.
TRUTHS: dict[str, tuple[str, Truth]] = {
    "first page": ("effect at the last visit in all patients", lambda p, name: (
        p.all_patients() if name == "adjusted difference" else p.only_by_lot(p.all_patients)(name))),
    "mixed model, by visit": ("effect at the visit in all patients", Population.at_visit),
    "mean change": ("mean change to the visit, had all patients been in the arm", Population.mean_change),
    "by cause": ("effect in all patients of the cause", Population.in_cause),
    "overall": ("effect in all patients, where causes don't differ", Population.only_same_effect),
    "ANCOVA, by cause": ("effect in all patients of the cause", Population.in_cause),
    "ANCOVA, overall": ("effect in all patients; of the main effect where causes don't differ", lambda p, name: (
        p.only_same_effect(name) if name == MAIN_EFFECT else p.all_patients())),
    "standardised by spread": ("no effect, where arms are by lot and alike in drop-out", lambda p, name: (
        p.only_by_lot(p.only_null)(name))),
    "by cause, partially pooled": ("effect in all patients of the cause", Population.in_cause),
    "pooled over causes": ("effect in all patients, where causes don't differ", Population.only_same_effect),
    "responders, concluded": ("difference in shares of responders in all patients", Population.responders),
    "responders, seen, as counted": ("the same, where arms are by lot and alike in drop-out", lambda p, name: (
        p.only_by_lot(p.responders)(name))),
    "responders, seen, adjusted": ("difference in shares of responders in all patients", Population.responders),
    "responders, unseen as non-responders, as counted": (
        "no difference, where arms are by lot and alike in drop-out", lambda p, name: p.only_by_lot(p.only_null)(name)),
    "responders, unseen as non-responders, adjusted": ("no difference, where drop-out is alike", Population.only_null),
    "sensitivity panel": ("as the method says; where it takes the unseen for what they aren't, no effect", _of_panel),
    "change within an arm": ("mean change of those seen", _seen_change),
    "change expected without treatment": ("mean change of those seen, had they not been needled", lambda p, name: (
        _seen_change(p, name, 0))),
    "other outcomes": ("effect at the last visit in all patients", _of_outcome),
    "ratings, as counted": ("the same, where arms are by lot and alike in drop-out", lambda p, name: (
        p.only_by_lot(lambda label: _of_rating(p, label))(name))),
    "ratings, adjusted": ("difference in shares of responders in all patients", _of_rating),
    "adverse events": ("expected value", _of_events),
    "quarters before": ("effect at the last visit in all patients", Population.all_patients),
}  # fmt: skip

#: Table of a report's numbers (results.csv) to the groups in which they are judged, or to why they aren't.
TABLES: dict[str, tuple[str, ...] | str] = {
    "difference": ("first page", "mixed model, by visit"),
    "mean change": ("mean change",),
    "difference by cause": ("by cause", "overall"),
    "difference at the primary visit": ("ANCOVA, by cause", "ANCOVA, overall", "standardised by spread"),
    "difference in responders": (
        "responders, concluded", "responders, seen, as counted", "responders, seen, adjusted",
        "responders, unseen as non-responders, as counted", "responders, unseen as non-responders, adjusted"),
    "the comparison by another method": ("sensitivity panel",),
    "difference in another outcome": ("other outcomes",),
    "difference in another outcome, in SD at the start": "the same differences, over a spread that is taken as fixed",
    "difference in the main outcome beside the other planned ones": "the ANCOVA again, beside the others",
    "difference in responders on a rating": ("ratings, as counted", "ratings, adjusted"),
    "share of responders on a rating": "counted, without an interval",
    "events per 100 sessions": ("adverse events",),
    "share of patients with an event": ("adverse events",),
    "test of a dependence on cause": ("tests",),
    "clusters": "counted, with what they do to the errors",
    "number of patients": "counted",
    "number of sessions, events or scores": "counted",
}  # fmt: skip
