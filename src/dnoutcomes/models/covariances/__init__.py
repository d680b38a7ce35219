"""Residual covariance structures, one file each; a new one is a file and a line here, or is registered by a script."""

from dnoutcomes.errors import ModelError
from dnoutcomes.models.covariances.antedependence import ANTEDEPENDENCE
from dnoutcomes.models.covariances.autoregressive import AUTOREGRESSIVE
from dnoutcomes.models.covariances.compound_symmetry import COMPOUND_SYMMETRY
from dnoutcomes.models.covariances.contract import require_contract
from dnoutcomes.models.covariances.spatial import SPATIAL_EXPONENTIAL, SPATIAL_POWER
from dnoutcomes.models.covariances.structure import (
    Correlation,
    CovarianceStructure,
    heterogeneous,
    homogeneous,
)
from dnoutcomes.models.covariances.toeplitz import TOEPLITZ
from dnoutcomes.models.covariances.unstructured import UNSTRUCTURED
from dnoutcomes.registry import OpenRegistry

__all__ = ["STRUCTURES", "Correlation", "CovarianceStructure", "heterogeneous", "homogeneous"]

CORRELATIONS = (
    TOEPLITZ,
    AUTOREGRESSIVE,
    COMPOUND_SYMMETRY,
    ANTEDEPENDENCE,
    SPATIAL_POWER,
    SPATIAL_EXPONENTIAL,
)

STRUCTURES: OpenRegistry[CovarianceStructure] = OpenRegistry(
    "covariance structure",
    CovarianceStructure,
    (
        UNSTRUCTURED,
        *(twin(correlation) for correlation in CORRELATIONS for twin in (homogeneous, heterogeneous)),
    ),
    contract=require_contract,
    error=ModelError,
)
