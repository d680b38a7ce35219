"""One question, many methods: where they agree, where they don't, and what that says."""

from dnoutcomes.sensitivity.methods import METHODS, Method
from dnoutcomes.sensitivity.panel import SensitivityPanel, sensitivity_panel

__all__ = ["METHODS", "Method", "SensitivityPanel", "sensitivity_panel"]
