"""Unavailable: a result that these data don't give, with the reason in a reader's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from dnoutcomes.disclosure import State
from dnoutcomes.errors import ModelError
from dnoutcomes.language import say_term

T = TypeVar("T")


@dataclass(frozen=True)
class Unavailable:
    """A result that these data don't give.

    Attributes
    ----------
    reason : str
        Why, in a sentence for readers.
    state : State
        The same for programs.
    """

    reason: str
    state: State = State.NOT_ESTIMABLE


def or_unavailable(step: Callable[[], T], otherwise: str) -> T | Unavailable:
    """Run a step; where a model can't be fitted, return why.

    Parameters
    ----------
    step : callable
    otherwise : str
        The sentence for readers, marked with `term`. What the model says itself may hold the number of patients in a
        small group, so it isn't repeated.

    Examples
    --------
    >>> def fails():
    ...     raise ModelError("3 patients only")
    >>> or_unavailable(fails, "No model could be fitted.")
    Unavailable(reason='No model could be fitted.', state=<State.NOT_ESTIMABLE: 'not estimable'>)
    """
    try:
        return step()
    except ModelError:
        return Unavailable(say_term(otherwise))
