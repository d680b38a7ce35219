"""Engines: how a file that is large is read and reduced to counts and sums; results are those of pandas."""

from dnoutcomes.engines.dask_engine import Dask
from dnoutcomes.engines.database import EngineError
from dnoutcomes.engines.duckdb_engine import DuckDB

__all__ = ["Dask", "DuckDB", "EngineError"]
