"""What is assumed of a patient's scores after an intercurrent event: one mean course per strategy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.registry import Registry

Array = NDArray[np.float64]
Codes = NDArray[np.intp]
Strategy = Callable[[Array, Array, Codes], Array]


def missing_at_random(own: Array, reference: Array, start: Codes) -> Array:
    """Go on as patients of the same arm who stayed."""
    return own


def jump_to_reference(own: Array, reference: Array, start: Codes) -> Array:
    """From the event on follow the mean course of the reference arm."""
    return np.where(_after(own, start), reference, own)


def copy_reference(own: Array, reference: Array, start: Codes) -> Array:
    """Be a patient of the reference arm from the beginning."""
    return reference


def copy_increments_in_reference(own: Array, reference: Array, start: Codes) -> Array:
    """Keep the difference reached before the event and change from there as the reference arm does."""
    gained = _last_before(own - reference, start)
    return np.where(_after(own, start), reference + gained[:, None], own)


def last_mean_carried_forward(own: Array, reference: Array, start: Codes) -> Array:
    """Stay at the mean of the own arm reached before the event; at the first visit there is none to carry."""
    reached = np.where(start > 0, _last_before(own, start), own[:, 0])
    return np.where(_after(own, start), reached[:, None], own)


def _after(own: Array, start: Codes) -> NDArray[np.bool_]:
    return np.arange(own.shape[1]) >= start[:, None]


def _last_before(course: Array, start: Codes) -> Array:
    """Value at the last visit before the event, 0 where the event comes before the first visit."""
    place = np.clip(start - 1, 0, course.shape[1] - 1)
    return np.asarray(np.where(start > 0, course[np.arange(len(course)), place], 0.0))


#: Each takes the mean course in the own and in the reference arm, shape (n, m), and the first visit after the event,
#: shape (n,) with m for none, and returns the mean course that imputation follows, shape (n, m).
STRATEGIES: Registry[Strategy] = Registry(
    "strategy",
    [
        ("MAR", missing_at_random),
        ("JR", jump_to_reference),
        ("CR", copy_reference),
        ("CIR", copy_increments_in_reference),
        ("LMCF", last_mean_carried_forward),
    ],
    error=ModelError,
)

STRATEGY_NAMES = {
    "MAR": "missing at random",
    "JR": "jump to reference",
    "CR": "copy reference",
    "CIR": "copy increments in reference",
    "LMCF": "last mean carried forward",
}

# Other names that readers of the literature use.
_CODES = {
    **{code.casefold(): code for code in STRATEGIES},
    **{name: code for code, name in STRATEGY_NAMES.items()},
    "j2r": "JR",
}


def strategy_code(name: str) -> str:
    """Return the code of a strategy that is given by its code, in any case, or by its name.

    Raises
    ------
    ModelError
        There is no such strategy.

    Examples
    --------
    >>> strategy_code("J2R"), strategy_code("cir"), strategy_code("jump-to-reference")
    ('JR', 'CIR', 'JR')
    """
    plain = str(name).casefold().replace("-", " ").replace("_", " ").strip()
    code = _CODES.get(plain, str(name))
    if code not in STRATEGIES:
        STRATEGIES[code]
    return code
