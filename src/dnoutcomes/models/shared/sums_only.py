"""What a fit from sums refuses: everything that looks at single patients."""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.engine import Engine

Array = NDArray[np.float64]

SUMS_ONLY = (
    "{} needs rows of patients, and this fit was made from sums over groups of them. Read the file with "
    "engine='pandas' and fit again, which takes about 1 KB of memory for each row of the file"
)


class SumsOnly(Engine):
    """An engine without rows: put before the engine of a model, it refuses what needs them."""

    @property
    def fitted(self) -> Array:
        """Refused."""
        refuse_rows("fitted values")

    @property
    def residuals(self) -> Array:
        """Refused."""
        refuse_rows("residuals")

    def variances(self) -> Array:
        """Refused."""
        refuse_rows("variances of rows")

    def whiten(self, residuals: Array) -> Array:
        """Refused."""
        refuse_rows("residuals")

    def draw(self, rng: np.random.Generator) -> Array:
        """Refused."""
        refuse_rows("simulation")

    def diagnose(self, time: str | None) -> NoReturn:
        """Refused."""
        refuse_rows("diagnostics")

    def influence(self, effect: Any) -> NoReturn:
        """Refused."""
        refuse_rows("influence")

    def leave_out(self, groups: Any) -> NoReturn:
        """Refused."""
        refuse_rows("leaving patients out")

    def count_again(self, multiplicity: Any, weights: Any) -> NoReturn:
        """Refused."""
        refuse_rows("the bootstrap of patients")

    def variances_by_patient(self, functions: Array, errors: str) -> Array:
        """Refused."""
        refuse_rows("an empirical covariance")

    def predict_visits(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Refused."""
        refuse_rows("prediction of visits")

    def random_effects(self) -> pd.DataFrame:
        """Refused."""
        refuse_rows("a list of random effects")


def refuse_rows(what: str) -> NoReturn:
    """Refuse what needs rows.

    Raises
    ------
    ModelError
    """
    raise ModelError(SUMS_ONLY.format(what))


def refuse_refit(data: pd.DataFrame) -> NoReturn:
    """Refuse to fit again to other data."""
    refuse_rows("fitting again to other data")
