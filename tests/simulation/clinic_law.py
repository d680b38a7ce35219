"""What clinics of known truth are like: the parameters of `clinics.draw`, whose module says what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Law:
    """How clinics come about; see the module.

    Attributes
    ----------
    effect : float
        Shift of the unrounded score at the last visit, in points.
    by_cause : bool
        Whether the shift differs between causes.
    confounded : bool
        Whether the arm depends on the patient.
    needled : float
        Share of needled patients.
    lost : (float, float)
        Shares without a score at the last visit: reference arm, needled arm.
    informative : bool
        Whether leaving depends on the score that is lost.
    causes : int
        Number of causes, 1 to 6.
    therapists : int
        An even number where they are nested in arms.
    therapist_sd, response_sd : float
        In points of the unrounded score.
    therapist_design : {"crossed", "nested", "partial"}
    case_load : float
        Patients of the busiest therapist for each of the least busy; the others lie between them.
    worst : float
        Usual pain that no patient of the first cause reaches.
    """

    effect: float = 0.0
    by_cause: bool = False
    confounded: bool = True
    needled: float = 0.6
    lost: tuple[float, float] = (0.4, 0.3)
    informative: bool = False
    causes: int = 3
    therapists: int = 6
    therapist_sd: float = 0.0
    response_sd: float = 0.0
    therapist_design: Literal["crossed", "nested", "partial"] = "crossed"
    case_load: float = 1.0
    worst: float = 9.0

    @property
    def therapists_differ(self) -> bool:
        """Whether it matters who treats a patient."""
        return self.therapist_sd > 0 or self.response_sd > 0
