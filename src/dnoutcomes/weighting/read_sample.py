"""From a frame of patients to the arrays of a weighted comparison: rows, outcomes, covariates, clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import CovariateDesign, covariate_design
from dnoutcomes.compare.two_arms import TwoArms
from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.arm_means import Sample


def rows_with_outcome(
    data: pd.DataFrame, outcome: str, treatment: str, *, keep_unobserved: bool
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the rows that can be used, and say what was left out."""
    if not pd.api.types.is_numeric_dtype(data[outcome]):
        raise ModelError(
            f"outcome {outcome!r} must be a number (0 and 1 for events), got {data[outcome].dtype}"
        )
    treated, observed = data[treatment].notna(), data[outcome].notna()
    notes = []
    if not treated.all():
        notes.append(f"{int((~treated).sum())} rows without a treatment left out.")
    unseen = int((treated & ~observed).sum())
    if unseen and keep_unobserved:
        notes.append(f"{unseen} rows without an outcome, stood in for by weights of those with one.")
    elif unseen:
        notes.append(f"{unseen} rows without an outcome left out.")
    return data[treated if keep_unobserved else treated & observed], tuple(notes)


def read_sample(
    used: pd.DataFrame,
    outcome: str,
    arms: TwoArms,
    design: CovariateDesign,
    attrition: Sequence[str] | None,
) -> Sample:
    """Return the rows as arrays; both arms need two outcomes."""
    values = used[outcome].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(values).any():
        raise ModelError(f"outcome {outcome!r} has {int(np.isinf(values).sum())} infinite values")
    for level, arm in ((arms.reference, 0), (arms.treated, 1)):
        count = int((~np.isnan(values[arms.is_treated == arm])).sum())
        if count < 2:
            raise ModelError(
                f"{count} patients of arm {level!r} have the outcome {outcome!r}; at least 2 are needed"
            )
    sample = Sample(design.matrix, design.columns, arms.is_treated, values)
    if attrition is None:
        return sample
    explained = covariate_design(used, attrition)
    matrix = np.column_stack([explained.matrix[:, :1], arms.is_treated, explained.matrix[:, 1:]])
    names = (explained.columns[0], "treated", *explained.columns[1:])
    return replace(sample, attrition_matrix=matrix, attrition_terms=names)


def read_clusters(used: pd.DataFrame, cluster: str | None) -> NDArray[np.intp]:
    """Number the clusters; a row without one is a cluster by itself."""
    if cluster is None:
        return np.arange(len(used))
    codes, levels = pd.factorize(used[cluster])
    without_cluster = codes < 0
    codes[without_cluster] = len(levels) + np.arange(int(without_cluster.sum()))
    return np.asarray(codes, dtype=np.intp)


def refuse_one_cluster(
    clusters: NDArray[np.intp], arms: Sequence[object] | NDArray[np.object_], cluster: str
) -> None:
    """Refuse an arm whose patients all share a cluster, which can't be told from the arm.

    Parameters
    ----------
    clusters : integer array of shape (n,)
    arms : array of shape (n,)
        Arm of each patient.
    cluster : str
        The column, as the reader calls it.

    Raises
    ------
    ModelError
        Saying which arm.
    """
    for arm, codes in pd.Series(clusters).groupby(np.asarray(arms, dtype=object), sort=False):
        if codes.nunique() == 1:
            raise ModelError(
                f"all {len(codes)} patients of {arm} share one {cluster}; what is due to it can't be "
                "told from what is due to the arm, and no interval holds"
            )


def shared_clusters(patients: pd.DataFrame, cluster: str | None, arm: str) -> NDArray[np.intp] | None:
    """Number the clusters of patients, a row each; None without a column, or where no two patients share one.

    Raises
    ------
    ModelError
        As in `refuse_one_cluster`.
    """
    codes = read_clusters(patients, cluster)
    if cluster is None or int(codes.max()) + 1 == len(codes):
        return None
    refuse_one_cluster(codes, patients[arm].to_numpy(), cluster)
    return codes
