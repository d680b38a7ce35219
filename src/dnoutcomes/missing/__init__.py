"""Missing outcomes: imputation at random and reference-based, delta adjustment, tipping points."""

from dnoutcomes.missing.grid import ImputationGrid, build_grid
from dnoutcomes.missing.on_analysis import impute
from dnoutcomes.missing.reference_based import METHODS, reference_based
from dnoutcomes.missing.rubin import Pooled, pool_rubin
from dnoutcomes.missing.strategies import STRATEGIES, MissingStrategy
from dnoutcomes.missing.tipping import TippingGrid, tipping_grid
from dnoutcomes.missing.tipping_on_analysis import TippingPoint, tipping_point

__all__ = [
    "METHODS",
    "STRATEGIES",
    "ImputationGrid",
    "MissingStrategy",
    "Pooled",
    "TippingGrid",
    "TippingPoint",
    "build_grid",
    "impute",
    "pool_rubin",
    "reference_based",
    "tipping_grid",
    "tipping_point",
]
