"""What others may know of a patient without the record: the quasi-identifiers, by which a row can be found again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class QuasiIdentifier:
    """A column whose value others may know.

    Attributes
    ----------
    label : str
        What it's called in a sentence.
    reason : str
        Who knows it.
    """

    label: str
    reason: str


# A finding of the clinic, a score, a medicine and a laboratory value are known from the record alone, and whoever has
# the record has the patient: they aren't among these.
QUASI_IDENTIFIERS = {
    "arm": QuasiIdentifier("treatment", "family and whoever pays know the treatment"),
    "cause": QuasiIdentifier("cause", "people talk of an illness"),
    "sex": QuasiIdentifier("sex", "everybody sees it"),
    "age": QuasiIdentifier("age", "everybody can guess it, and public registers hold it"),
    "height_cm": QuasiIdentifier("height", "everybody sees it"),
    "weight_kg": QuasiIdentifier("weight", "everybody sees it"),
    "duration_months": QuasiIdentifier("duration", "family and colleagues know since when somebody is ill"),
    "pacemaker": QuasiIdentifier("pacemaker", "family and colleagues know of it"),
    "anticoagulant": QuasiIdentifier("anticoagulant", "family and colleagues know of it"),
    "skin_ulcer": QuasiIdentifier("skin ulcer", "family and colleagues know of it"),
    "lymphoedema": QuasiIdentifier("lymphoedema", "everybody sees it"),
    "site_id": QuasiIdentifier("site", "neighbours know it, and the size of a site tells which one it is"),
    "index_year": QuasiIdentifier("year", "family and whoever pays know when treatment began"),
}

# Of a patient, and known from the record alone.
KNOWN_FROM_THE_RECORD = (
    "cause_confirmed", "allocation", "severity", "nerve_status", "sensory", "motor", "autonomic", "expectation",
    "opioid", "gabapentinoid", "snri", "tca",
)  # fmt: skip

# Days of a patient that aren't days of encounters.
DAYS_OF_PATIENTS = ("referral_day", "end_day")
