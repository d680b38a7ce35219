"""Whatever stands at a key of a plan, a mapping or a house style, only an error of this package leaves."""

import contextlib
import datetime

import pytest

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.plan import Plan
from dnoutcomes.readers import SiteMapping
from dnoutcomes.report.render.house_style import HouseStyle

WRONG = [
    0, -1, 1.5, float("nan"), float("inf"), 10**400, True, "", "\0", "undefined", [], [1], ["a", ["b"]], [{}], {},
    {"a": 1}, {"a": {"b": [1]}}, [[["x"]]], datetime.date(2026, 1, 1), None, b"x",
]  # fmt: skip
MAKERS = {
    "plan": (Plan, lambda values: Plan(**values)),
    "mapping": (SiteMapping, SiteMapping.build),
    "house style": (HouseStyle, lambda values: HouseStyle(**values)),
}
KEYS = [(kind, key) for kind, (model, _) in MAKERS.items() for key in model.model_fields]


@pytest.mark.parametrize(("kind", "key"), KEYS)
def test_only_our_errors_leave(kind, key):
    make = MAKERS[kind][1]
    for value in WRONG:
        with contextlib.suppress(DnOutcomesError):
            make({key: value})


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("plan", {"outcome": ["isi"]}),
        ("plan", {"visits": 3}),
        ("plan", {"instruments": 1}),
        ("mapping", {"missing_codes": 0}),
    ],
)
def test_the_key_is_named(kind, values):
    with pytest.raises(DnOutcomesError, match=next(iter(values))):
        MAKERS[kind][1](values)
