"""Nerve conduction studies."""

from __future__ import annotations

import math

from dnoutcomes.instruments.instrument import Instrument
from dnoutcomes.instruments.sources import FREE
from dnoutcomes.language import term

_AMPLITUDE = (
    "An absent response is 0 and means below detection (censored), not missing. Limits are those of "
    "the laboratory."
)
_VELOCITY = (
    "Has no value where the response is absent: leave it empty and record amplitude 0. Skin "
    "temperature matters."
)


def _study(code: str, label: str, unit: str, notes: str) -> Instrument:
    return Instrument(
        code=f"ncs_{code}",
        label=label,
        domain=term("nerve conduction"),
        minimum=0,
        maximum=math.inf,
        unit=unit,
        direction="higher",
        missing_items="one reading",
        aliases=(code,),
        licence=FREE,
        notes=notes,
    )


NERVE_CONDUCTION: tuple[Instrument, ...] = (
    _study("sural_snap", term("Sural nerve, sensory amplitude"), "µV", _AMPLITUDE),
    _study("sural_scv", term("Sural nerve, sensory conduction velocity"), "m/s", _VELOCITY),
    _study("peroneal_cmap", term("Peroneal nerve, motor amplitude"), "mV", _AMPLITUDE),
    _study("peroneal_mcv", term("Peroneal nerve, motor conduction velocity"), "m/s", _VELOCITY),
    _study("tibial_cmap", term("Tibial nerve, motor amplitude"), "mV", _AMPLITUDE),
    _study("tibial_mcv", term("Tibial nerve, motor conduction velocity"), "m/s", _VELOCITY),
)
