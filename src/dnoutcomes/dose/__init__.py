"""The dose question, how many sessions, asked so that staying long can't pass for being helped."""

from dnoutcomes.dose.clone_censor_weight import clone_censor_weight
from dnoutcomes.dose.landmark import landmark

__all__ = ["clone_censor_weight", "landmark"]
