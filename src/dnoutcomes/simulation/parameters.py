"""What is simulated: every number in one frozen value, and the presets."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.registry import Registry, did_you_mean

WEEKS = (0, 2, 4, 8, 12, 24)
VISITS = ("W00", "W02", "W04", "W08", "W12", "W24")
PRIMARY = VISITS.index("W12")
NERVE_STATUS = ("compressed_irritated", "structural", "mixed", "unknown")


@dataclass(frozen=True)
class CauseProfile:
    """How patients with one cause differ from others.

    Attributes
    ----------
    name : str
    share : float
        Share of patients.
    baseline_mean : float
        Mean pain at time zero, before rounding.
    effect : float
        Mean effect of needling on pain at week 12, before rounding, over the patients of this cause.
    nerve_status : tuple of float
        Shares of `NERVE_STATUS`.
    """

    name: str
    share: float
    baseline_mean: float
    effect: float
    nerve_status: tuple[float, float, float, float]


CAUSES = (
    CauseProfile("diabetic", 0.38, 6.2, -1.0, (0.25, 0.40, 0.25, 0.10)),
    CauseProfile("idiopathic", 0.18, 6.2, -0.6, (0.30, 0.35, 0.20, 0.15)),
    CauseProfile("chemotherapy", 0.18, 5.2, -1.0, (0.20, 0.50, 0.20, 0.10)),
    CauseProfile("traumatic", 0.10, 6.0, -1.3, (0.70, 0.10, 0.15, 0.05)),
    CauseProfile("nutritional", 0.06, 6.0, -0.7, (0.35, 0.30, 0.20, 0.15)),
    CauseProfile("autoimmune", 0.05, 6.0, -0.6, (0.25, 0.40, 0.25, 0.10)),
    CauseProfile("hereditary", 0.03, 6.0, -0.2, (0.10, 0.65, 0.15, 0.10)),
    CauseProfile("infectious", 0.02, 6.0, -0.5, (0.30, 0.35, 0.20, 0.15)),
)


@dataclass(frozen=True)
class Parameters:
    """The numbers of a simulated clinic or trial.

    Pain before rounding is cause mean + patient + Ornstein-Uhlenbeck process + noise + course under standard care
    + effect of needling; it's then rounded and clipped to 0 to 10. Pairs are (needling, standard).

    Attributes
    ----------
    n : int
        Patients.
    design : {"observational", "randomised"}
        Whether the arm depends on the patient (`propensity_*`) or is drawn one to one.
    causes : tuple of CauseProfile
    smallest_baseline : int
        Patients with less pain at time zero are not included.
    patient_variance, process_variance, noise_variance : float
        Variances of pain between patients, of the process that forgets, and of one rating.
    process_weeks : float
        Weeks in which the process forgets to 1/e.
    drift : tuple of float
        Mean change under standard care at each of `WEEKS`, before rounding.
    effect_fraction : tuple of float
        Share of the week 12 effect reached at each of `WEEKS`.
    effect_scale : float
        Multiplies all effects; 0 for none.
    individual_sd : float
        SD of the effect between patients of one cause, beyond what nerve status and duration explain.
    therapist_sd : float
        SD of the effect between therapists.
    status_factors : tuple of float
        Relative effect by `NERVE_STATUS`.
    long_duration_months, long_duration_factor : float
        Symptoms that last longer than this respond by this factor less.
    propensity_share : float
        Share of patients who get needling.
    propensity_pain, propensity_age, propensity_compressed, propensity_structural, propensity_opioid,
    propensity_site : float
        Slopes of the log odds of needling: per point above 6, per year above 61, for the nerve status, for an opioid,
        per step from site to site.
    rescue_share, rescue_effect : pair of float, float
        Share with rescue medication by week 12 and its effect on pain from then on.
    discontinued_share, discontinued_factor : float
        Share that stops needling by week 12, and the part of the effect that's left from then on.
    missing_share : pair of float
        Share without a score at week 12.
    missing_more_later : float
        How much larger that share is at week 24.
    missed_share : float
        Share of visits before week 12 missed by chance.
    event_slope, missing_slope : float
        Slopes per point of the last score in the log odds of rescue and stopping, and of leaving.
    mnar_delta : float
        Points by which unseen scores are worse than the seen ones predict; 0 is missing at random.
    attendance_intercept, attendance_response, attendance_sd : float
        Log odds of attending a planned session: intercept, slope per point of improvement at the last visit, SD between
        patients.
    """

    n: int = 480
    design: Literal["observational", "randomised"] = "observational"
    causes: tuple[CauseProfile, ...] = CAUSES
    smallest_baseline: int = 0
    patient_variance: float = 1.2
    process_variance: float = 1.8
    noise_variance: float = 0.6
    process_weeks: float = 10.0
    drift: tuple[float, ...] = (0.0, -0.2, -0.35, -0.55, -0.70, -0.70)
    effect_fraction: tuple[float, ...] = (0.0, 0.25, 0.5, 0.85, 1.0, 0.7)
    effect_scale: float = 1.0
    individual_sd: float = 0.8
    therapist_sd: float = 0.25
    status_factors: tuple[float, float, float, float] = (1.0, 0.5, 0.75, 0.75)
    long_duration_months: float = 36.0
    long_duration_factor: float = 0.7
    propensity_share: float = 0.6
    propensity_pain: float = 0.3
    propensity_age: float = -0.02
    propensity_compressed: float = 0.6
    propensity_structural: float = -0.4
    propensity_opioid: float = -0.3
    propensity_site: float = 0.3
    rescue_share: tuple[float, float] = (0.12, 0.18)
    rescue_effect: float = -0.6
    discontinued_share: float = 0.18
    discontinued_factor: float = 0.5
    missing_share: tuple[float, float] = (0.30, 0.40)
    missing_more_later: float = 0.10
    missed_share: float = 0.03
    event_slope: float = 0.3
    missing_slope: float = 0.25
    mnar_delta: float = 0.0
    attendance_intercept: float = 3.2
    attendance_response: float = 0.6
    attendance_sd: float = 1.5

    def __post_init__(self) -> None:
        if self.n < 1:
            raise DnOutcomesError(f"n: at least one patient is needed, got {self.n}")
        for name in (
            "patient_variance",
            "process_variance",
            "noise_variance",
            "individual_sd",
            "therapist_sd",
        ):
            if getattr(self, name) < 0:
                raise DnOutcomesError(f"{name}: a spread can't be negative, got {getattr(self, name):g}")
        for name in ("propensity_share", "discontinued_share", "missed_share"):
            if not 0 <= getattr(self, name) < 1:
                raise DnOutcomesError(f"{name}: a share lies in 0 to 1, got {getattr(self, name):g}")


_TRIAL = Parameters(
    n=160, design="randomised", smallest_baseline=4, propensity_share=0.5, missing_share=(0.08, 0.14)
)

PRESETS: Registry[Parameters] = Registry(
    "preset",
    [
        ("clinic", Parameters()),
        ("trial", _TRIAL),
        # Nothing differs between the arms, neither the score nor who leaves: every method must be right about it.
        (
            "null",
            replace(
                _TRIAL,
                effect_scale=0.0,
                individual_sd=0.0,
                therapist_sd=0.0,
                rescue_share=(0.15, 0.15),
                missing_share=(0.11, 0.11),
            ),
        ),
        ("messy", Parameters()),
    ],
)


def choose(preset: str, n: int | None, options: dict[str, Any]) -> Parameters:
    """Return a preset's parameters with the caller's changes.

    Raises
    ------
    DnOutcomesError
        An unknown preset or parameter; the message names the nearest one.
    """
    names = [field.name for field in fields(Parameters)]
    for name in options:
        if name not in names:
            raise DnOutcomesError(
                f"unknown parameter {name!r} of the simulation{did_you_mean(name, names)} "
                f"Known: {', '.join(names)}"
            )
    chosen = replace(PRESETS[preset], **options)
    return chosen if n is None else replace(chosen, n=n)
