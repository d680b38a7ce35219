"""Scenarios: clinics that are simulated again and again, each for a reason."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np
from clinic_law import Law
from clinic_records import Practice, analysis_with_records, draw_courses
from clinics import draw

from dnoutcomes.analysis import AnalysisData

ORDINARY = Practice()


@dataclass(frozen=True)
class Scenario:
    """One kind of clinic.

    Attributes
    ----------
    name : str
    why : str
        What it asks that others don't.
    n : int
        Patients.
    law : Law
    practice : Practice
    quarter : str, optional
        The report is of this quarter.
    """

    name: str
    why: str
    n: int
    law: Law
    practice: Practice = ORDINARY
    quarter: str | None = None

    @property
    def is_null(self) -> bool:
        """Whether needling changes no outcome, on average over therapists."""
        return self.law.effect == 0

    def analysis(self, repetition: int) -> AnalysisData:
        """Draw the clinic of a repetition; the same whenever, wherever and in whatever order."""
        rng = np.random.default_rng([zlib.crc32(self.name.encode()), repetition])
        courses = draw_courses(rng, draw(rng, self.n, self.law), self.practice)
        return analysis_with_records(courses, **self._plan())

    def _plan(self) -> dict[str, object]:
        plan: dict[str, object] = {"design": "observational" if self.law.confounded else "randomised"}
        if self.law.therapists_differ:
            plan["funnels"] = ["therapist"]
            plan["clusters"] = "therapist_id"
        return plan


NULL = Law(causes=4, lost=(0.3, 0.3))
EFFECT = replace(NULL, effect=-1.2)
UNEQUAL = {"lost": (0.4, 0.25)}
DIFFERENT = {"therapist_sd": 0.5, "case_load": 2.0}
REPEATING = Practice(events=(0.03, 0.15), event_cv=1.0)
QUARTER = "2024Q4"
# Nothing works, and all that makes chance look like something is there at once.
WORST = replace(NULL, **UNEQUAL, **DIFFERENT, therapists=12, response_sd=0.3)


def _null(name: str, n: int, why: str, **law: object) -> Scenario:
    return Scenario(f"null, {name}", why, n, replace(NULL, **law))


def _effect(name: str, n: int, why: str, **law: object) -> Scenario:
    return Scenario(f"effect, {name}", why, n, replace(EFFECT, **law))


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        _null("25 patients", 25, "the smallest clinic that writes a report", causes=3),
        _null("60 patients", 60, "a small clinic"),
        _null("120 patients", 120, "a usual clinic; the others differ from it in one thing"),
        _null("480 patients", 480, "a large clinic: what is wrong here doesn't go away with more patients"),
        _null("60 by lot", 60, "arms by lot in a small clinic", confounded=False),
        _null("120, six causes", 120, "many causes, of which the smallest are pooled", causes=6),
        _null("120, unequal", 120, "the other arm is lost more often", **UNEQUAL),
        _null("480, unequal", 480, "the same, where chance is smaller than what drop-out does", **UNEQUAL),
        _null("120, informative", 120, "leaving depends on the score that is lost, alike in both", informative=True),
        _null("480, informative, unequal", 480, "and more often in one arm: no method has the truth from the data",
              informative=True, **UNEQUAL),
        _null("120, floor", 120, "scores pile up at 0", worst=7.0),
        _effect("25 patients", 25, "the smallest clinic", causes=3),
        _effect("60 patients", 60, "a small clinic"),
        _effect("120 patients", 120, "a usual clinic"),
        _effect("480 patients", 480, "a large clinic"),
        _effect("60 by lot", 60, "arms by lot in a small clinic", confounded=False),
        _effect("120 by cause", 120, "half as much again in the largest cause and half as much in the smallest",
                by_cause=True),
        _effect("480 by cause, six causes", 480, "the same with six causes", by_cause=True, causes=6),
        _effect("120, nobody lost", 120, "what remains without drop-out", lost=(0.0, 0.0)),
        _effect("120, unequal", 120, "the other arm is lost more often", **UNEQUAL),
        _effect("120, informative", 120, "leaving depends on the score that is lost", informative=True),
        _effect("120, floor", 120, "scores pile up at 0, so that the effect is smaller for some", worst=7.0),
        _null("480, 6 therapists", 480, "few therapists treat both arms and needle unequally well", therapists=6,
              response_sd=0.5, **DIFFERENT),
        _null("480, 12 therapists", 480, "more of them", therapists=12, response_sd=0.5, **DIFFERENT),
        _null("480, 30 therapists", 480, "many of them", therapists=30, response_sd=0.5, **DIFFERENT),
        _null("120, 12 therapists", 120, "ten patients each, whose treatment works alike", therapists=12, **DIFFERENT),
        _null("480, 12 therapists nested", 480, "each therapist treats one arm", therapists=12,
              therapist_design="nested", **DIFFERENT),
        _null("480, 12 therapists for the needled", 480, "standard care by nobody in particular", therapists=12,
              therapist_design="partial", **DIFFERENT),
        _effect("480, 12 therapists", 480, "an effect that differs between therapists", therapists=12, response_sd=0.5,
                **DIFFERENT),
        Scenario("null, quarter of 480", "a quarter beside those before it", 480, NULL, quarter=QUARTER),
        Scenario("effect, quarter of 480", "the same, with an effect", 480, EFFECT, quarter=QUARTER),
        Scenario("null, 120, repeating events", "adverse events of a patient go together", 120, NULL, REPEATING),
        Scenario("null, 120, everything", "unequal drop-out, therapists and repeating events at once", 120, WORST,
                 REPEATING),
        Scenario("null, 480, everything", "the same in a large clinic", 480, WORST, REPEATING),
    )
}  # fmt: skip
