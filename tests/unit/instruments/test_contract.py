"""An instrument from outside that couldn't be read, or whose thresholds can't be, is refused with the reason."""

from dataclasses import replace

import pytest

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.instruments.contract import require_contract

ISI = INSTRUMENTS["isi"]
(SIX,) = ISI.thresholds


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_the_shipped_keep_the_contract_of_those_from_outside(instrument):
    require_contract(instrument)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"code": "Sleep index"}, "'Sleep index' can't be a column's name"),
        ({"aliases": ("sleep", "ISI")}, "'ISI' can't be a column's name"),
        ({"unit": "", "label": ""}, "label is empty; unit is empty"),
        ({"thresholds": (SIX, replace(SIX, value=-6))}, "threshold -6 isn't above 0"),
        ({"thresholds": (replace(SIX, value=28),)}, "the threshold 28 is wider than the range"),
        ({"thresholds": (replace(SIX, kind="screen", value=29),)}, "the cut 29 is outside the range"),
        (
            {"thresholds": (replace(SIX, scale="percent"),), "percent_change": False},
            "a threshold in percent, and percent_change is False",
        ),
    ],
)
def test_what_is_wrong_is_said(changed, message):
    with pytest.raises(DnOutcomesError, match=f"instrument .*: {message}"):
        require_contract(replace(ISI, **changed))
