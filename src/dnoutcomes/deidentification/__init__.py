"""A table for others: deidentify makes it, check_deidentified looks for anything in it that points to a person."""

from dnoutcomes.deidentification.allowed import exportable_columns
from dnoutcomes.deidentification.check import DeidentificationCheck, check_deidentified
from dnoutcomes.deidentification.deidentified import Deidentified
from dnoutcomes.deidentification.export import deidentify
from dnoutcomes.deidentification.k_anonymous import KAnonymity
from dnoutcomes.deidentification.linking import Linking
from dnoutcomes.deidentification.risk import Risk

__all__ = [
    "DeidentificationCheck",
    "Deidentified",
    "KAnonymity",
    "Linking",
    "Risk",
    "check_deidentified",
    "deidentify",
    "exportable_columns",
]
