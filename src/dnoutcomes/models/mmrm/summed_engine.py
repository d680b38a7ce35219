"""SummedEngine: what an MMRM that was fitted from sums answers, and refuses."""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.engine import MmrmEngine
from dnoutcomes.models.mmrm.group_sums import SUMS_ONLY

Array = NDArray[np.float64]


class SummedEngine(MmrmEngine):
    """What an MMRM answers that was fitted from sums: nothing that looks at single patients."""

    @property
    def fitted(self) -> Array:
        """Refused."""
        _refuse("fitted values")

    @property
    def residuals(self) -> Array:
        """Refused."""
        _refuse("residuals")

    def variances(self) -> Array:
        """Refused."""
        _refuse("variances of rows")

    def whiten(self, residuals: Array) -> Array:
        """Refused."""
        _refuse("residuals")

    def draw(self, rng: np.random.Generator) -> Array:
        """Refused."""
        _refuse("simulation")

    def diagnose(self, time: str | None) -> NoReturn:
        """Refused."""
        _refuse("diagnostics")

    def influence(self, effect: Any) -> NoReturn:
        """Refused."""
        _refuse("influence")

    def leave_out(self, groups: Any) -> NoReturn:
        """Refused."""
        _refuse("leaving patients out")

    def count_again(self, multiplicity: Any, weights: Any) -> NoReturn:
        """Refused."""
        _refuse("the bootstrap of patients")

    def variances_by_patient(self, functions: Array, errors: str) -> Array:
        """Refused."""
        _refuse("an empirical covariance")

    def predict_visits(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Refused."""
        _refuse("prediction of visits")


def _refuse(what: str) -> NoReturn:
    raise ModelError(SUMS_ONLY.format(what))


def refuse_refit(data: pd.DataFrame) -> NoReturn:
    """Refuse to fit again to other data."""
    _refuse("fitting again to other data")
