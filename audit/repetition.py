"""One repetition of a scenario: a clinic, its report computed without drawing, and what that prints."""

from __future__ import annotations

import math
import time
from typing import Any

from audit.figures import Figures, figures_of, pooled_away
from audit.scenarios import SCENARIOS
from dnoutcomes.describe import restrict_to_quarter
from dnoutcomes.report.facts.claim import family_rate
from dnoutcomes.report.facts.first_page_claims import first_page_claims
from dnoutcomes.report.sections.compute_results import compute_results

#: Sections of reports that print estimates. The others count and describe.
SECTIONS = ("summary", "sensitivity", "safety", "trends", "domains", "funnels")


def repeat(name: str, repetition: int) -> dict[str, Any]:
    """Simulate one clinic of a scenario and collect what its report prints.

    Parameters
    ----------
    name : str
        Of the scenario.
    repetition : int
        Its number, which is its seed.

    Returns
    -------
    dict
        As it is kept on disk: `scenario, repetition, seconds` (of CPU), `method` of the first page, `pooled` (causes
        joined as one), `claims` that the first page makes, `stated_rate` of them all, `effects` (rows of group, name,
        estimate, std_error, conf_low, conf_high; None where there is none) and `signals` (rows of group, name, bool).
    """
    scenario = SCENARIOS[name]
    start = time.process_time()
    whole = scenario.analysis(repetition)
    results = compute_results(whole, lambda step: None, sections=SECTIONS, quarter=scenario.quarter)
    own = whole if scenario.quarter is None else restrict_to_quarter(whole, scenario.quarter)
    claims = first_page_claims(results)
    found = _rows(figures_of(results, own))
    return {
        "scenario": name,
        "repetition": repetition,
        "seconds": round(time.process_time() - start, 2),
        "method": results.answer.method,
        "pooled": pooled_away(own),
        "claims": [claim.name for claim in claims if claim.made],
        "stated_rate": family_rate(claims),
    } | found


def failed(name: str, repetition: int, why: str) -> dict[str, Any]:
    """Say the same of a repetition whose report could not be computed."""
    nothing = {
        "method": "failed",
        "pooled": (),
        "claims": (),
        "stated_rate": 0.0,
        "effects": [],
        "signals": [],
    }
    return {"scenario": name, "repetition": repetition, "seconds": 0.0, "why": why} | nothing


def _rows(figures: Figures) -> dict[str, Any]:
    effects = [[*key, *map(_short, numbers)] for key, numbers in figures.effects.items()]
    return {"effects": effects, "signals": [[*key, value] for key, value in figures.signals.items()]}


def _short(value: float) -> float | None:
    return float(f"{value:.6g}") if math.isfinite(value) else None
