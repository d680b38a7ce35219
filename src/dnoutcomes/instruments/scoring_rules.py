"""Rules by which items become scores, by the names that the table of instruments calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dnoutcomes.instruments.scoring import WeightedItems, numbered, percent_felt
from dnoutcomes.registry import Registry

Scoring = Callable[[Mapping[str, Any]], float]

# Seven descriptions rated 0 (never) to 5 (very strongly); the course of pain (1 persistent with slight changes,
# 2 persistent with attacks, 3 attacks without pain between them, 4 attacks with pain between them); radiating or not.
_PAINDETECT = WeightedItems(
    {
        name: {float(answer): float(answer) for answer in range(6)}
        for name in numbered("paindetect", *range(1, 8))
    }
    | {
        "paindetect_course": {1.0: 0.0, 2.0: -1.0, 3.0: 1.0, 4.0: 1.0},
        "paindetect_radiates": {0.0: 0.0, 1.0: 2.0},
    }
)
# Six symptoms, each 0 where absent, else 1 to 3 by intensity and up to two thirds more by how often it comes.
_NTSS_ANSWERS = (0.0, 1.0, 1.33, 1.66, 2.0, 2.33, 2.66, 3.0, 3.33, 3.66)
_NTSS = WeightedItems(
    {name: {points: points for points in _NTSS_ANSWERS} for name in numbered("ntss", *range(1, 7))}
)
_YES_NO = {0.0: 0.0, 1.0: 1.0}
# Yes adds a point, but for 7 and 13, where no does; 4 (circulation) and 10 (weakness) aren't counted.
_MNSI_QUESTIONS = WeightedItems(
    {
        name: {0.0: 1.0, 1.0: 0.0} if name in numbered("mnsi", 7, 13) else _YES_NO
        for name in numbered("mnsi", 1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15)
    }
)
# Each foot: appearance and ulcer (0 or 1); ankle reflex, vibration and monofilament (0, 0.5 or 1).
_MNSI_SIGNS = WeightedItems(
    {
        f"mnsi_{sign}_{side}": _YES_NO if sign in ("appearance", "ulcer") else _YES_NO | {0.5: 0.5}
        for sign in ("appearance", "ulcer", "reflex", "vibration", "monofilament")
        for side in ("left", "right")
    }
)

#: Rules with items of their own. Besides these, an instrument may take the "sum" or the "mean" of the items it lists.
SCORING_RULES: Registry[Scoring] = Registry(
    "scoring rule",
    [
        ("painDETECT", _PAINDETECT),
        ("NTSS-6", _NTSS),
        ("MNSI questionnaire", _MNSI_QUESTIONS),
        ("MNSI examination", _MNSI_SIGNS),
        ("percent of sites felt", percent_felt),
    ],
)
