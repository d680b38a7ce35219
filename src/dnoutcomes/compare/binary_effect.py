"""The result of comparing two shares: what was counted, the effect and its interval."""

from __future__ import annotations

from dataclasses import dataclass

from dnoutcomes.errors import ModelError


@dataclass(frozen=True)
class BinaryEffect:
    """One effect measure of events in an arm against events in the reference arm.

    Attributes
    ----------
    measure : {"risk difference", "risk ratio", "odds ratio"}
        What `estimate` is. Always arm against reference arm.
    estimate, conf_low, conf_high : float
        The measure and its interval. Ratios may be 0, infinite or NaN (0 events in both arms).
    events, n, events_ref, n_ref : int
        Patients with the event and patients, in the arm and in the reference arm.
    method : str
        How the interval was computed.
    confidence_level : float
        Coverage of the interval.
    """

    measure: str
    estimate: float
    conf_low: float
    conf_high: float
    events: int
    n: int
    events_ref: int
    n_ref: int
    method: str
    confidence_level: float

    @property
    def risk(self) -> float:
        """Share with the event in the arm."""
        return self.events / self.n

    @property
    def risk_ref(self) -> float:
        """Share with the event in the reference arm."""
        return self.events_ref / self.n_ref


def check_counts(events: int, n: int, events_ref: int, n_ref: int, confidence_level: float) -> None:
    """Refuse counts that can't be two shares, and a confidence level outside (0, 1).

    Raises
    ------
    ModelError
        If an arm is empty, a count is not whole, or events are negative or more than patients.
    """
    for name, count, size in (("arm", events, n), ("reference arm", events_ref, n_ref)):
        if not size >= 1:
            raise ModelError(f"the {name} has {size} patients; a share needs at least 1")
        if not 0 <= count <= size or count % 1 or size % 1:
            raise ModelError(
                f"the {name} has {count} events in {size} patients; expected a whole 0 to {size}"
            )
    if not 0 < confidence_level < 1:
        raise ModelError(f"confidence_level must lie between 0 and 1, got {confidence_level!r}")
