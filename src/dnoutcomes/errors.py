"""Every error a caller can meet. Each says what was got, where, and what would do.

All are also ValueError, so that a caller who knows nothing of this package can catch them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class DnOutcomesError(ValueError):
    """The root of all errors raised on purpose by this package."""


class DataError(DnOutcomesError):
    """A file or frame that can't be used as it stands.

    Parameters
    ----------
    message : str
        What was got, where, and what would do.
    issues : pandas.DataFrame, optional
        One row per finding, columns as in `ValidationReport.issues`.
    verdict : {"reject", "ask"}
        "ask" when the input can mean two things and an option decides; "reject" when it can't be used.
    """

    def __init__(self, message: str, issues: pd.DataFrame | None = None, verdict: str = "reject") -> None:
        super().__init__(message)
        self.issues = issues
        self.verdict = verdict


class PlanError(DnOutcomesError):
    """A plan that contradicts itself or the data."""


class ModelError(DnOutcomesError):
    """A model that can't be fitted or a question that can't be asked of it."""


class SeparationError(ModelError):
    """Covariates that tell a group, or an answer, of some patients without error."""


class ConvergenceError(ModelError):
    """No covariance structure of the declared order gave a usable fit."""


class DisclosureError(DnOutcomesError):
    """An output that would show a small group or a person."""


class OutputError(DnOutcomesError):
    """An output that can't be written where it should go, or that would replace somebody's file."""


class StyleError(DnOutcomesError):
    """A house style that can't be used."""


class LanguageError(DnOutcomesError):
    """A language that isn't there, or a language file that can't be used."""
