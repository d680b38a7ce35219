"""Residual covariance structures, one file each; a new one is a file and a line here."""

from dnoutcomes.errors import ModelError
from dnoutcomes.models.covariances.antedependence import ANTEDEPENDENCE
from dnoutcomes.models.covariances.autoregressive import AUTOREGRESSIVE
from dnoutcomes.models.covariances.compound_symmetry import COMPOUND_SYMMETRY
from dnoutcomes.models.covariances.spatial import SPATIAL_EXPONENTIAL, SPATIAL_POWER
from dnoutcomes.models.covariances.structure import CovarianceStructure, heterogeneous, homogeneous
from dnoutcomes.models.covariances.toeplitz import TOEPLITZ
from dnoutcomes.models.covariances.unstructured import UNSTRUCTURED
from dnoutcomes.registry import Registry

CORRELATIONS = (
    TOEPLITZ,
    AUTOREGRESSIVE,
    COMPOUND_SYMMETRY,
    ANTEDEPENDENCE,
    SPATIAL_POWER,
    SPATIAL_EXPONENTIAL,
)

STRUCTURES: Registry[CovarianceStructure] = Registry(
    "covariance structure",
    [
        (structure.name, structure)
        for structure in (
            UNSTRUCTURED,
            *(twin(correlation) for correlation in CORRELATIONS for twin in (homogeneous, heterogeneous)),
        )
    ],
    error=ModelError,
)

__all__ = ["STRUCTURES", "CovarianceStructure"]
