"""The columns that a file may have: names, types, units, ranges, vocabularies and CDISC twins."""

from dnoutcomes.schema.column import Column, ColumnType
from dnoutcomes.schema.columns import COLUMNS, DEFAULT_OUTCOME, declared_column, instrument_column
from dnoutcomes.schema.dictionary import data_dictionary, schema_frame
from dnoutcomes.schema.vocabulary import ARMS, CAUSES, MISSING_REASONS, MISSING_WORDS, NOT_RECORDED, fold

__all__ = [
    "ARMS",
    "CAUSES",
    "COLUMNS",
    "DEFAULT_OUTCOME",
    "MISSING_REASONS",
    "MISSING_WORDS",
    "NOT_RECORDED",
    "Column",
    "ColumnType",
    "data_dictionary",
    "declared_column",
    "fold",
    "instrument_column",
    "schema_frame",
]
