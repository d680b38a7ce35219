"""Long data of patients with a propensity score: who is drawn comes with all rows and the weight of the score."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.two_arms import two_arms
from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.propensity import Propensity, propensity
from dnoutcomes.weighting.read_sample import shared_clusters
from dnoutcomes.weighting.score_model import ScoreRule

WEIGHT = "balancing_weight"


@dataclass(frozen=True, eq=False)
class Study:
    """Long data with one row per patient beside it, ready to be drawn from."""

    rows: pd.DataFrame
    patients: pd.DataFrame
    rows_of: list[NDArray[np.intp]]
    subject: str
    treatment: str
    covariates: tuple[str, ...]
    rule: ScoreRule
    clusters: NDArray[np.intp] | None

    def score(self, drawn: NDArray[np.intp]) -> Propensity:
        """Estimate the score of the patients drawn."""
        return propensity(
            self.patients.iloc[drawn].reset_index(drop=True), treatment=self.treatment, covariates=self.covariates,
            **asdict(self.rule),
        )  # fmt: skip

    def weighted(self, drawn: NDArray[np.intp]) -> pd.DataFrame:
        """Return the rows of the patients drawn, each draw a subject of its own, with the weights of their score."""
        sizes = [len(self.rows_of[patient]) for patient in drawn]
        owners = np.repeat(np.arange(len(drawn)), sizes)
        rows = self.rows.iloc[np.concatenate([self.rows_of[patient] for patient in drawn])]
        weights = self.score(drawn).weights.to_numpy()[owners]
        weighed = weights > 0
        return (
            rows[weighed]
            .assign(**{self.subject: owners[weighed], WEIGHT: weights[weighed]})
            .reset_index(drop=True)
        )


def read_study(
    data: pd.DataFrame,
    subject: str,
    treatment: str,
    covariates: tuple[str, ...],
    rule: ScoreRule,
    cluster: str | None,
) -> Study:
    """Read long data in which treatment, covariates and clusters are one for each subject.

    Raises
    ------
    ModelError
        One of them changes within a subject.
    """
    rows = data[data[treatment].notna() & data[subject].notna()].reset_index(drop=True)
    # Levels fixed before patients are drawn, so that the reference stays the reference.
    levels = two_arms(rows[treatment])
    rows = rows.assign(**{treatment: pd.Categorical(rows[treatment], [levels.reference, levels.treated])})
    codes, names = pd.factorize(rows[subject])
    patients = rows.iloc[np.unique(codes, return_index=True)[1]].reset_index(drop=True)
    constant = [
        treatment,
        *(name for name in covariates if name in rows.columns),
        *([cluster] if cluster else []),
    ]
    for name in constant:
        changing = rows.groupby(codes)[name].nunique(dropna=False).to_numpy() > 1
        if changing.any():
            raise ModelError(
                f"{name!r} changes within {int(changing.sum())} of {len(names)} subjects; a score needs treatment, "
                f"covariates and clusters that are one for each"
            )
    rows_of = np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])
    clusters = shared_clusters(patients, cluster, treatment)
    return Study(rows, patients, rows_of, subject, treatment, covariates, rule, clusters)
