"""The plan of each preset, as the text of its file."""

from __future__ import annotations

import tomllib

from dnoutcomes.plan import Plan
from dnoutcomes.registry import Registry
from dnoutcomes.simulation.encounters import DATA_CUTOFF

_CLINIC = f"""\
# The analysis of the simulated clinic, as it was specified. Every key is explained in the documentation of Plan.
title = "Dry needling in peripheral neuropathy: simulated clinic"
outcome = "pain_nrs"
design = "observational"
# What decided about needling, beside pain at time zero, which every model has.
covariates = ["age", "site_id", "nerve_status", "opioid", "duration_months"]
data_cutoff = {DATA_CUTOFF}
# A visit moved by the faults of the messy file may fall on the day of another one.
same_day = "mean"

[pooled_causes]
other = ["hereditary", "infectious", "autoimmune"]

[estimand]
population = "patients with peripheral neuropathy who started care at one of three clinics"

[[estimand.intercurrent_events]]
event = "rescue"
strategy = "treatment-policy"

[[estimand.intercurrent_events]]
event = "discontinued"
strategy = "treatment-policy"
"""

_TRIAL = f"""\
# The analysis of the simulated trial, as it was specified. Every key is explained in the documentation of Plan.
title = "Dry needling in peripheral neuropathy: simulated trial"
outcome = "pain_nrs"
design = "randomised"
covariates = ["nerve_status", "duration_months"]
data_cutoff = {DATA_CUTOFF}

[pooled_causes]
other = ["hereditary", "infectious", "autoimmune", "nutritional"]

[estimand]
population = "patients with peripheral neuropathy and a pain score of 4 or more"

[[estimand.intercurrent_events]]
event = "rescue"
strategy = "treatment-policy"

[[estimand.intercurrent_events]]
event = "discontinued"
strategy = "treatment-policy"
"""

PLAN_TEXTS: Registry[str] = Registry(
    "preset", [("clinic", _CLINIC), ("trial", _TRIAL), ("null", _TRIAL), ("messy", _CLINIC)]
)


def plan_of(preset: str) -> Plan:
    """Return the plan of a preset.

    Examples
    --------
    >>> plan_of("trial").design
    'randomised'
    """
    return Plan(**tomllib.loads(PLAN_TEXTS[preset]))
