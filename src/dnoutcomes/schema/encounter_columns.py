"""Columns that belong to one encounter: when it was, what was done, what was measured, what went wrong."""

from __future__ import annotations

from functools import partial

from dnoutcomes.language import term
from dnoutcomes.schema.column import Column, level_column

_text = partial(Column, type="text", level_of="encounter")
_level = partial(level_column, level_of="encounter")
_number = partial(Column, type="number", level_of="encounter")
_integer = partial(Column, type="integer", level_of="encounter")
_yes_no = partial(Column, type="yes_no", level_of="encounter")

TIME_COLUMNS = (
    Column(
        "session_date",
        "date",
        "encounter",
        "Day of the encounter. A study day or week may stand in its place.",
        required=True,
        aliases=("date", "visit_date", "encounter_date", "assessment_date", "adt"),
        cdisc="ADT",
    ),
    _integer(
        "study_day",
        description="Days since time zero; 0 is time zero, days before it are negative. ADY has no day 0: with "
        '`day_zero = "day_1"` in the mapping, day 1 is time zero and read as 0.',
        minimum=-3650,
        maximum=36500,
        unit="days",
        aliases=("ady",),
        cdisc="ADY",
    ),
    _number(
        "study_week",
        description="Weeks since time zero.",
        minimum=-520,
        maximum=5200,
        unit="weeks",
        cdisc="AWTARGET",
    ),
)

ENCOUNTER_COLUMNS = (
    _level(
        "encounter",
        description="assessment: a scheduled measurement. session: a treatment.",
        levels=("assessment", "session"),
        synonyms={"treatment": "session", "visit": "assessment"},
    ),
    _level(
        "status",
        label=term("status"),
        description="What became of the encounter.",
        levels={
            "attended": term("attended", "status"),
            "missed": term("missed", "status"),
            "cancelled": term("cancelled", "status"),
            "telehealth": term("telehealth", "status"),
        },
        synonyms={"canceled": "cancelled", "no show": "missed", "dna": "missed", "completed": "attended"},
    ),
    _level(
        "phase",
        label=term("phase"),
        description="Planned frequency of sessions at the time.",
        levels={
            "twice_weekly": term("twice weekly", "phase"),
            "weekly": term("weekly", "phase"),
            "biweekly": term("every two weeks", "phase"),
            "maintenance": term("maintenance", "phase"),
        },
    ),
    _number("duration_min", description="Length of the session.", minimum=1, maximum=240, unit="min"),
    _number(
        "pain_pre",
        description="Pain before the session. Not the scheduled outcome: visits follow pain.",
        minimum=0,
        maximum=10,
        unit="points",
    ),
    _number("pain_post", description="Pain after the session.", minimum=0, maximum=10, unit="points"),
    _text(
        "therapist_id",
        label=term("therapist"),
        description="Pseudonym of the therapist.",
        aliases=("therapist", "practitioner_id"),
    ),
    _text(
        "visit_label",
        description="Name that the site gave to the visit. Visits are derived from dates, not from it.",
        cdisc="VISIT",
    ),
    _yes_no("assessor_blinded", description="Whether the assessor didn't know the arm."),
    _text("missing_reason", description="Why the score is missing."),
    _yes_no("needled", label=term("needled"), description="Whether needles were placed."),
    _integer("needles_n", description="Needles placed.", minimum=0, maximum=60),
    _integer("ltr_n", description="Local twitch responses.", minimum=0, maximum=60),
    _number("retention_min", description="Time for which needles stayed.", minimum=0, maximum=60, unit="min"),
    _level(
        "manipulation",
        description="What was done with the needles.",
        levels={
            "none": term("none", "manipulation"),
            "pistoning": term("pistoning", "manipulation"),
            "winding": term("winding", "manipulation"),
            "other": term("other", "manipulation"),
        },
    ),
    _number("depth_mm", description="Depth of needling.", minimum=1, maximum=120, unit="mm"),
    _number("gauge_mm", description="Diameter of the needles.", minimum=0.12, maximum=0.4, unit="mm"),
    _text("points", description="Muscles or points needled, separated by semicolons."),
    _yes_no("estim", description="Electrical stimulation through the needles."),
    _number("estim_hz", description="Frequency of stimulation.", minimum=0.5, maximum=200, unit="Hz"),
    _number("estim_us", description="Pulse width.", minimum=50, maximum=1000, unit="µs"),
    _number("estim_ma", description="Intensity of stimulation.", minimum=0, maximum=80, unit="mA"),
    _number("estim_min", description="Duration of stimulation.", minimum=0, maximum=60, unit="min"),
    _yes_no("exercise", label=term("exercise"), description="Corrective exercise in the session."),
    _yes_no("cupping", label=term("cupping"), description="Cupping in the session."),
    _yes_no(
        "soft_tissue",
        label=term("soft tissue"),
        description="Soft tissue work in the session.",
        aliases=("stm",),
    ),
    _yes_no("education", label=term("education"), description="Education or counselling in the session."),
    _number(
        "home_adherence",
        description="Share of the home programme done since the last encounter.",
        minimum=0,
        maximum=100,
        unit="%",
    ),
    _yes_no("ae_any", label=term("ae any"), description="Any adverse event."),
    _text("ae_term", description="Adverse events, separated by semicolons.", cdisc="AETERM"),
    _integer("ae_grade", description="Worst grade.", minimum=1, maximum=5, cdisc="AETOXGR"),
    _yes_no(
        "ae_serious",
        label=term("ae serious"),
        description="Whether an adverse event was serious.",
        cdisc="AESER",
    ),
    _level(
        "ae_related",
        description="Relation to the treatment.",
        levels=("unrelated", "possible", "probable", "definite"),
        cdisc="AEREL",
    ),
    _yes_no(
        "rescue", label=term("rescue"), description="Rescue medication since the last encounter, or earlier."
    ),
    _yes_no(
        "discontinued",
        label=term("discontinued"),
        description="Whether treatment had been stopped by this encounter.",
    ),
    _number(
        "oral_morphine_mg", description="Daily oral morphine equivalent.", minimum=0, maximum=2000, unit="mg"
    ),
    _number(
        "hba1c",
        label=term("hba1c"),
        description="HbA1c in per cent (NGSP).",
        minimum=3,
        maximum=20,
        unit=term("%"),
    ),
    _number("glucose", description="Glucose.", minimum=1, maximum=60, unit="mmol/l"),
    _number("b12", description="Vitamin B12.", minimum=50, maximum=1500, unit="pmol/l"),
    _number(
        "egfr",
        description="Estimated glomerular filtration rate.",
        minimum=0,
        maximum=200,
        unit="ml/min/1.73 m2",
    ),
    _text("chemo_agent", label=term("chemo agent"), description="Chemotherapy agent."),
    _integer(
        "chemo_cycle", label=term("chemo cycle"), description="Cycle of chemotherapy.", minimum=0, maximum=40
    ),
    _integer("day_in_cycle", description="Day in the cycle.", minimum=0, maximum=60),
    _yes_no("on_chemo", label=term("on chemo"), description="Whether chemotherapy was running."),
    _text(
        "note",
        description="Free text. Never exported and not kept in the records.",
        aliases=("notes", "comment", "comments"),
        kept=False,
    ),
)
