"""A first visit at which a factor makes no difference: its levels share one mean there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dnoutcomes.errors import ModelError


@dataclass(frozen=True)
class Baseline:
    """The first visit, when it is one of the outcomes and a factor can't have changed it yet.

    Attributes
    ----------
    factor : str
        Factor whose levels share one mean there, the arm.
    reference : object
        Its reference level.
    visit : str
        Visit column.
    level : object
        The first visit.
    """

    factor: str
    reference: Any
    visit: str
    level: Any

    @property
    def note(self) -> str:
        """One sentence."""
        return f"The levels of {self.factor} share one mean at {self.level}."

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Give every row at the first visit the reference level of the factor."""
        here = (frame[self.visit] == self.level).to_numpy()
        values = frame[self.factor].where(~here, self.reference)
        return frame.assign(**{self.factor: values})


def read_baseline(factor: str, visit: str, formula: str, factors: dict[str, tuple[Any, ...]]) -> Baseline:
    """Take the reference level of a factor of a formula, and its first visit."""
    for name in (factor, visit):
        if name not in factors:
            raise ModelError(
                f"{name!r} must be a factor of the formula {formula!r} for its levels to be equal at the first visit"
            )
    return Baseline(factor, factors[factor][0], visit, factors[visit][0])
