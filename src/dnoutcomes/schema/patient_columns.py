"""Columns that belong to the patient: who is treated, why, how they came into their arm, what they take."""

from __future__ import annotations

from functools import partial

from dnoutcomes.language import term
from dnoutcomes.schema.column import Column, level_column
from dnoutcomes.schema.vocabulary import ARM_SPELLINGS, ARMS, CAUSE_SPELLINGS, CAUSE_WORDS, spellings

_text = partial(Column, type="text", level_of="patient")
_level = partial(level_column, level_of="patient")
_number = partial(Column, type="number", level_of="patient")
_integer = partial(Column, type="integer", level_of="patient")
_date = partial(Column, type="date", level_of="patient")
_yes_no = partial(Column, type="yes_no", level_of="patient")

PATIENT_COLUMNS = (
    _text(
        "patient_id",
        description="Pseudonym of the patient. Kept as text: 001 stays 001.",
        required=True,
        aliases=(
            "usubjid",
            "subjid",
            "subject_id",
            "subject",
            "participant_id",
            "participant",
            "patient",
            "patientid",
        ),
        cdisc="USUBJID",
    ),
    _level(
        "arm",
        label=term("arm"),
        description="needling: dry needling plus standard care. standard: standard care alone.",
        required=True,
        levels=ARMS,
        synonyms=spellings(ARM_SPELLINGS),
        aliases=("treatment_arm", "study_arm", "trt01p"),
        cdisc="TRT01P",
    ),
    _level(
        "cause",
        label=term("cause"),
        description="Cause of the neuropathy. A plan may declare others.",
        required=True,
        levels=CAUSE_WORDS,
        synonyms=spellings(CAUSE_SPELLINGS),
        aliases=("aetiology", "etiology", "neuropathy_cause"),
    ),
    _text(
        "cause_detail",
        label=term("cause detail"),
        description="The cause in more detail, such as the chemotherapy agent or the nerve.",
    ),
    _level(
        "cause_confirmed",
        label=term("cause confirmed"),
        description="How the cause was confirmed.",
        levels={
            "clinical": term("clinical", "cause_confirmed"),
            "ncs": term("ncs", "cause_confirmed"),
            "biopsy": term("biopsy", "cause_confirmed"),
            "lab": term("lab", "cause_confirmed"),
        },
        synonyms={"nerve conduction": "ncs", "laboratory": "lab", "clinically": "clinical"},
    ),
    _date(
        "index_date", description="Time zero: the day on which follow-up of both arms starts.", cdisc="TRTSDT"
    ),
    _integer(
        "index_year",
        label=term("index year"),
        description="Calendar year of time zero, where a file gives study days in place of dates.",
        minimum=1950,
        maximum=2100,
    ),
    _date("referral_date", description="Day on which the clinic was asked to see the patient."),
    _integer(
        "referral_day",
        description="Days from time zero to the referral, where a file gives study days in place of dates.",
        minimum=-3650,
        maximum=36500,
        unit="days",
    ),
    Column(
        "birth_year",
        "integer",
        "patient",
        "Year of birth.",
        minimum=1900,
        maximum=2100,
        label=term("birth year"),
    ),
    _date(
        "birth_date",
        description="Date of birth. A direct identifier: used to check the dates, then left out.",
        aliases=("date_of_birth", "dob", "birthdate", "brthdtc"),
        cdisc="BRTHDTC",
        identifies=True,
        kept=False,
    ),
    _number(
        "age",
        label=term("age"),
        description="Age at time zero.",
        minimum=18,
        maximum=110,
        unit=term("years"),
        aliases=("age_at_index",),
        cdisc="AGE",
    ),
    _level(
        "sex",
        label=term("sex"),
        description="F female, M male, X another, U unknown.",
        levels={
            "F": term("female", "sex"),
            "M": term("male", "sex"),
            "X": term("other", "sex"),
            "U": term("unknown", "sex"),
        },
        synonyms={
            "female": "F",
            "male": "M",
            "woman": "F",
            "man": "M",
            "other": "X",
            "diverse": "X",
            "nonbinary": "X",
            "unknown": "U",
        },
        aliases=("gender",),
        cdisc="SEX",
    ),
    _number(
        "height_cm", label=term("height"), description="Height.", minimum=100, maximum=230, unit=term("cm")
    ),
    _number(
        "weight_kg", label=term("weight"), description="Weight.", minimum=25, maximum=350, unit=term("kg")
    ),
    _number(
        "duration_months",
        label=term("duration"),
        description="Time from first symptoms to time zero.",
        minimum=0,
        maximum=720,
        unit=term("months"),
    ),
    _date("onset_date", description="Day of first symptoms.", cdisc="MHSTDTC"),
    _text(
        "site_id",
        label=term("site"),
        description="Clinic or site.",
        aliases=("site", "siteid", "clinic", "clinic_id", "centre", "center"),
        cdisc="SITEID",
    ),
    _level(
        "allocation",
        label=term("allocation"),
        description="How the patient came into the arm.",
        levels={
            "randomised": term("randomised", "allocation"),
            "clinician": term("clinician", "allocation"),
            "patient_choice": term("patient choice", "allocation"),
            "waitlist": term("waitlist", "allocation"),
            "availability": term("availability", "allocation"),
        },
        synonyms={
            "randomized": "randomised",
            "random": "randomised",
            "waiting list": "waitlist",
            "wait list": "waitlist",
        },
    ),
    _level(
        "severity",
        label=term("severity"),
        description="Severity at time zero.",
        levels={
            "mild": term("mild", "severity"),
            "moderate": term("moderate", "severity"),
            "severe": term("severe", "severity"),
        },
    ),
    _level(
        "nerve_status",
        label=term("state of the nerve"),
        description="State of the nerve at time zero.",
        levels={
            "compressed_irritated": term("compressed or irritated", "nerve_status"),
            "structural": term("structural", "nerve_status"),
            "mixed": term("mixed", "nerve_status"),
            "unknown": term("unknown", "nerve_status"),
        },
        synonyms={"compressed": "compressed_irritated", "irritated": "compressed_irritated"},
    ),
    _yes_no("sensory", label=term("sensory"), description="Sensory involvement."),
    _yes_no("motor", label=term("motor"), description="Motor involvement."),
    _yes_no("autonomic", label=term("autonomic"), description="Autonomic involvement."),
    _text(
        "affected_sites",
        label=term("affected sites"),
        description="Affected parts of the body, separated by semicolons.",
    ),
    _number(
        "expectation",
        label=term("expectation"),
        description="How much help the patient expects at time zero.",
        minimum=0,
        maximum=10,
        unit=term("points"),
    ),
    _yes_no("anticoagulant", label=term("anticoagulant"), description="Takes an anticoagulant."),
    _yes_no(
        "pacemaker", label=term("pacemaker"), description="Has a pacemaker or another implanted stimulator."
    ),
    _yes_no("skin_ulcer", label=term("skin ulcer"), description="Skin or foot ulcer."),
    _yes_no(
        "lymphoedema",
        label=term("lymphoedema"),
        description="Lymphoedema of an affected limb.",
        aliases=("lymphedema",),
    ),
    _yes_no(
        "opioid", label=term("opioid"), description="Takes an opioid at time zero.", aliases=("on_opioid",)
    ),
    _yes_no(
        "gabapentinoid",
        label=term("gabapentinoid"),
        description="Takes gabapentin or pregabalin at time zero.",
    ),
    _yes_no("snri", label=term("snri"), description="Takes an SNRI at time zero."),
    _yes_no("tca", label=term("tca"), description="Takes a tricyclic antidepressant at time zero."),
    _text(
        "prior_treatments",
        label=term("prior treatments"),
        description="Earlier treatments, separated by semicolons.",
    ),
    _text("episode_id", description="Episode of care."),
    _date("end_date", description="Last day of the episode.", cdisc="EOSDT"),
    _integer(
        "end_day",
        description="Last day of the episode since time zero, where a file gives study days in place of dates.",
        minimum=-3650,
        maximum=36500,
        unit="days",
    ),
    _level(
        "end_reason",
        label=term("end reason"),
        description="Why the episode ended.",
        levels=(
            "completed",
            "improved",
            "no_response",
            "adverse_event",
            "cost",
            "moved",
            "died",
            "lost",
            "other",
        ),
        synonyms={"ae": "adverse_event", "lost to follow up": "lost", "death": "died"},
        cdisc="DCSREAS",
    ),
)
