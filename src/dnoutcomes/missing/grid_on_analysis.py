"""AnalysisData laid out for imputation: the plan names the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dnoutcomes.clusters import named_clusters
from dnoutcomes.missing.grid import ImputationGrid, build_grid
from dnoutcomes.missing.strategies import MissingStrategy
from dnoutcomes.models.shared.formula import written_name

if TYPE_CHECKING:
    from dnoutcomes.analysis import AnalysisData


def imputation_grid(analysis: AnalysisData, strategy: str | MissingStrategy) -> ImputationGrid:
    """Lay out the analysis for imputation and fit the imputation model."""
    return build_grid(
        **imputation_columns(analysis), strategy=strategy, analysis_covariates=None, events=None
    )


def imputation_columns(analysis: AnalysisData) -> dict[str, Any]:
    """Rows and the names of their columns, as the general functions take them."""
    several = analysis.patients["cause_modelled"].nunique() > 1
    covariates = [
        written_name(name) for name in analysis.covariates if name not in ("baseline", "cause", "arm")
    ]
    rows, cluster = named_clusters(
        analysis.visits, analysis.clusters, ("arm", "visit", "change", *analysis.covariates)
    )
    return {
        "data": rows,
        "outcome": "change",
        "subject": "patient_id",
        "visit": "visit",
        "arm": "arm",
        "reference_arm": analysis.plan.reference_arm,
        "cluster": cluster,
        "covariates": ["baseline * visit", *(["cause_modelled"] if several else []), *covariates],
    }
