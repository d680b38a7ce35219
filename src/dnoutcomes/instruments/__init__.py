"""Outcome instruments: what a score means, which way is better, what counts as enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dnoutcomes.instruments.contract import require_contract
from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.instruments.scoring import raw_to_100
from dnoutcomes.instruments.table import shipped_instruments
from dnoutcomes.registry import OpenRegistry

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["INSTRUMENTS", "Instrument", "Threshold", "get_instrument", "list_instruments", "raw_to_100"]

INSTRUMENTS: OpenRegistry[Instrument] = OpenRegistry(
    "instrument",
    Instrument,
    shipped_instruments(),
    name="code",
    contract=require_contract,
    see="list_instruments() and `dnoutcomes instruments` show them all.",
)


def get_instrument(code: str) -> Instrument:
    """Return an instrument by its code or one of its other names.

    Parameters
    ----------
    code : str
        Such as "pain_nrs"; `list_instruments` shows them.

    Raises
    ------
    DnOutcomesError
        The code is unknown; the message names the nearest one.

    Examples
    --------
    >>> get_instrument("fact_gog_ntx").direction
    'higher'
    >>> get_instrument("nrs_pain") is get_instrument("pain_nrs")
    True
    """
    return INSTRUMENTS[code]


def list_instruments() -> pd.DataFrame:
    """List the instruments.

    Returns
    -------
    pandas.DataFrame
        One row per instrument: `code`, `label`, `domain`, `range`, `unit`, `better` ("lower" or "higher"),
        `recall`, `missing_items`, `is_outcome`, `n_thresholds`, `responder` (the first threshold of
        improvement in its order; empty where there is none), `confidence` in that threshold ("none" where
        there is none), `aliases`, `licence`, `notes`.

    Examples
    --------
    >>> listed = list_instruments().set_index("code")
    >>> listed.loc["fact_gog_ntx", ["range", "better", "responder", "confidence"]].tolist()
    ['0 to 44', 'higher', '1.38 points', 'provisional']
    """
    import pandas as pd

    return pd.DataFrame([_row(instrument) for instrument in INSTRUMENTS.values()])


def _row(instrument: Instrument) -> dict[str, object]:
    default = next(iter(instrument.thresholds_of("MCID", "SCB")), None)
    return {
        "code": instrument.code,
        "label": instrument.label,
        "domain": instrument.domain,
        "range": instrument.range_label,
        "unit": instrument.unit,
        "better": instrument.direction,
        "recall": instrument.recall,
        "missing_items": instrument.missing_items,
        "is_outcome": instrument.is_outcome,
        "n_thresholds": len(instrument.thresholds),
        "responder": default.label if default else "",
        "confidence": default.confidence if default else "none",
        "aliases": ", ".join(instrument.aliases),
        "licence": instrument.licence,
        "notes": instrument.notes,
    }
