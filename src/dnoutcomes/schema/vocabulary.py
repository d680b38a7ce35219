"""Levels of arm and cause, the documented spellings that mean them, and how spellings are compared."""

from __future__ import annotations

import re
import unicodedata

from dnoutcomes.language import term

ARMS = ("needling", "standard")
# What readers call the causes.
CAUSE_WORDS = {
    "diabetic": term("diabetic", "cause"),
    "chemotherapy": term("chemotherapy", "cause"),
    "autoimmune": term("autoimmune", "cause"),
    "infectious": term("infectious", "cause"),
    "traumatic": term("traumatic", "cause"),
    "nutritional": term("nutritional", "cause"),
    "hereditary": term("hereditary", "cause"),
    "idiopathic": term("idiopathic", "cause"),
    "mixed": term("mixed", "cause"),
    "not_recorded": term("not recorded", "cause"),
}
CAUSES = tuple(CAUSE_WORDS)
NOT_RECORDED = "not_recorded"

# "control", "treatment" and "intervention" are left out on purpose: a control group may be a sham group.
ARM_SPELLINGS = {
    "needling": (
        "needling+standard",
        "needling plus standard",
        "needling + standard care",
        "needling plus standard care",
        "dry needling",
        "dry needling + standard care",
        "dry needling plus standard care",
        "dry needling and standard care",
        "dry needling + standard",
        "dry needling + usual care",
        "dry needling plus usual care",
        "standard + needling",
        "standard care + needling",
        "standard care + dry needling",
        "standard care plus dry needling",
        "usual care + dry needling",
        "dn",
        "dn_sc",
        "dn+sc",
        "dn + standard care",
        "dn + standard",
        "sc+dn",
    ),
    "standard": (
        "standard care",
        "standard care alone",
        "standard care only",
        "standard alone",
        "standard only",
        "standard of care",
        "standard treatment",
        "sc",
        "sc alone",
        "sc only",
        "soc",
        "usual care",
        "usual care alone",
        "usual care only",
        "care as usual",
        "treatment as usual",
        "tau",
    ),
}
CAUSE_SPELLINGS = {
    "diabetic": (
        "diabetes",
        "diabetic neuropathy",
        "diabetic polyneuropathy",
        "diabetic peripheral neuropathy",
        "dpn",
        "dspn",
        "diabetes mellitus",
        "type 1 diabetes",
        "type 2 diabetes",
    ),
    "chemotherapy": (
        "chemo",
        "cipn",
        "chemotherapy induced",
        "chemo induced",
        "chemotherapy induced peripheral neuropathy",
    ),
    "autoimmune": ("auto immune", "cidp", "gbs", "guillain barre"),
    "infectious": ("infection", "post infectious", "hiv", "post herpetic", "postherpetic"),
    "traumatic": (
        "trauma",
        "injury",
        "compressive",
        "compression",
        "entrapment",
        "traumatic compressive",
        "trauma compression",
    ),
    "nutritional": (
        "nutrition",
        "nutritional b12",
        "b12",
        "b 12",
        "b12 deficiency",
        "vitamin b12",
        "vitamin b12 deficiency",
        "vitamin deficiency",
    ),
    "hereditary": ("genetic", "inherited", "cmt", "charcot marie tooth"),
    "idiopathic": ("cryptogenic", "idiopathic neuropathy"),
    "mixed": ("multiple", "multifactorial", "multiple causes"),
    "not_recorded": ("not recorded", "unknown", "not known", "not stated", "unrecorded"),
}
# Words that stand for an absent value in spreadsheets and exports. They're kept as text and reported.
MISSING_WORDS = (
    "na",
    "n/a",
    "n.a.",
    "n.a",
    "#n/a",
    "#na",
    "<na>",
    "nan",
    "null",
    "#null!",
    "none",
    "nil",
    "nat",
    "missing",
    ".",
    "-",
    "--",
    "?",
)
# Codes with which REDCap and HL7 exports say why a value is missing.
MISSING_REASONS = {
    "NI": "no information",
    "UNK": "unknown",
    "NASK": "not asked",
    "ASKU": "asked but unknown",
    "NAV": "temporarily unavailable",
    "NAVU": "not available",
    "MSK": "masked",
    "INV": "invalid",
    "OTH": "other",
    "NP": "not present",
    "UNC": "not coded",
}


def fold(text: str) -> str:
    """Reduce a spelling to what tells it from others: letters and digits in lower case, one space between words.

    Examples
    --------
    >>> fold("  Needling + Standard_Care ")
    'needling standard care'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", " ", plain).strip()


def spellings(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Turn a table of level and spellings into one of spelling and level.

    Examples
    --------
    >>> spellings({"standard": ("sc", "usual care")})
    {'sc': 'standard', 'usual care': 'standard'}
    """
    return {spelling: level for level, spellings in table.items() for spelling in spellings}
