"""How much less patients who share a therapist or a clinic tell us, and whether there can be an interval at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.overall_effects import standardised_difference_at
from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.cluster_inference import ROUGH_DF
from dnoutcomes.models.shared.fit import MixedModelFit

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DesignEffect:
    """What clusters do to the difference between the arms at the primary visit.

    Attributes
    ----------
    column : str
        Who is shared, as the plan has it: "therapist_id".
    visit : str
    estimate : float
        Variance that allows for clusters over the variance with patients independent. NaN where there is none.
    std_error, std_error_independent : float
        The two standard errors; the first is the one that is printed. NaN where there is none.
    df : float
        Degrees of freedom of the printed interval; NaN where there is none.
    by_arm : pandas.DataFrame
        As `Clusters.by_arm`: one row per arm with `n_patients, n_clusters, n_alone, smallest, largest, n_shared`.
    """

    column: str
    visit: str
    estimate: float
    std_error: float
    std_error_independent: float
    df: float
    by_arm: pd.DataFrame

    @property
    def n_clusters(self) -> int:
        """Named clusters of both arms, those that both arms have counted once."""
        return int(self.by_arm["n_clusters"].sum() - self.by_arm["n_shared"].max())

    @property
    def confounded(self) -> bool:
        """Whether no cluster has patients of both arms, so that a difference is one between clusters as well."""
        return bool(self.by_arm["n_shared"].max() == 0)

    @property
    def has_interval(self) -> bool:
        """Whether the difference has an interval; not where an arm has one cluster that the other arm doesn't share."""
        return bool(np.isfinite(self.df))

    @property
    def is_rough(self) -> bool:
        """Whether the interval rests on fewer degrees of freedom than Satterthwaite's approximation bears (Tipton)."""
        return self.has_interval and self.df < ROUGH_DF


def design_effect(fit: MixedModelFit, analysis: AnalysisData) -> DesignEffect | None:
    """Compare the error of the difference at the primary visit with the one that patients alone would give.

    Parameters
    ----------
    fit : MixedModelFit
        From `fit_mmrm(analysis)`.
    analysis : AnalysisData
        The analysis that it was fitted to.

    Returns
    -------
    DesignEffect or None
        None where the plan names no clusters.

    Raises
    ------
    ModelError
        The fit has no errors by cluster, or the primary visit no scores.

    Notes
    -----
    Both variances are of the difference of the arms standardised to the mix of causes (`overall_effects`) and CR2, by
    cluster and by patient.

    Examples
    --------
    >>> import dnoutcomes as dn
    >>> plan = dn.Plan(clusters="therapist_id")
    >>> analysis = dn.build_analysis(dn.load_sample(), plan)
    >>> found = design_effect(dn.fit_mmrm(analysis), analysis)
    >>> found.column, found.confounded
    ('therapist_id', True)
    """
    if analysis.clusters is None:
        return None
    if fit.engine.clusters is None:
        raise ModelError("a design effect needs a mixed model with errors by cluster: fit_mmrm(analysis)")
    visit = analysis.plan.primary_visit
    effect = standardised_difference_at(fit, analysis, visit)
    row = effect.frame.iloc[0]
    # The error that the same function would have if every patient were a cluster.
    independent = np.nan
    if effect.functions is not None:
        independent = float(np.sqrt(fit.engine.variances_by_patient(effect.functions[:1], "cr2")[0]))
    std_error = float(row["std_error"])
    return DesignEffect(
        analysis.clusters.column,
        visit,
        (std_error / independent) ** 2,
        std_error,
        independent,
        float(row["df"]),
        analysis.clusters.by_arm(analysis.patients),
    )
