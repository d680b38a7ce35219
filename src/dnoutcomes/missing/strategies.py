"""What is assumed of a patient's scores after an intercurrent event: one mean course per strategy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.registry import OpenRegistry, did_you_mean

Array = NDArray[np.float64]
Codes = NDArray[np.intp]
Course = Callable[[Array, Array, Codes], Array]


@dataclass(frozen=True, eq=False)
class MissingStrategy:
    """An assumption about the scores that a patient would have had after an intercurrent event.

    Attributes
    ----------
    code : str
        "JR".
    words : str
        What it's called in sentences: "jump to reference".
    course : callable
        Takes the mean course in the own and in the reference arm, shape (n, m), and the first visit after the event,
        shape (n,) with m for none, and returns the mean course that imputation follows, shape (n, m).
    learns_after_event : bool
        Whether the imputation model may learn from scores observed after the event, as where nothing is assumed to
        change there.
    aliases : tuple of str
        Other codes that readers of the literature use.
    linear : bool
        Whether the course is made of the two mean courses by sums, differences and multiples alone. Then sums over
        patients do when patients are left out in turn; else all patients are filled again for each one, which takes
        time but is as right.
    """

    code: str
    words: str
    course: Course
    learns_after_event: bool = False
    aliases: tuple[str, ...] = ()
    linear: bool = False


def missing_at_random(assigned: Array, reference: Array, start: Codes) -> Array:
    """Go on as patients of the same arm who stayed."""
    return assigned


def jump_to_reference(assigned: Array, reference: Array, start: Codes) -> Array:
    """From the event on follow the mean course of the reference arm."""
    return np.where(_after(assigned, start), reference, assigned)


def copy_reference(assigned: Array, reference: Array, start: Codes) -> Array:
    """Be a patient of the reference arm from the beginning."""
    return reference


def copy_increments_in_reference(assigned: Array, reference: Array, start: Codes) -> Array:
    """Keep the difference reached before the event and change from there as the reference arm does."""
    gained = _last_before(assigned - reference, start)
    return np.where(_after(assigned, start), reference + gained[:, None], assigned)


def last_mean_carried_forward(assigned: Array, reference: Array, start: Codes) -> Array:
    """Stay at the mean of the own arm reached before the event; at the first visit there is none to carry."""
    reached = np.where(start > 0, _last_before(assigned, start), assigned[:, 0])
    return np.where(_after(assigned, start), reached[:, None], assigned)


def _after(assigned: Array, start: Codes) -> NDArray[np.bool_]:
    return np.arange(assigned.shape[1]) >= start[:, None]


def _last_before(course: Array, start: Codes) -> Array:
    """Value at the last visit before the event, 0 where the event comes before the first visit."""
    last_before = np.clip(start - 1, 0, course.shape[1] - 1)
    return np.asarray(np.where(start > 0, course[np.arange(len(course)), last_before], 0.0))


def require_contract(strategy: MissingStrategy) -> None:
    """Refuse a strategy whose course isn't one number per patient and visit, or isn't linear though it says so.

    Raises
    ------
    ModelError
    """
    assigned, reference = np.arange(12.0).reshape(3, 4), np.zeros((3, 4))
    course = np.asarray(strategy.course(assigned, reference, np.array([0, 2, 4])))
    if course.shape != assigned.shape or not np.isfinite(course).all():
        raise ModelError(
            f"strategy {strategy.code!r} can't be used: of 3 patients and 4 visits its course must be 3 by 4 numbers, "
            f"got shape {course.shape}"
        )
    if strategy.linear and not _is_linear(strategy.course):
        raise ModelError(
            f"strategy {strategy.code!r} says that its course is linear, but that of a sum isn't the sum; "
            "make it with linear=False"
        )


def _is_linear(course: Course) -> bool:
    start = np.array([0, 2, 4])
    one, other = (scale * np.sin(np.arange(24.0) + scale).reshape(2, 3, 4) for scale in (3.0, 50.0))
    both = one - 2.5 * other
    apart = course(one[0], one[1], start) - 2.5 * course(other[0], other[1], start)
    return np.allclose(course(both[0], both[1], start), apart)


STRATEGIES: OpenRegistry[MissingStrategy] = OpenRegistry(
    "strategy",
    MissingStrategy,
    (
        MissingStrategy("MAR", "missing at random", missing_at_random, learns_after_event=True, linear=True),
        MissingStrategy("JR", "jump to reference", jump_to_reference, aliases=("J2R",), linear=True),
        MissingStrategy("CR", "copy reference", copy_reference, linear=True),
        MissingStrategy("CIR", "copy increments in reference", copy_increments_in_reference, linear=True),
        MissingStrategy("LMCF", "last mean carried forward", last_mean_carried_forward, linear=True),
    ),
    name="code",
    contract=require_contract,
    error=ModelError,
)


def strategy_of(given: str | MissingStrategy) -> MissingStrategy:
    """Return a strategy that is given by itself, by a code in any case, or by its name.

    Raises
    ------
    ModelError
        There is no such strategy, or one from outside can't be used.

    Examples
    --------
    >>> strategy_of("J2R").code, strategy_of("cir").code, strategy_of("jump-to-reference").code
    ('JR', 'CIR', 'JR')
    """
    if isinstance(given, MissingStrategy):
        return STRATEGIES.entry_of(given)
    # In reverse, so that one from outside can't take over what another is called.
    called = {
        _plain(name): strategy
        for strategy in reversed(list(STRATEGIES.values()))
        for name in (strategy.words, *strategy.aliases, strategy.code)
    }
    if _plain(given) not in called:
        raise ModelError(
            f"unknown strategy {given!r}{did_you_mean(_plain(given), list(called))} Known: {', '.join(STRATEGIES)}"
        )
    return called[_plain(given)]


def _plain(name: object) -> str:
    return str(name).casefold().replace("-", " ").replace("_", " ").strip()
